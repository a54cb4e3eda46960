package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
	"shuniu/service/enterprises/approval"
	"shuniu/service/enterprises/approval/item"
)

const (
	windowPath = "/desk/window"

	itemParam = approval.FieldItem
	mostItems = 30 // items; whoever finds more has not said what is wanted
)

// window is where somebody is asked what they want done: the item is found by its
// name, and its form comes with the papers of the case.
type window struct {
	*door.Visitor
	desk  *desk
	words string
	found []*item.Item
}

// takesIn reports whether the visitor may take applications in.
func takesIn(k *desk, v *door.Visitor) bool {
	if k.Items == nil {
		return false
	}
	_, act, err := matter.Openable(k.Engine.Reader, v.Actor, approval.Licence)
	return err == nil && act != nil
}

// window shows what can be taken in, or what fits the words.
func (k counter) window(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	if !takesIn(k.desk, v) {
		return fault.Of(fault.Denied, "no post of theirs takes applications in")
	}
	b := window{Visitor: v, desk: k.desk, words: strings.TrimSpace(r.URL.Query().Get(wordsParam))}
	all := k.Items.On(today(k.desk))
	if b.words != "" {
		all = k.Items.Find(today(k.desk), b.words, mostItems)
	}
	for _, i := range all {
		if approval.Process(i) != "" {
			b.found = append(b.found, i)
		}
	}
	pg, err := k.page(r, v, page.Word("desk.window").Text(), windowPath)
	if err != nil {
		return err
	}
	return k.Show(w, pg.Desk(), b.page())
}

func today(k *desk) calendar.Date { return calendar.DateOf(k.Now().In(k.Zone)) }

// line is who decides an item and within which time.
func (b window) line(i *item.Item) string {
	unit, _ := b.desk.Org.Now().UnitByCode(i.Unit)
	return unit.Name.In(b.Lang) + " · " + docket.HowLong(i).In(b.Lang)
}

// takingPath is the form of one item.
func takingPath(proc string, i *item.Item) string {
	return newPath + proc + "?" + url.Values{itemParam: {i.Implementing()}}.Encode()
}

// chosen is the item that a form is for, with what was answered about the case; nil
// where the process is for none.
type chosen struct {
	*item.Item
	process string
	answers map[string]string
}

// choose finds the item in the address; first where the process is for one and none
// is named, so that it has to be chosen first.
func (k counter) choose(r *http.Request, def *process.Definition) (c *chosen, first bool, err error) {
	if k.Items == nil || !approval.Applied(def.Name) {
		return nil, false, nil
	}
	code := r.URL.Query().Get(itemParam)
	if code == "" {
		return nil, true, nil
	}
	all := k.Items.On(today(k.desk))
	n := slices.IndexFunc(all, func(i *item.Item) bool {
		carries := approval.Process(i) == def.Name || def.Name == approval.Commitment && approval.Commits(i)
		return carries && i.Implementing() == code
	})
	if n < 0 {
		return nil, false, fault.Of(fault.NotFound, "no such item today")
	}
	c = &chosen{Item: all[n], process: def.Name, answers: map[string]string{}}
	for _, q := range c.Questions {
		if given := r.URL.Query().Get(q.Key); slices.Contains(q.Options, given) {
			c.answers[q.Key] = given
		}
	}
	return c, false, nil
}

// values are the item and what was answered, as they go along in the address:
// choices, nothing that is typed.
func (c *chosen) values() url.Values {
	q := url.Values{}
	if c == nil {
		return q
	}
	q.Set(itemParam, c.Implementing())
	for key, value := range c.answers {
		q.Set(key, value)
	}
	return q
}

// committing reports whether a commitment takes the place of papers.
func (c *chosen) committing() bool { return c.process == approval.Commitment }

// given is what the form is told and nobody types.
func (c *chosen) given(typed url.Values) {
	if c == nil {
		return
	}
	typed.Set(itemParam, c.Implementing())
	if typed.Get(approval.FieldSituation) == "" {
		typed.Set(approval.FieldSituation, c.Situation(c.answers))
	}
}

// questions are the guide's, with what was answered.
func (c *chosen) questions() []page.Input { return docket.Guide(c.Questions, c.answers) }
