package lobby

import (
	"cmp"
	"net/http"
	"slices"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
	"shuniu/service/enterprises/approval/hall"
	"shuniu/service/enterprises/approval/item"
)

// booking is where residents begin a visit themselves.
type booking struct{ *lobby }

// plan is a visit while it is chosen. What for and when stand in the address, the
// phone never does.
type plan struct {
	room
	values map[string]string
	taken  map[string]int
	key    string
	err    error
}

// plan reads what has been chosen so far.
func (b booking) plan(r *http.Request, v *door.Visitor, get func(string) string) (plan, error) {
	o, err := b.room(r, v)
	if err != nil {
		return plan{}, err
	}
	p := plan{room: o, values: map[string]string{}, key: page.NewKey()}
	for _, f := range []string{hall.FieldItem, hall.FieldDay, hall.FieldSlot, hall.FieldPhone} {
		p.values[f] = get(f)
	}
	if d, ok := p.chosen(); ok {
		p.taken, err = b.Queue.Taken(r.Context(), o.Code, d)
	}
	return p, err
}

// chosen is the day, once item and day are chosen and there is such a day.
func (p plan) chosen() (calendar.Date, bool) {
	d, err := calendar.ParseDate(p.values[hall.FieldDay])
	return d, err == nil && p.item(p.values[hall.FieldItem]) != nil && slices.Contains(p.Ahead(p.cal, p.day), d)
}

func (b booking) form(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	p, err := b.plan(r, v, r.URL.Query().Get)
	if err != nil {
		return err
	}
	return b.show(w, r, p)
}

func (b booking) show(w http.ResponseWriter, r *http.Request, p plan) error {
	pg := b.Portal(r, p.Visitor, page.Word("lobby.book-at").Fill(page.Texts{"hall": p.Name}), hallsPath)
	if p.err == nil {
		return b.Show(w, pg.Portal(), p.page())
	}
	pg.Failed = true
	return b.Again(w, p.err, pg.Portal(), p.page())
}

// book opens the visit. What is wrong comes back with all that was chosen and typed.
func (b booking) book(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	if err := door.Form(r); err != nil {
		return err
	}
	p, err := b.plan(r, v, r.PostForm.Get)
	if err != nil {
		return err
	}
	p.key = cmp.Or(r.PostForm.Get(page.KeyField), p.key)
	values := map[string]string{hall.FieldHall: p.Code}
	for f, value := range p.values {
		values[f] = value
	}
	res, err := b.Engine.Open(r.Context(), access.Outsider(), hall.Visits, matter.Input{Act: hall.Book, Key: p.key, Values: values})
	switch {
	case err == nil:
		b.Receipt(w, r, res)
		return nil
	case matter.IsKeyReused(err):
		p.key = page.NewKey()
		err = fault.New(fault.Conflict, page.Word("lobby.sent-before").Text(), fault.As(err).Operator)
	case !fault.Is(err, fault.Invalid):
		return err
	}
	p.err = err
	return b.show(w, r, p)
}

// items are the choices of what for.
func (o room) items() []page.Option {
	var out []page.Option
	for _, i := range o.offered() {
		out = append(out, page.Option{Value: i.Implementing(), Label: o.named(i)})
	}
	return out
}

// named is the item with the body that decides, of which there may be several.
func (o room) named(i *item.Item) lang.Text {
	u, _ := o.dir.UnitByCode(i.Unit)
	return lang.T(i.Name.Zh+"（"+u.Name.Zh+"）", i.Name.En+" ("+u.Name.En+")")
}

func (p plan) first() []page.Input {
	var days []page.Option
	for _, d := range p.Ahead(p.cal, p.day) {
		days = append(days, page.Option{Value: d.String(), Label: page.Date(d)})
	}
	all := []page.Input{
		{Name: hall.FieldItem, Type: process.FieldChoice, Label: page.Word("lobby.what").Text(), Options: p.items(), Value: p.values[hall.FieldItem], Unchosen: page.Word("lobby.choose").Text()},
		{Name: hall.FieldDay, Type: process.FieldChoice, Label: page.Word("lobby.which-day").Text(), Options: days, Value: p.values[hall.FieldDay], Unchosen: page.Word("lobby.choose").Text()},
	}
	if _, ok := p.chosen(); ok || p.err != nil {
		all, _ = page.Mark(all, p.err)
	}
	return all
}

