package lobby

import (
	"net/http"
	"net/url"
	"slices"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
	"shuniu/service/enterprises/approval"
	"shuniu/service/enterprises/approval/hall"
)

// counter is where the staff of a hall call and serve.
type counter struct{ *lobby }

// place is one window with who is at it and who comes next.
type place struct {
	room
	window *hall.Window // nil: only who comes is looked at
	served []current
	done   string
	filed  string // what was just filed for who is served
	err    error
	failed string // the act that did not happen
}

// current is a visit at the window as the engine has it.
type current struct {
	*matter.View
	at place
}

// choose leads to the hall of the visitor, or lets them choose.
func (c counter) choose(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	mine := c.Halls.Of(c.Org.Now(), v.Actor.Stands)
	if len(mine) == 1 {
		http.Redirect(w, r, callingPath+"/"+mine[0].Code, http.StatusSeeOther)
		return nil
	}
	pg, err := c.Desk(r, v, page.Word("lobby.calling").Text(), callingPath)
	if err != nil {
		return err
	}
	return c.Show(w, pg.Desk(), choices{v, mine}.page())
}

type choices struct {
	*door.Visitor
	halls []*hall.Hall
}

// room is a hall in which the visitor works; NotFound if they do not.
func (c counter) room(r *http.Request, v *door.Visitor) (room, error) {
	o, err := c.lobby.room(r, v)
	if err == nil && !slices.Contains(c.Halls.Of(o.dir, v.Actor.Stands), o.Hall) {
		err = fault.Of(fault.NotFound, "no hall of theirs")
	}
	return o, err
}

func (c counter) stand(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	o, err := c.room(r, v)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	return c.show(w, r, place{room: o, window: o.Window(q.Get(windowParam)), done: q.Get(doneParam), filed: q.Get(hall.FieldFiled)}, q.Get(numberParam))
}

// show shows the place; number is the visit last acted on, which the queue may not
// know of yet.
func (c counter) show(w http.ResponseWriter, r *http.Request, p place, number string) error {
	var ids []matter.ID
	if id, err := c.Engine.Find(r.Context(), number); err == nil {
		ids = append(ids, id)
	}
	for _, v := range p.room.stand.Serving {
		if p.window != nil && v.Window == p.window.Number && !slices.Contains(ids, v.Matter) {
			ids = append(ids, v.Matter)
		}
	}
	for _, id := range ids {
		view, err := c.Engine.View(r.Context(), p.Actor, id)
		if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Withheld) {
			continue
		}
		if err != nil {
			return err
		}
		f := view.Matter.Fields
		if view.Matter.State == hall.Serving && f[hall.FieldHall] == p.Code && p.window != nil && f[hall.FieldWindow] == p.window.Number {
			p.served = append(p.served, current{view, p})
		}
	}
	pg, err := c.Desk(r, p.Visitor, page.Word("lobby.calling").Text(), callingPath)
	if err != nil {
		return err
	}
	if p.err == nil {
		return c.Show(w, pg.Desk(), p.page())
	}
	pg.Failed = true
	return c.Again(w, p.err, pg.Desk(), p.page())
}

// sent is a place from which something was sent.
func (c counter) sent(r *http.Request, v *door.Visitor) (place, error) {
	if err := door.Form(r); err != nil {
		return place{}, err
	}
	o, err := c.room(r, v)
	return place{room: o, window: o.windowOf(r.PostForm.Get(windowParam))}, err
}

func (o room) windowOf(number string) *hall.Window {
	if o.Hall == nil {
		return nil
	}
	return o.Window(number)
}

// next calls whoever is next for the window. Where a colleague was quicker, it is the
// one after; sent twice, it is the same one.
func (c counter) next(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	p, err := c.sent(r, v)
	if err != nil {
		return err
	}
	if p.window == nil {
		return fault.Of(fault.NotFound, "no such window")
	}
	in := matter.Input{Key: r.PostForm.Get(page.KeyField), Values: map[string]string{hall.FieldWindow: p.window.Number}}
	for _, next := range p.line() {
		_, err := c.Engine.Act(r.Context(), v.Actor, next.Matter, hall.Call, in)
		if matter.IsKeyReused(err) {
			break // sent twice: one was called
		}
		if fault.Is(err, fault.Conflict) {
			continue
		}
		if err != nil {
			return err
		}
		http.Redirect(w, r, p.address(url.Values{numberParam: {next.Number}, doneParam: {hall.Call}}), http.StatusSeeOther) //nolint:gosec // the path of a hall that was found
		return nil
	}
	http.Redirect(w, r, p.address(nil), http.StatusSeeOther) //nolint:gosec // the path of a hall that was found
	return nil
}

// act does what the path names to the visit in the form.
func (c counter) act(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	p, err := c.sent(r, v)
	if err != nil {
		return err
	}
	act, number := r.PathValue("act"), r.PostForm.Get(numberParam)
	if !slices.Contains([]string{hall.Recall, hall.Pass, hall.Finish, hall.CheckIn}, act) {
		return fault.Of(fault.NotFound, "no act %q here", act)
	}
	id, err := c.Engine.Find(r.Context(), number)
	if err != nil {
		return err
	}
	values := map[string]string{}
	if act == hall.Finish {
		values[hall.FieldFiled] = r.PostForm.Get(hall.FieldFiled)
	}
	_, err = c.Engine.Act(r.Context(), v.Actor, id, act, matter.Input{Key: r.PostForm.Get(page.KeyField), Values: values})
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		p.err, p.failed, p.filed = err, act, values[hall.FieldFiled]
		return c.show(w, r, p, number)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, p.address(url.Values{numberParam: {number}, doneParam: {act}}), http.StatusSeeOther) //nolint:gosec // the path of a hall that was found
	return nil
}

