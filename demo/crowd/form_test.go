package crowd

import (
	"slices"
	"testing"
	"time"
)

const deskPage = `<html><body><form method="get" action="/desk/search"><input name="q"></form>
<a href="/desk/matter/Q1?from=1#acts">one</a> <a href="/desk/matter/Q1?from=1">again</a> <a href="/desk/matter/Q2">two</a> <a href="/desk/late">late</a>
<form method="post" action="/desk/matter/Q1/reply"><input type="hidden" name="client_key" value="K">
<textarea name="reply" required></textarea><select name="outcome"><option value="">choose</option><option value="solved">Solved</option></select>
<input type="radio" name="urgency" value="a"><input type="radio" name="urgency" value="b"><input type="date" name="by"><input type="number" name="days" min="2">
<input type="text" name="title" value="as it was"><input type="file" name="papers"><button name="to" value="back">Back</button></form></body></html>`

func TestAFormIsFilledInAsAPersonWould(t *testing.T) {
	all := forms(deskPage)
	if len(all) != 1 || all[0].Action != "/desk/matter/Q1/reply" {
		t.Fatalf("%+v", all)
	}
	f := all[0]
	f.Fill(func(name string) string { return "words for " + name }, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), func(n int) int { return n - 1 })
	for name, want := range map[string]string{
		"client_key": "K", "reply": "words for reply", "outcome": "solved", "urgency": "b", "by": "2026-03-09", "days": "2", "title": "as it was", "papers": "", "to": "",
	} {
		if got := f.Values.Get(name); got != want {
			t.Errorf("%s is %q, not %q", name, got, want)
		}
	}
}

func TestLinksAreFoundOnceEach(t *testing.T) {
	if got, want := links(deskPage, "/desk/matter/"), []string{"/desk/matter/Q1?from=1", "/desk/matter/Q2"}; !slices.Equal(got, want) {
		t.Errorf("%v, not %v", got, want)
	}
}
