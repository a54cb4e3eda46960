package api

import (
	"encoding/json"
	"log/slog"
	"net/http"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
)

const problemMedia = "application/problem+json"

// Problem says what is wrong with a call (RFC 9457): all of it at once.
type Problem struct {
	Type   string   `json:"type" doc:"The kind of failure: internal, invalid, not-found, denied, conflict, late or unavailable" example:"urn:shuniu:problem:invalid"`
	Title  string   `json:"title" doc:"What kind of failure it is, in the language asked for"`
	Status int      `json:"status" doc:"The HTTP status"`
	Detail string   `json:"detail" doc:"What happened, for the person"`
	Errors []Defect `json:"errors,omitempty" doc:"Everything that is wrong with what was sent"`
}

// Defect is one thing that is wrong with one field or parameter.
type Defect struct {
	Field   string `json:"field,omitempty" doc:"Its name in the body, the query, the path or the headers; absent if it concerns the whole"`
	Message string `json:"message" doc:"What is wrong and how to put it right"`
}

// tell tells a failure as problem details.
func tell(w http.ResponseWriter, v *door.Visitor, err error) {
	f, status := fault.As(err), door.Status(err)
	kind := f.Kind
	if kind == fault.Withheld {
		kind = fault.NotFound
	}
	p := Problem{Type: "urn:shuniu:problem:" + kind.String(), Title: page.FailureTitle(err).In(v.Lang), Status: status, Detail: detail(f, status).In(v.Lang)}
	for _, d := range f.Defects {
		p.Errors = append(p.Errors, Defect{d.Field, d.Text.In(v.Lang)})
	}
	b, encErr := json.Marshal(p)
	if encErr != nil {
		slog.Error("problem", "error", encErr)
	}
	w.Header().Set("Content-Type", problemMedia)
	w.Header().Set("Content-Language", v.Lang.HTML())
	w.WriteHeader(status)
	if _, err := w.Write(b); err != nil {
		slog.Debug("reader left", "error", err)
	}
}

// detail is the person's sentence, but where that speaks of pages and forms.
func detail(f *fault.Error, status int) lang.Text {
	switch {
	case matter.IsKeyReused(f):
		return lang.T("这个 Idempotency-Key 已用于内容不同的请求。另一件事请换一个新的。", "This Idempotency-Key was used for a request that said something else. Give another thing a new key.")
	case status == http.StatusRequestEntityTooLarge:
		return lang.T("请求体超过 1 MB，没有收下。", "The body is over 1 MB and was not taken in.")
	case status == http.StatusTooManyRequests && len(f.Defects) == 0 && f.Kind == fault.Unavailable && f != door.ErrUploads:
		return lang.T("请求过于频繁，请按 Retry-After 等待后再试。", "That was too much at once. Wait as Retry-After says and try again.")
	case f.Kind == fault.NotFound && status == http.StatusNotFound && f.Operator == "no such page":
		return lang.T("没有这个地址。", "There is no such address.")
	}
	return f.Person
}
