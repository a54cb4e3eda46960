// Package hall is the network of service halls 政务服务网络: which halls and windows
// there are at the city's four levels, what each may take in, when they are open, and
// how somebody's turn comes there.
//
// The network is data that the city keeps (ReadJSON). A window may take in what its
// hall is named for by the item, and whatever the item's 通办范围 reaches: the body
// that is competent decides, and the case keeps its number throughout (就近办、通办,
// 国办发〔2020〕35号). A visit, booked or begun with a ticket, is a matter of the
// process enterprises.visit; Hooks are the rules its definition names. They never
// give a time that is full, closed or past, and number the tickets of a hall and day
// without a gap. Queue is a projection of who waits: it knows tickets and windows and
// nothing about persons.
package hall

import (
	"slices"
	"strings"
	"time"

	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/service/enterprises/approval/item"
)

// Visits is the process of a visit.
const Visits = "enterprises.visit"

// The posts in a hall's unit: who serves at the windows, and who receives people.
const (
	PostWindow org.PostKind = "window"
	PostGuide  org.PostKind = "guide"
)

// Network are the halls of a city.
type Network struct {
	Halls []Hall `json:"halls"`
}

// Hall is a place with windows. Its level is that of its region. Hours are by
// weekday, "mon" to "sun", and for public holidays, "holiday"; a day without hours is
// closed.
type Hall struct {
	Code    string           `json:"code"`
	Name    lang.Text        `json:"name"`
	Region  org.RegionCode   `json:"region"`
	Unit    string           `json:"unit"` // whose window clerks serve there
	Address lang.Text        `json:"address"`
	Phone   string           `json:"phone"`
	Hours   map[string]Spans `json:"hours"`
	Access  []lang.Text      `json:"access,omitzero"` // what there is for people who need it
	At      *Point           `json:"at,omitzero"`
	Slots   Slots            `json:"slots"`
	Windows []Window         `json:"windows"`
}

// Point is where a hall lies, in degrees of CGCS2000.
type Point struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

// Slots are how people come: appointments of so many minutes, so many in each, up to
// so many days ahead, and as many tickets in the same time from the machine at the
// entrance. Without places nothing can be booked, without draw only the window gives
// tickets.
type Slots struct {
	Minutes int `json:"minutes"`
	Places  int `json:"places"`
	Days    int `json:"days"`
	Draw    int `json:"draw"`
}

// Window is one counter. A comprehensive one (综合窗口) takes whatever the hall may;
// any other takes the items of its list, by 基本编码 or 实施编码.
type Window struct {
	Number        string    `json:"number"`
	Name          lang.Text `json:"name"`
	Comprehensive bool      `json:"comprehensive,omitzero"`
	Items         []string  `json:"items,omitzero"`
}

// Level is that of the hall's region.
func (h *Hall) Level() org.Level { return h.Region.Level() }

// Window is the one with the number; nil if there is none.
func (h *Hall) Window(number string) *Window {
	n := slices.IndexFunc(h.Windows, func(w Window) bool { return w.Number == number })
	if n < 0 {
		return nil
	}
	return &h.Windows[n]
}

// One is the hall with the code; nil if there is none, or no network.
func (n *Network) One(code string) *Hall {
	if n == nil {
		return nil
	}
	i := slices.IndexFunc(n.Halls, func(h Hall) bool { return h.Code == code })
	if i < 0 {
		return nil
	}
	return &n.Halls[i]
}

// Of are the halls in which somebody with these stands works: at a window, as a guide,
// or as the head to whom either falls while nobody holds it.
func (n *Network) Of(dir *org.Directory, stands []org.Stand) []*Hall {
	var out []*Hall
	for i := range n.halls() {
		h := &n.Halls[i]
		if slices.ContainsFunc(stands, func(s org.Stand) bool {
			u, _ := dir.Unit(s.Unit)
			return u.Code == h.Unit && (s.Post == PostWindow || s.Post == PostGuide || s.Post == org.Head)
		}) {
			out = append(out, h)
		}
	}
	return out
}

// halls are none where the city has no network.
func (n *Network) halls() []Hall {
	if n == nil {
		return nil
	}
	return n.Halls
}

// Reaches reports whether the hall may take in the item at all: it is a place the
// item names, or lies within the item's 通办范围 around the body that decides, whose
// region is given.
func (h *Hall) Reaches(i *item.Item, body org.RegionCode) bool {
	if i.Listed() || !slices.Contains(i.Forms, "window") {
		return false
	}
	if slices.Contains(i.Windows, h.Unit) {
		return true
	}
	if i.Scope == "county" {
		for body.Level() > org.County {
			body = body.Parent()
		}
		return body.Contains(h.Region)
	}
	return true // the network is one city, and all of it lies within the wider scopes
}