// second asks for time and phone, once the day is known.
func (p plan) second() page.Form {
	d, _ := p.chosen()
	var times []page.Option
	for _, s := range p.Times(p.cal, d) {
		left := p.Slots.Places - p.taken[s.String()]
		if left <= 0 || d == p.day && s.From <= p.now {
			continue
		}
		shown, places := hall.Shown(s.String()), page.Word("lobby.left").Count(left)
		times = append(times, page.Option{Value: s.String(), Label: lang.T(shown+" · "+places.Zh, shown+" · "+places.En)})
	}
	inputs := []page.Input{
		{Name: hall.FieldSlot, Type: process.FieldChoice, Label: page.Word("lobby.which-time").Text(), Options: times, Value: p.values[hall.FieldSlot]},
		{Name: hall.FieldPhone, Type: process.FieldPhone, Label: page.Word("lobby.your-phone").Text(), Help: page.Word("lobby.your-phone-help").Text(), Value: p.values[hall.FieldPhone], Personal: true},
	}
	f := page.Form{Action: path(p.Hall) + "/book", Submit: page.Word("lobby.book").Text(), Key: p.key, Cancel: path(p.Hall), Hidden: []page.Hidden{{Name: hall.FieldItem, Value: p.values[hall.FieldItem]}, {Name: hall.FieldDay, Value: p.values[hall.FieldDay]}}}
	f.Inputs, f.Problems = page.Mark(inputs, p.err)
	return f
}

// full reports whether nothing is left of the day chosen.
func (p plan) full() bool { return len(p.second().Inputs[0].Options) == 0 }

// machine is the page at the entrance that gives tickets.
func (b booking) machine(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	return b.showMachine(w, r, v, nil)
}

func (b booking) showMachine(w http.ResponseWriter, r *http.Request, v *door.Visitor, failed error) error {
	o, err := b.room(r, v)
	if err != nil {
		return err
	}
	m := machine{room: o, key: page.NewKey(), err: failed}
	pg := b.Page(r, v, page.Word("lobby.ticket-at").Fill(page.Texts{"hall": o.Name}))
	if failed == nil {
		return b.Show(w, pg.Wall(), m.page())
	}
	pg.Failed = true
	return b.Again(w, failed, pg.Wall(), m.page())
}

// machine is the page from which a ticket is drawn.
type machine struct {
	room
	key string
	err error
}

// problem is why no ticket was given.
func (m machine) problem() lang.Text {
	f := fault.As(m.err)
	if len(f.Defects) > 0 {
		return f.Defects[0].Text
	}
	return f.Person
}

// slip is a ticket as it is printed.
type slip struct {
	room
	ticket, item string
	number, code string
	before       int
	back         string // the desk it was given at; empty at the machine
}

// draw gives a ticket. It is the answer itself, so that nothing of it stands in an
// address that the next visitor could go back to; sent again it is the same ticket.
func (b booking) draw(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	if err := door.Form(r); err != nil {
		return err
	}
	o, err := b.room(r, v)
	if err != nil {
		return err
	}
	code := r.PostForm.Get(hall.FieldItem)
	res, err := b.Engine.Open(r.Context(), access.Outsider(), hall.Visits, matter.Input{Act: hall.Draw, Key: r.PostForm.Get(page.KeyField), Values: map[string]string{hall.FieldHall: o.Code, hall.FieldItem: code}})
	if fault.Is(err, fault.Invalid) || matter.IsKeyReused(err) {
		return b.showMachine(w, r, v, err)
	}
	if err != nil {
		return err
	}
	s := slip{room: o, ticket: res.Matter.Fields[hall.FieldTicket], item: o.itemName(code), number: res.Matter.Number, code: res.Code, before: len(o.stand.Waiting)}
	return b.Show(w, b.Page(r, v, page.Word("lobby.your-ticket").Text()).Wall(), s.page())
}
