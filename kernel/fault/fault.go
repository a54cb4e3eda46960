// Package fault is the closed list of ways in which an act can fail, and the
// sentences that say so.
//
// Every error that reaches a person carries a Kind, a sentence for that person
// in both languages, all defects found (never only the first), and a sentence
// for the operator. It promises that internals never reach the person: an error
// without a kind is Internal and shows a fixed sentence. HTTP statuses follow
// RFC 9110; RFC 9457 bodies are built from these values in face/api.
package fault

import (
	"errors"
	"fmt"
	"strings"

	"shuniu/kernel/lang"
)

// Kind says why something failed; there are no others.
type Kind uint8

// The kinds. Withheld is told to the public as NotFound, so that the existence
// of a matter is not given away; the operator's log says Withheld.
const (
	Internal    Kind = iota // a defect of ours
	Invalid                 // the input has defects; all are listed
	NotFound                // there is no such thing
	Denied                  // the person may see it but not do this
	Withheld                // the person may not even know of it
	Conflict                // somebody else acted first, or the state does not allow it
	Late                    // a hard limit has passed
	Unavailable             // the database or disk cannot take acts now; try again
)

var kinds = [...]struct {
	name     string
	status   int
	exit     int
	sentence lang.Text
}{
	Internal:    {"internal", 500, 70, lang.T("系统出错，未作任何改动。请稍后重试；如仍不成功，请联系管理员。", "Something went wrong on our side and nothing was changed. Try again later, or tell the administrator.")},
	Invalid:     {"invalid", 422, 65, lang.T("填写的内容有误，请按提示改正。", "Some of what was entered needs correcting.")},
	NotFound:    {"not-found", 404, 66, lang.T("没有找到。", "Not found.")},
	Denied:      {"denied", 403, 77, lang.T("您没有权限进行这一操作。", "You are not allowed to do this.")},
	Withheld:    {"withheld", 404, 66, lang.T("没有找到。", "Not found.")},
	Conflict:    {"conflict", 409, 75, lang.T("情况已有变化，操作未生效，请查看最新状态。", "Things have changed and your action did not take effect. Look at the present state.")},
	Late:        {"late", 409, 75, lang.T("期限已过。", "The time limit has passed.")},
	Unavailable: {"unavailable", 503, 69, lang.T("系统暂时不能受理，未作任何改动，请稍后重试。", "The system cannot take this now and nothing was changed. Try again shortly.")},
}

// String is the kind's name in logs and problem documents.
func (k Kind) String() string { return kinds[k].name }

// Status is the HTTP status code of the kind.
func (k Kind) Status() int { return kinds[k].status }

// Exit is the process exit code of the kind, after sysexits.h.
func (k Kind) Exit() int { return kinds[k].exit }

// Defect is one thing wrong with one input field; Field is empty for a defect
// of the whole.
type Defect struct {
	Field string
	Text  lang.Text
}

// Error is a failure with a kind.
type Error struct {
	Kind     Kind
	Person   lang.Text // what the person reads
	Operator string    // what the log says; may name rules and ids, never personal data
	Defects  []Defect
	cause    error
}

// Error is the operator's sentence.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Kind.String())
	if e.Operator != "" {
		b.WriteString(": " + e.Operator)
	}
	for _, d := range e.Defects {
		fmt.Fprintf(&b, "; %s: %s", d.Field, d.Text.En)
	}
	if e.cause != nil {
		b.WriteString(": " + e.cause.Error())
	}
	return b.String()
}

// Unwrap is the cause, if there was one.
func (e *Error) Unwrap() error { return e.cause }

// New makes a failure whose person's sentence is text.
func New(k Kind, text lang.Text, operator string) *Error {
	return &Error{Kind: k, Person: text, Operator: operator}
}

// Of makes a failure with the kind's own sentence; operator is formatted.
func Of(k Kind, operator string, args ...any) *Error {
	return &Error{Kind: k, Person: kinds[k].sentence, Operator: fmt.Sprintf(operator, args...)}
}

// Wrap gives a cause a kind and its sentence; nil stays nil.
func Wrap(k Kind, cause error, operator string) error {
	if cause == nil {
		return nil
	}
	return &Error{Kind: k, Person: kinds[k].sentence, Operator: operator, cause: cause}
}

// Defects makes an Invalid failure of the defects, or nil if there are none.
func Defects(ds []Defect) error {
	if len(ds) == 0 {
		return nil
	}
	e := Of(Invalid, "input")
	e.Defects = ds
	return e
}

// As finds the *Error in err's chain; an error without one is wrapped as
// Internal, so that a caller always has a kind and a sentence. nil gives nil.
func As(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Kind: Internal, Person: kinds[Internal].sentence, Operator: "unclassified", cause: err}
}

// Is reports whether err is a failure of the kind.
func Is(err error, k Kind) bool { return err != nil && As(err).Kind == k }
