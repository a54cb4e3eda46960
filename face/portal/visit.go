package portal

import (
	"net/http"
	"slices"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
	"shuniu/service/enterprises/approval/hall"
	"shuniu/service/enterprises/approval/item"
)

const (
	hallsPath = "/halls"
	nearParam = "near"
	mostNear  = 5 // halls named for an item
)

// visit is what a visitor to a hall wants to know of their visit: where, when, under
// which ticket, and how far the queue is.
func visit(r *http.Request, s sight) ([]page.Fact, error) {
	h := s.p.Halls.One(s.Matter.Fields[hall.FieldHall])
	if s.Matter.Process != hall.Visits || h == nil {
		return nil, nil
	}
	f := s.Matter.Fields
	facts := []page.Fact{
		{Key: page.Word("lobby.ticket").Text(), Value: f[hall.FieldTicket]},
		{Key: page.Word("lobby.place").Text(), Value: h.Name.In(s.v.Lang) + " · " + h.Address.In(s.v.Lang)},
		{Key: page.Word("lobby.slot").Text(), Value: dayText(s.v, f[hall.FieldDay]) + " " + hall.Shown(f[hall.FieldSlot])},
	}
	place, err := queue(r, s)
	if !place.IsZero() {
		facts = append(facts, page.Fact{Key: page.Word("lobby.queue").Text(), Value: place.In(s.v.Lang)})
	}
	return facts, err
}

// dayText is a day of a matter as people write it.
func dayText(v *door.Visitor, iso string) string {
	d, err := calendar.ParseDate(iso)
	if err != nil {
		return iso
	}
	return page.Date(d).In(v.Lang)
}

// queue says how many are called before, or to which window to go.
func queue(r *http.Request, s sight) (lang.Text, error) {
	switch s.Matter.State {
	case hall.Serving:
		return page.Word("lobby.at-window").With("n", s.Matter.Fields[hall.FieldWindow]), nil
	case hall.Waiting:
	default:
		return lang.Text{}, nil
	}
	stand, err := s.p.Queue.Hall(r.Context(), s.Matter.Fields[hall.FieldHall])
	if err != nil {
		return lang.Text{}, err
	}
	before, ok := stand.Before(s.Matter.ID)
	switch {
	case !ok: // it was called a moment ago
		return lang.Text{}, nil
	case before == 0:
		return page.Word("lobby.queue-first").Text(), nil
	}
	text := page.Word("lobby.before").Count(before)
	if d, ok := stand.Wait(before); ok {
		about := page.Word("lobby.about-more").Count(max(int(d.Minutes()), 1))
		text = lang.T(text.Zh+"，"+about.Zh, text.En+", "+about.En)
	}
	return text, nil
}

// near is where the visitor is, for the halls nearest to them.
func (o offer) near() page.Input {
	in := page.Input{Name: nearParam, Type: process.FieldRegion, Label: page.Word("lobby.near").Text(), Value: string(o.at), Unchosen: page.Word("lobby.near-all").Text(), Optional: true}
	for _, r := range o.dir.Regions() {
		if l := r.Code.Level(); l == org.County || l == org.Township {
			in.Options = append(in.Options, page.Option{Value: string(r.Code), Label: r.Name, Group: o.county(r.Code)})
		}
	}
	slices.SortStableFunc(in.Options, func(a, b page.Option) int { return order(a.Value, b.Value) })
	return in
}

func order(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// county is the name of the county that a region is or lies in.
func (o offer) county(c org.RegionCode) lang.Text {
	for c.Level() > org.County {
		c = c.Parent()
	}
	r, _ := o.dir.Region(c)
	return r.Name
}

// halls are the nearest that take the item in.
func (o offer) halls(n *hall.Network, i *item.Item) []*hall.Hall {
	body, _ := o.dir.UnitByCode(i.Unit)
	at := o.at
	if at == "" {
		at = o.dir.City().Code
	}
	all := n.Nearest(i, body.Region, at)
	return all[:min(len(all), mostNear)]
}

// hours are those of a hall today.
func (o offer) hours(h *hall.Hall) string {
	if spans := h.Day(o.cal, o.day); len(spans) > 0 {
		return page.Word("lobby.today").With("hours", spans.String()).In(o.Lang)
	}
	return page.Word("lobby.not-today").In(o.Lang)
}