// Takes reports whether the window takes in an item that its hall reaches.
func (w *Window) Takes(i *item.Item) bool {
	return w.Comprehensive || slices.Contains(w.Items, string(i.Code)) || slices.Contains(w.Items, i.Implementing())
}

// Takes reports whether some window of the hall takes in the item.
func (h *Hall) Takes(i *item.Item, body org.RegionCode) bool {
	return h.Reaches(i, body) && slices.ContainsFunc(h.Windows, func(w Window) bool { return w.Takes(i) })
}

// Offered are the items that the hall takes in among those of a day.
func (h *Hall) Offered(all []*item.Item, dir *org.Directory) []*item.Item {
	var out []*item.Item
	for _, i := range all {
		if body, ok := dir.UnitByCode(i.Unit); ok && h.Takes(i, body.Region) {
			out = append(out, i)
		}
	}
	return out
}

// Nearest are the halls that take in an item, those nearest to a region first: in
// it or the smallest area around it that has one, and there the one with the fewest
// levels between.
func (n *Network) Nearest(i *item.Item, body, near org.RegionCode) []*Hall {
	var out []*Hall
	for k := range n.halls() {
		if h := &n.Halls[k]; h.Takes(i, body) {
			out = append(out, h)
		}
	}
	slices.SortStableFunc(out, func(a, b *Hall) int { return away(near, a.Region) - away(near, b.Region) })
	return out
}

// away is how far a region is: the levels up from one place to what contains both
// weigh more than those down to the other.
func away(near, at org.RegionCode) int {
	up := 0
	for near != "" && !near.Contains(at) {
		near = near.Parent()
		up++
	}
	return up*int(org.Village+1) + int(at.Level()) - int(max(near.Level(), org.City))
}

// Times are slots of a day.
type Times []Slot

// Slot is a time that can be booked, as it stands in a matter: 09.00-09.30.
type Slot struct{ From, To Minute }

// String is the slot as a code.
func (s Slot) String() string {
	return strings.ReplaceAll(s.From.String()+"-"+s.To.String(), ":", ".")
}

func dashed(code string) string { return strings.ReplaceAll(code, ".", ":") }

// Shown is the slot as people write it.
func Shown(code string) string {
	return strings.NewReplacer(".", ":", "-", "–").Replace(code)
}

// Day are the spans in which the hall is open on a day. A working Saturday or Sunday
// (调休) is served like a Monday where it has no hours of its own; on a public holiday
// a hall has the hours for holidays, or none.
func (h *Hall) Day(cal *calendar.Calendar, d calendar.Date) Spans {
	switch {
	case d.IsZero():
		return nil
	case cal.IsHoliday(d):
		return h.Hours[holiday]
	}
	spans := h.Hours[weekdays[d.Weekday()]]
	if len(spans) == 0 && cal.IsWorkday(d) {
		return h.Hours[weekdays[time.Monday]]
	}
	return spans
}

// Times are those of a day that can be booked, whether taken or not.
func (h *Hall) Times(cal *calendar.Calendar, d calendar.Date) Times {
	var out Times
	if h.Slots.Places == 0 {
		return nil
	}
	for _, s := range h.Day(cal, d) {
		for at := s.From; at+Minute(h.Slots.Minutes) <= s.To; at += Minute(h.Slots.Minutes) {
			out = append(out, Slot{at, at + Minute(h.Slots.Minutes)})
		}
	}
	return out
}

// Ahead are the days on which something can be booked, from today on.
func (h *Hall) Ahead(cal *calendar.Calendar, today calendar.Date) []calendar.Date {
	var out []calendar.Date
	for n := range h.Slots.Days + 1 {
		if d := today.Add(n); len(h.Times(cal, d)) > 0 {
			out = append(out, d)
		}
	}
	return out
}

// Open is the span in which the hall is open at a moment of a day; ok is false where
// it is closed.
func (h *Hall) Open(cal *calendar.Calendar, d calendar.Date, at Minute) (s Span, ok bool) {
	for _, s := range h.Day(cal, d) {
		if s.From <= at && at < s.To {
			return s, true
		}
	}
	return Span{}, false
}

// period is the slot of a span that a moment lies in, the last one being what is
// left of the span.
func (h *Hall) period(s Span, at Minute) Slot {
	step := Minute(h.Slots.Minutes)
	from := s.From + (at-s.From)/step*step
	return Slot{from, min(from+step, s.To)}
}
