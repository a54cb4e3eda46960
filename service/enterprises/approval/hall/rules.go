package hall

import (
	"fmt"
	"slices"
	"time"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/serial"
	"shuniu/kernel/store"
	"shuniu/service/enterprises/approval/item"
)

// The names of the definition that the rules and the projection look for; a site's
// own edition of it keeps them.
const (
	FieldHall   = "hall"
	FieldItem   = "item"
	FieldDay    = "day"
	FieldSlot   = "slot"
	FieldPhone  = "phone"
	FieldTicket = "ticket"
	FieldWindow = "window"
	FieldFiled  = "filed"
	fieldTitle  = "title"
	fieldUnit   = "unit"

	Book    = "book"
	Draw    = "draw"
	Take    = "take"
	CheckIn = "check_in"
	Call    = "call"
	Recall  = "recall"
	Pass    = "pass"
	Finish  = "finish"

	Booked  = "booked"
	Waiting = "waiting"
	Serving = "serving"
	Served  = "served"
)

// early is how long before the time booked somebody may check in.
const early Minute = 60

// Rules are what the hooks of visits know besides the act.
type Rules struct {
	Halls *Network
	Items *item.Catalogue
	Zone  *time.Location

	embedded *calendar.Calendar
}

// Hooks are the rules that the definition of a visit names. Without a network
// nothing can be booked.
func Hooks(r Rules) map[string]matter.Hook {
	r.embedded = calendar.Embedded()
	return map[string]matter.Hook{
		"visit.book": r.book, "visit.take": r.take, "visit.check_in": r.checkIn,
		"visit.call": r.call, "visit.finish": finish, "visit.cancel": cancel,
	}
}

// place is where and when an act of a visit happens.
type place struct {
	*Hall
	cal *calendar.Calendar
	now Minute
	ds  []fault.Defect
}

func (p *place) refuse(field, zh, en string) {
	p.ds = append(p.ds, fault.Defect{Field: field, Text: lang.T(zh, en)})
}

// at is the hall with a code, now.
func (r Rules) at(tx *store.Tx, code string) (*place, error) {
	h := r.Halls.One(code)
	if h == nil {
		return nil, fault.Defects([]fault.Defect{{Field: FieldHall, Text: lang.T("没有这个大厅，请重新选择。", "There is no such hall. Choose another.")}})
	}
	cal, err := matter.LoadedCalendar(tx, r.embedded)
	return &place{Hall: h, cal: cal, now: MinuteOf(tx.Now().In(r.Zone))}, err
}

// opens finds hall and item of a visit that begins and fills in what follows from
// them.
func (r Rules) opens(tx *store.Tx, d *matter.Draft, day calendar.Date) (*place, error) {
	p, err := r.at(tx, d.Values[FieldHall])
	if err != nil {
		return nil, err
	}
	i := r.item(day, d.Values[FieldItem])
	body, known := d.Org.UnitByCode(unitOf(i))
	if !known || !p.Takes(i, body.Region) {
		p.refuse(FieldItem, "这个大厅不办这个事项，请另选大厅或者事项。", "This hall does not take this in. Choose another hall or service.")
		return p, nil
	}
	d.Values[fieldTitle], d.Values[fieldUnit] = p.Name.Zh+"："+i.Name.Zh, p.Unit
	return p, nil
}

func (r Rules) item(day calendar.Date, code string) *item.Item {
	if r.Items == nil {
		return nil
	}
	all := r.Items.On(day)
	n := slices.IndexFunc(all, func(i *item.Item) bool { return !i.Listed() && i.Implementing() == code })
	if n < 0 {
		return nil
	}
	return all[n]
}

func unitOf(i *item.Item) string {
	if i == nil {
		return ""
	}
	return i.Unit
}

// book keeps a place at a time that is still to come, and numbers it.
func (r Rules) book(tx *store.Tx, d *matter.Draft) error {
	day, err := calendar.ParseDate(d.Values[FieldDay])
	if err != nil {
		return fault.Wrap(fault.Internal, err, "day of a visit")
	}
	p, err := r.opens(tx, d, day)
	if err != nil {
		return err
	}
	slot, times := d.Values[FieldSlot], p.Times(p.cal, day)
	n := slices.IndexFunc(times, func(s Slot) bool { return s.String() == slot })
	switch {
	case day.Before(d.Today) || day.After(d.Today.Add(p.Slots.Days)) || p.Slots.Places == 0:
		p.refuse(FieldDay, fmt.Sprintf("只能预约今天起%d天之内的日子。", p.Slots.Days), fmt.Sprintf("Days can be booked up to %d days ahead.", p.Slots.Days))
	case len(times) == 0:
		p.refuse(FieldDay, "这一天大厅不开放（"+p.cal.Day(day).Reason.Zh+"），请另选一天。", "The hall is closed that day ("+p.cal.Day(day).Reason.En+"). Choose another.")
	case n < 0:
		p.refuse(FieldSlot, "这一天没有这个时段，请重新选择。", "There is no such time that day. Choose another.")
	case day == d.Today && times[n].From <= p.now:
		p.refuse(FieldSlot, "这个时段已经开始或者已经过去，请选后面的时段。", "This time has begun or passed. Choose a later one.")
	}
	if len(p.ds) > 0 {
		return fault.Defects(p.ds)
	}
	kept, err := keep(tx, taken{p.Code, day.String(), slot}, p.Slots.Places)
	if err != nil {
		return err
	}
	if !kept {
		return fault.Defects([]fault.Defect{{Field: FieldSlot, Text: lang.T("这个时段刚刚约满，请选别的时段。", "This time has just been booked out. Choose another.")}})
	}
	d.Values[FieldTicket], err = ticket(tx, p.Code, day, "Y")
	return err
}

