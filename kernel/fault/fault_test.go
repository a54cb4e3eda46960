package fault

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"shuniu/kernel/lang"
)

func TestEachKindHasItsStatusItsExitCodeAndItsName(t *testing.T) {
	for _, want := range []struct {
		kind         Kind
		name         string
		status, exit int
	}{
		{Internal, "internal", 500, 70},
		{Invalid, "invalid", 422, 65},
		{NotFound, "not-found", 404, 66},
		{Denied, "denied", 403, 77},
		{Withheld, "withheld", 404, 66},
		{Conflict, "conflict", 409, 75},
		{Late, "late", 409, 75},
		{Unavailable, "unavailable", 503, 69},
	} {
		if k := want.kind; k.String() != want.name || k.Status() != want.status || k.Exit() != want.exit {
			t.Errorf("%s: %d, %d; want %s: %d, %d", k, k.Status(), k.Exit(), want.name, want.status, want.exit)
		}
	}
	if len(kinds) != 8 {
		t.Errorf("there are %d kinds; each stands in this table", len(kinds))
	}
}

func TestEachKindSpeaksBothLanguages(t *testing.T) {
	for k := range kinds {
		said := Of(Kind(k), "").Person
		if strings.TrimSpace(said.Zh) == "" || strings.TrimSpace(said.En) == "" || said.Zh == said.En {
			t.Errorf("%s says %+v", Kind(k), said)
		}
	}
}

func TestWithheldCannotBeToldFromNotFound(t *testing.T) {
	hidden, absent := Of(Withheld, "see:secrecy"), Of(NotFound, "matter 7")
	if hidden.Person != absent.Person || hidden.Kind.Status() != absent.Kind.Status() || hidden.Kind.Exit() != absent.Kind.Exit() {
		t.Errorf("a stranger sees %+v and %+v", hidden, absent)
	}
}

func TestAnErrorWithoutAKindIsInternalAndShowsNothingOfItself(t *testing.T) {
	inner := errors.New("pq: password authentication failed for user root")
	e := As(fmt.Errorf("query: %w", inner))
	if e.Kind != Internal || e.Person != kinds[Internal].sentence || !errors.Is(e, inner) {
		t.Errorf("got %+v", e)
	}
	if e.Person.Zh == "" || strings.Contains(e.Person.In(lang.En), "root") {
		t.Errorf("the person reads %+v", e.Person)
	}
}

func TestTheKindIsFoundThroughWrapping(t *testing.T) {
	late := New(Late, lang.T("期限已过", "Too late"), "hard limit")
	if err := fmt.Errorf("act: %w", late); As(err) != late || !Is(err, Late) || Is(err, Conflict) {
		t.Errorf("got %v", As(err))
	}
	if As(nil) != nil || Is(nil, Internal) || Wrap(Internal, nil, "x") != nil || Defects(nil) != nil {
		t.Error("no failure stays none")
	}
	if err := Wrap(Unavailable, io.ErrUnexpectedEOF, "read"); !errors.Is(err, io.ErrUnexpectedEOF) || !Is(err, Unavailable) {
		t.Errorf("got %v", err)
	}
}

func TestTheOperatorReadsKindRuleDefectsAndCause(t *testing.T) {
	err := Defects([]Defect{{"phone", lang.T("请填写电话", "Enter a phone")}, {"title", lang.T("请填写标题", "Enter a title")}})
	if want := "invalid: input; phone: Enter a phone; title: Enter a title"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
	if got, want := Wrap(Unavailable, io.EOF, "database").Error(), "unavailable: database: EOF"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
