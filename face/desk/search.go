package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/number"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
	"shuniu/kernel/search"
)

// askedParam holds the words of a search; it is narrowed by the parameters of lists.
const askedParam = "q"

// hunt is a search among what its reader may see.
type hunt struct {
	sought bool // the words can be looked for
	*door.Visitor
	desk  *desk
	query url.Values
	typed string
	asked search.Query
	found *search.Findings
	empty page.Empty
}

// search leads to the matter with the number typed, or lists those that contain the
// words. A matter that is withheld is as unknown as one that does not exist.
func (k *desk) search(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	h := hunt{Visitor: v, desk: k, query: r.URL.Query(), found: &search.Findings{}}
	h.typed = strings.TrimSpace(h.query.Get(askedParam))
	if number, whole := number.Clean(h.typed); whole {
		s, err := k.sight(r, v, number)
		if err == nil {
			http.Redirect(w, r, s.path(), http.StatusSeeOther) //nolint:gosec // the path of a matter that was found
			return nil
		}
		if !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Withheld) {
			return err
		}
		h.empty = page.Empty{Why: page.Word("desk.search-no-number").Text(), What: page.Word("desk.search-no-number-what").Text()}
		return h.show(w, r, err)
	}
	err := h.look(r)
	if err != nil && (!fault.Is(err, fault.Invalid) || h.sought) {
		return err
	}
	return h.show(w, r, err)
}

// look fills the page; Invalid if what was typed cannot be looked for.
func (h *hunt) look(r *http.Request) error {
	h.empty = page.Empty{Why: page.Word("desk.search-nothing").Text(), What: page.Word("desk.search-help").Text()}
	if h.typed == "" {
		return nil
	}
	if number, _ := number.Clean(h.typed); likeNumber(number) {
		h.empty.Why = page.Word("desk.search-malformed").Text()
		return fault.Of(fault.Invalid, "no number")
	}
	var err error
	if h.asked, err = search.Parse(h.typed); err != nil {
		h.empty.Why = fault.As(err).Person
		return err
	}
	q := search.Question{Query: h.asked, From: h.query.Get(fromParam), Limit: pageLength}
	q.Process, q.State = stateOf(h.query.Get(stateParam))
	if code := h.query.Get(unitParam); code != "" {
		unit, ok := h.desk.Org.Now().UnitByCode(code)
		if !ok {
			return fault.Of(fault.NotFound, "no such unit")
		}
		q.Unit = unit.ID
	}
	h.empty = page.Empty{Why: page.Word("desk.search-none").Text(), What: page.Word("desk.search-none-what").Text()}
	h.sought = true
	h.found, err = h.desk.Matters.Find(r.Context(), h.Actor, q)
	return err
}

// likeNumber reports whether what was typed begins as a number does, so that one
// copied wrongly is not looked for as a word.
func likeNumber(typed string) bool {
	const head = len("Q9901022026")
	typed = strings.ReplaceAll(typed, "-", "")
	if len(typed) < head || typed[0] < 'A' || typed[0] > 'Z' {
		return false
	}
	for _, r := range typed[1:head] {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

func (h hunt) show(w http.ResponseWriter, r *http.Request, err error) error {
	pg, pageErr := h.desk.page(r, h.Visitor, page.Word("desk.search").Text(), searchPath)
	if pageErr != nil {
		return pageErr
	}
	if err == nil {
		return h.desk.Show(w, pg.Desk(), h.page())
	}
	return h.desk.Again(w, err, pg.Desk(), h.page())
}

// inputs are what is asked for and by what it is narrowed.
func (h hunt) inputs() []page.Input {
	state := stateFacet(&list{Visitor: h.Visitor, desk: h.desk, path: allPath})
	state.value = h.query.Get(stateParam)
	units := page.Input{Name: unitParam, Type: process.FieldChoice, Label: page.Word("desk.search-unit").Text(), Unchosen: page.Word("desk.search-unit-any").Text(), Value: h.query.Get(unitParam)}
	for _, u := range h.desk.Org.Now().Units() {
		if h.sees(u.ID) {
			units.Options = append(units.Options, page.Option{Value: u.Code, Label: u.Name})
		}
	}
	in := []page.Input{{Name: askedParam, Type: process.FieldText, Label: page.Word("desk.search-for").Text(), Value: h.typed, Autofill: "off"}, state.input()}
	if len(units.Options) > 1 {
		in = append(in, units)
	}
	return in
}

// sees reports whether the reader sees all that a unit has a part in, but for what is
// held more closely.
func (h hunt) sees(id org.UnitID) bool {
	if h.Actor.Kind != access.Staff {
		return false
	}
	return h.Actor.All || slices.Contains(h.Actor.Units, id)
}

func (h hunt) queue() (page.Queue, error) {
	q := page.Queue{Caption: page.Word("desk.search-found").Text()}
	l := list{Visitor: h.Visitor, desk: h.desk}
	for _, f := range h.found.Found {
		row, err := l.row(f.Line)
		if err != nil {
			return q, err
		}
		row.Excerpt = page.Excerpt(h.asked.Snippet(strings.TrimPrefix(f.Text, f.Title+"\n")))
		q.Rows = append(q.Rows, row)
	}
	return q, nil
}

// older is the address of the next page, "" at the end.
func (h hunt) older() string {
	if h.found.Next == "" {
		return ""
	}
	q := url.Values{fromParam: {h.found.Next}}
	for _, name := range []string{askedParam, stateParam, unitParam} {
		if v := h.query.Get(name); v != "" {
			q.Set(name, v)
		}
	}
	return searchPath + "?" + q.Encode()
}