// take gives a ticket for now. Those from the machine are as many in each period as
// the hall allows; a clerk gives as many as are needed.
func (r Rules) take(tx *store.Tx, d *matter.Draft) error {
	p, err := r.opens(tx, d, d.Today)
	if err != nil {
		return err
	}
	span, open := p.Open(p.cal, d.Today, p.now)
	if !open {
		p.refuse(FieldHall, "大厅现在不开放，不能取号。", "The hall is closed now and gives no tickets.")
	}
	if len(p.ds) > 0 {
		return fault.Defects(p.ds)
	}
	if d.Act.Name == Draw {
		kept := p.Slots.Draw > 0
		if kept {
			kept, err = keep(tx, taken{p.Code, d.Today.String(), "draw " + p.period(span, p.now).String()}, p.Slots.Draw)
		}
		if err != nil {
			return err
		}
		if !kept {
			return fault.Defects([]fault.Defect{{Field: FieldHall, Text: lang.T("这个时段的现场号已经取完，请到窗口取号，或者预约后面的时段。", "No more tickets are given here at this time. Ask at the window, or book a later time.")}})
		}
	}
	d.Values[FieldDay] = d.Today.String()
	d.Values[FieldTicket], err = ticket(tx, p.Code, d.Today, "A")
	return err
}

// ticket is the next of its letter in a hall and day, A012.
func ticket(tx *store.Tx, hall string, day calendar.Date, letter string) (string, error) {
	n, err := serial.Next(tx, "visit "+hall+" "+day.String()+" "+letter)
	return fmt.Sprintf("%s%03d", letter, n), err
}

// checkIn lets somebody into the queue on their day, from an hour before their time
// until the hall closes.
func (r Rules) checkIn(tx *store.Tx, d *matter.Draft) error {
	p, err := r.at(tx, d.Matter.Fields[FieldHall])
	if err != nil {
		return err
	}
	begins, _, ok := span(d.Matter.Fields[FieldSlot])
	if !ok {
		return fault.Of(fault.Internal, "slot of a visit")
	}
	spans := p.Day(p.cal, d.Today)
	switch {
	case d.Matter.Fields[FieldDay] != d.Today.String():
		return refused("请在预约的那一天（"+d.Matter.Fields[FieldDay]+"）签到。", "Check in on the day booked, "+d.Matter.Fields[FieldDay]+".")
	case p.now < begins-early:
		return refused("请在预约时段开始前60分钟以内签到。", "Check in within 60 minutes before the time booked.")
	case len(spans) == 0 || p.now >= spans[len(spans)-1].To:
		return refused("大厅今天已经不开放了，请重新预约。", "The hall is closed for today. Book again.")
	}
	return nil
}

func refused(zh, en string) error {
	return fault.New(fault.Conflict, lang.T(zh, en), "visit not possible now")
}

// call is of one window of the hall that takes in what the visitor has come for.
func (r Rules) call(_ *store.Tx, d *matter.Draft) error {
	h := r.Halls.One(d.Matter.Fields[FieldHall])
	day, err := calendar.ParseDate(d.Matter.Fields[FieldDay])
	if err != nil {
		return fault.Wrap(fault.Internal, err, "day of a visit")
	}
	i := r.item(day, d.Matter.Fields[FieldItem])
	if h == nil || i == nil {
		return nil // a hall or item that has been given up since is served all the same
	}
	if w := h.Window(d.Values[FieldWindow]); w == nil || !w.Takes(i) {
		return fault.Defects([]fault.Defect{{Field: FieldWindow, Text: lang.T("大厅没有这个窗口，或者这个窗口不办这个事项。", "The hall has no such window, or it does not take this in.")}})
	}
	return nil
}

// finish ties the visit to what was filed in it.
func finish(_ *store.Tx, d *matter.Draft) error {
	if d.Values[FieldFiled] == "" {
		return nil
	}
	m, err := d.Find(d.Values[FieldFiled])
	switch {
	case fault.Is(err, fault.NotFound) || err == nil && m.Process == Visits:
		return fault.Defects([]fault.Defect{{Field: FieldFiled, Text: lang.T("没有这个编号的办件，请核对；只是咨询的不填。", "There is no case of this number. Check it, or leave it empty if it was only a question.")}})
	case err != nil:
		return err
	}
	d.Values[FieldFiled] = m.Number
	d.Links = append(d.Links, ledger.Link{Kind: "filed", Matter: int64(m.ID)})
	return nil
}

// cancel gives a time that was booked to somebody else.
func cancel(tx *store.Tx, d *matter.Draft) error {
	f := d.Matter.Fields
	if f[FieldSlot] == "" {
		return nil
	}
	return giveBack(tx, taken{f[FieldHall], f[FieldDay], f[FieldSlot]})
}
