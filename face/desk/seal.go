package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/fault"
	"shuniu/kernel/instrument"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

const sealsPath = "/desk/seals"

// register is the register of uses of the seal of one unit, as its head or supervisor
// reads it.
type register struct {
	*door.Visitor
	desk  *desk
	units []org.Unit // whose register they may read
	unit  org.Unit
	uses  []instrument.Use
	next  string
}

// seals shows the register of one unit at a time; whoever oversees none is Denied.
func (k papers) seals(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	s := register{Visitor: v, desk: k.desk, units: instrument.Overseen(k.Org.Now(), v.Actor)}
	if len(s.units) == 0 {
		return fault.Of(fault.Denied, "neither head nor supervisor of any unit")
	}
	q := r.URL.Query()
	s.unit = s.units[0]
	if i := slices.IndexFunc(s.units, func(u org.Unit) bool { return u.ID == v.Unit.ID }); i >= 0 {
		s.unit = s.units[i]
	}
	if code := q.Get(unitParam); code != "" {
		i := slices.IndexFunc(s.units, func(u org.Unit) bool { return u.Code == code })
		if i < 0 {
			return fault.Of(fault.NotFound, "no unit that the reader oversees")
		}
		s.unit = s.units[i]
	}
	var err error
	uses := instrument.Uses{Press: door.Press(k.Door)}
	if s.uses, s.next, err = uses.Page(r.Context(), v.Actor, s.unit.ID, q.Get(fromParam)); err != nil {
		return err
	}
	pg, err := k.page(r, v, page.Word("desk.seals").Text(), sealsPath)
	if err != nil {
		return err
	}
	return k.Show(w, pg.Desk(), s.page())
}

func (s register) filters() page.Filters {
	var options []page.Option
	for _, u := range s.units {
		options = append(options, page.Option{Value: u.Code, Label: u.Name})
	}
	return page.Filters{Action: sealsPath, Inputs: []page.Input{
		{Name: unitParam, Type: process.FieldChoice, Label: page.Word("desk.unit").Text(), Value: s.unit.Code, Options: options},
	}}
}

func (s register) pager() page.Pager {
	if s.next == "" {
		return page.Pager{}
	}
	return page.Pager{Next: sealsPath + "?" + url.Values{unitParam: {s.unit.Code}, fromParam: {s.next}}.Encode()}
}

func (s register) table() page.Table {
	t := page.Table{Caption: s.unit.Name, RowHead: true, Stacks: true, Empty: page.Empty{Why: page.Word("desk.seals-none").Text(), What: page.Word("desk.seals-none-what").Text()}}
	t.Columns = []page.Column{
		{Title: page.Word("desk.seals-document").Text()}, {Title: page.Word("desk.seals-number").Text()}, {Title: page.Word("desk.seals-seal").Text()},
		{Title: page.Word("desk.seals-by").Text()}, {Title: page.Word("desk.seals-at").Text()}, {Title: page.Word("desk.seals-matter").Text()},
	}
	dir := s.desk.Org.Now()
	for _, u := range s.uses {
		by := page.Word("desk.seals-standing").In(s.Lang)
		if p, ok := dir.Person(u.Person); ok {
			by = p.Name.In(s.Lang)
		}
		path := matterPath + u.Matter.Number
		t.Rows = append(t.Rows, []page.Cell{
			{Text: u.Style.Title.In(s.Lang), Href: path + documentPath + strconv.Itoa(u.Seq)},
			{Text: u.Number}, {Text: u.Style.SealAs.In(s.Lang)}, {Text: by}, {Text: page.Moment(u.At).In(s.Lang)},
			{Text: u.Matter.Number, Href: path},
		})
	}
	return t
}
