// Package lobby is the face of the service halls: which there are and what each takes
// in, a time booked or a ticket drawn, the screen on the wall, and the place at which
// the staff of a hall call, serve and pass.
//
// What is public here is known of halls, tickets and windows; of a person nothing but
// the phone they give with a booking passes through, and it never stands in an
// address. The engine decides every act; the lobby chooses who is next by the order
// that the queue tells, and takes the one after where a colleague was quicker.
package lobby

import (
	"net/http"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/service/enterprises/approval/hall"
	"shuniu/service/enterprises/approval/item"
)

// Frames are the pages of the two other faces around what the lobby shows, and how
// the portal hands over what was opened.
type Frames struct {
	Portal  func(r *http.Request, v *door.Visitor, title lang.Text, here string) page.Page
	Desk    func(r *http.Request, v *door.Visitor, title lang.Text, here string) (page.Page, error)
	Receipt func(w http.ResponseWriter, r *http.Request, res *matter.Result)
}

// Sources are what the lobby reads besides the door's own engine and register.
type Sources struct {
	Halls *hall.Network
	Queue *hall.Queue
	Items *item.Catalogue
	Frames
}

type lobby struct {
	*door.Door
	Sources
}

// The paths of the lobby.
const (
	hallsPath   = "/halls"
	callingPath = "/desk/calling"
	itemPath    = "/items/"
	filePath    = "/desk/new/"
)

// The names of parameters and fields.
const (
	inParam     = "in" // the region whose halls are listed
	windowParam = "window"
	numberParam = "number"
	doneParam   = "done"
)

// Register adds the lobby's routes to the door.
func Register(d *door.Door, s Sources) {
	l := &lobby{d, s}
	d.Handle("GET "+hallsPath, door.Anyone, l.halls)
	d.Handle("GET "+hallsPath+"/{hall}", door.Anyone, l.hall)
	d.Handle("GET "+hallsPath+"/{hall}/screen", door.Anyone, l.screen)
	b := booking{l}
	d.Handle("GET "+hallsPath+"/{hall}/book", door.Anyone, b.form)
	d.Handle("POST "+hallsPath+"/{hall}/book", door.Anyone, b.book)
	d.Handle("GET "+hallsPath+"/{hall}/ticket", door.Anyone, b.machine)
	d.Handle("POST "+hallsPath+"/{hall}/ticket", door.Anyone, b.draw)
	c := counter{l}
	d.Handle("GET "+callingPath, door.Staff, c.choose)
	d.Handle("GET "+callingPath+"/{hall}", door.Staff, c.stand)
	d.Handle("POST "+callingPath+"/{hall}/next", door.Staff, c.next)
	d.Handle("POST "+callingPath+"/{hall}/take", door.Staff, c.take)
	d.Handle("POST "+callingPath+"/{hall}/{act}", door.Staff, c.act)
}

// room is a hall at this moment as a visitor looks at it.
type room struct {
	*door.Visitor
	*hall.Hall
	l     *lobby
	dir   *org.Directory
	cal   *calendar.Calendar
	day   calendar.Date
	now   hall.Minute
	stand *hall.Standing
}

func (l *lobby) room(r *http.Request, v *door.Visitor) (room, error) {
	h := l.Halls.One(r.PathValue("hall"))
	if h == nil {
		return room{}, fault.Of(fault.NotFound, "no such hall")
	}
	o := l.of(h, v)
	var err error
	o.stand, err = l.Queue.Hall(r.Context(), h.Code)
	return o, err
}

// of is a hall without its queue.
func (l *lobby) of(h *hall.Hall, v *door.Visitor) room {
	now := l.Now().In(l.Zone)
	return room{Visitor: v, Hall: h, l: l, dir: l.Org.Now(), cal: l.Engine.Calendar(), day: calendar.DateOf(now), now: hall.MinuteOf(now)}
}

func path(h *hall.Hall) string { return hallsPath + "/" + h.Code }

// offered are the items that the hall takes in today.
func (o room) offered() []*item.Item { return o.Offered(o.l.Items.On(o.day), o.dir) }

// item is one of them; nil if it is none.
func (o room) item(code string) *item.Item {
	for _, i := range o.offered() {
		if i.Implementing() == code {
			return i
		}
	}
	return nil
}

func (o room) itemName(code string) string {
	if i := o.item(code); i != nil {
		return i.Name.In(o.Lang)
	}
	return code
}

// openNow says whether the hall is open, and until when or from when.
func (o room) openNow() lang.Text {
	if s, ok := o.Open(o.cal, o.day, o.now); ok {
		return page.Word("lobby.open-until").With("time", s.To.String())
	}
	for n := range 15 {
		d := o.day.Add(n)
		for _, s := range o.Day(o.cal, d) {
			switch {
			case n == 0 && s.From > o.now:
				return page.Word("lobby.opens-at").With("time", s.From.String())
			case n > 0:
				return page.Word("lobby.opens-on").Fill(page.Texts{"day": page.Date(d), "time": lang.Same(s.From.String())})
			}
		}
	}
	return page.Word("lobby.closed").Text()
}

func (o room) isOpen() bool { _, ok := o.Open(o.cal, o.day, o.now); return ok }

// waiting says how many wait and how long whoever comes now will.
func (o room) waiting() lang.Text { return wait(o.stand, len(o.stand.Waiting)) }

func wait(s *hall.Standing, before int) lang.Text {
	n := page.Word("lobby.waiting").Count(before)
	d, ok := s.Wait(before)
	if !ok {
		return n
	}
	about := page.Word("lobby.about").Count(max(int(d.Minutes()), 1))
	return lang.T(n.Zh+"，"+about.Zh, n.En+", "+about.En)
}

// openTag is whether it is open, by shape and word.
func (o room) openTag() page.Tag {
	if o.isOpen() {
		return page.Tag{Text: o.openNow(), Tone: page.Doing}
	}
	return page.Tag{Text: o.openNow(), Tone: page.Ended}
}