// take gives a ticket to somebody who stands there; the answer is what is printed.
func (c counter) take(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	p, err := c.sent(r, v)
	if err != nil {
		return err
	}
	code := r.PostForm.Get(hall.FieldItem)
	res, err := c.Engine.Open(r.Context(), v.Actor, hall.Visits, matter.Input{Act: hall.Take, Key: r.PostForm.Get(page.KeyField), Values: map[string]string{hall.FieldHall: p.Code, hall.FieldItem: code}})
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		p.err, p.failed = err, hall.Take
		return c.show(w, r, p, "")
	}
	if err != nil {
		return err
	}
	s := slip{room: p.room, ticket: res.Matter.Fields[hall.FieldTicket], item: p.itemName(code), number: res.Matter.Number, code: res.Code, before: len(p.room.stand.Waiting), back: p.address(nil)}
	return c.Show(w, c.Page(r, v, page.Word("lobby.your-ticket").Text()).Wall(), s.page())
}

// address is the place with what is to be told there.
func (p place) address(q url.Values) string {
	if q == nil {
		q = url.Values{}
	}
	if p.window != nil {
		q.Set(windowParam, p.window.Number)
	}
	if len(q) == 0 {
		return callingPath + "/" + p.Code
	}
	return callingPath + "/" + p.Code + "?" + q.Encode()
}

func (p place) post(act string) string { return callingPath + "/" + p.Code + "/" + act }

// line are those who wait and whom the window takes in, in the order of the queue.
func (p place) line() []hall.Visit {
	var out []hall.Visit
	for _, v := range p.room.stand.Waiting {
		if i := p.item(v.Item); p.window != nil && (i == nil || p.window.Takes(i)) && !p.serves(v.Matter) {
			out = append(out, v)
		}
	}
	return out
}

func (p place) serves(id matter.ID) bool {
	return slices.ContainsFunc(p.served, func(c current) bool { return c.Matter.ID == id })
}

// mostShown is how much of a line is shown.
const mostShown = 12

func (p place) shown() []hall.Visit { l := p.line(); return l[:min(len(l), mostShown)] }

func (p place) windowLinks() []page.NavItem {
	var out []page.NavItem
	for n := range p.Windows {
		w := &p.Windows[n]
		out = append(out, page.NavItem{Href: place{room: p.room, window: w}.address(nil), Text: lang.T(w.Number+"号 "+w.Name.Zh, w.Number+" "+w.Name.En), Current: p.window == w})
	}
	return out
}

// doneText tells what was done, by the definition.
func (p place) doneText() lang.Text {
	def, err := p.l.Engine.Process(hall.Visits)
	if err != nil || def.Act(p.done) == nil {
		return lang.Text{}
	}
	return page.Word("docket.done").Fill(page.Texts{"act": def.Act(p.done).Title})
}

// problem is why something was not done, where it stands by no field.
func (p place) problem() lang.Text {
	f := fault.As(p.err)
	if f == nil {
		return lang.Text{}
	}
	if len(f.Defects) > 0 {
		return f.Defects[0].Text
	}
	return f.Person
}

func (p place) take() page.Input {
	return page.Input{Name: hall.FieldItem, Type: process.FieldChoice, Label: page.Word("lobby.what").Text(), Options: p.items(), Unchosen: page.Word("lobby.choose").Text()}
}

// field is a value of the visit.
func (c current) field(name string) string { return c.Matter.Fields[name] }

func (c current) calls() lang.Text {
	return page.Word("lobby.calls").Count(c.Matter.Did[hall.Recall] + 1)
}

// may reports whether the visitor may do the act now.
func (c current) may(act string) bool {
	return slices.ContainsFunc(c.Possible, func(a *process.Act) bool { return a.Name == act })
}

// file is where the item of the visit is filed; empty where the catalogue carries it
// by no process.
func (c current) file() string {
	i := c.at.item(c.field(hall.FieldItem))
	if i == nil || approval.Process(i) == "" {
		return ""
	}
	back := c.at.address(url.Values{numberParam: {c.Matter.Number}})
	return filePath + approval.Process(i) + "?" + url.Values{hall.FieldItem: {i.Implementing()}, "back": {back}}.Encode()
}

func (c current) finish() page.Form {
	in := page.Input{Name: hall.FieldFiled, Type: process.FieldText, Label: page.Word("lobby.filed").Text(), Help: page.Word("lobby.filed-help").Text(), Value: c.at.filed, Optional: true}
	f := page.Form{
		Action: c.at.post(hall.Finish), Submit: page.Word("lobby.finish").Text(), Key: page.NewKey(),
		Hidden: []page.Hidden{{Name: numberParam, Value: c.Matter.Number}, {Name: windowParam, Value: c.at.window.Number}},
	}
	var err error
	if c.at.failed == hall.Finish {
		err = c.at.err
	}
	f.Inputs, f.Problems = page.Mark([]page.Input{in}, err)
	return f
}

// number is that of the window, empty where none is chosen.
func (p place) number() string {
	if p.window == nil {
		return ""
	}
	return p.window.Number
}

func problems(text lang.Text) []lang.Text { return []lang.Text{text} }
