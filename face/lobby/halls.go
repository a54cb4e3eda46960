package lobby

import (
	"net/http"
	"slices"
	"strings"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
	"shuniu/service/enterprises/approval/hall"
)

// directory is the list of halls: those of the city and its counties, or all of one
// county down to the villages.
type directory struct {
	*door.Visitor
	l       *lobby
	dir     *org.Directory
	within  org.RegionCode
	rooms   []room
	lengths map[string]int
}

func (l *lobby) halls(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	d := directory{Visitor: v, l: l, dir: l.Org.Now()}
	if in, ok := d.dir.Region(org.RegionCode(r.URL.Query().Get(inParam))); ok && in.Code.Level() == org.County {
		d.within = in.Code
	}
	for n := range l.Halls.Halls {
		if h := &l.Halls.Halls[n]; d.lists(h) {
			d.rooms = append(d.rooms, l.of(h, v))
		}
	}
	slices.SortStableFunc(d.rooms, func(a, b room) int { return int(a.Level()) - int(b.Level()) })
	var err error
	if d.lengths, err = l.Queue.Lengths(r.Context()); err != nil {
		return err
	}
	return l.Show(w, l.Portal(r, v, page.Word("lobby.title").Text(), hallsPath).Portal(), d.page())
}

func (d directory) lists(h *hall.Hall) bool {
	if d.within == "" {
		return h.Level() <= org.County
	}
	return d.within.Contains(h.Region)
}

// level groups the halls that stand at one level.
type level struct {
	name  lang.Text
	rooms []room
}

func (d directory) levels() []level {
	var out []level
	for _, o := range d.rooms {
		if n := len(out); n == 0 || out[n-1].name != o.Level().Name() {
			out = append(out, level{name: o.Level().Name()})
		}
		last := &out[len(out)-1]
		last.rooms = append(last.rooms, o)
	}
	return out
}

// counties are where there is more to see.
func (d directory) counties() []page.Option {
	var out []page.Option
	for _, r := range d.dir.Regions() {
		if r.Code.Level() == org.County {
			out = append(out, page.Option{Value: string(r.Code), Label: r.Name})
		}
	}
	return out
}

func (d directory) choice() page.Input {
	return page.Input{Name: inParam, Type: process.FieldRegion, Label: page.Word("lobby.region").Text(), Value: string(d.within), Options: d.counties(), Unchosen: page.Word("lobby.region-all").Text(), Optional: true}
}

func (d directory) line(o room) string {
	n := page.Word("lobby.waiting").Count(d.lengths[o.Code]).In(d.Lang)
	return o.Address.In(d.Lang) + " · " + n
}

// hall shows one hall.
func (l *lobby) hall(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	o, err := l.room(r, v)
	if err != nil {
		return err
	}
	return l.Show(w, l.Portal(r, v, o.Name, hallsPath).Portal(), o.page())
}

func (o room) facts() []page.Fact {
	facts := []page.Fact{
		{Key: page.Word("lobby.address").Text(), Value: o.Address.In(o.Lang)},
		{Key: page.Word("lobby.phone").Text(), Value: o.Phone},
	}
	var access []string
	for _, a := range o.Access {
		access = append(access, a.In(o.Lang))
	}
	if len(access) > 0 {
		facts = append(facts, page.Fact{Key: page.Word("lobby.access").Text(), Value: strings.Join(access, page.Word("lobby.and").In(o.Lang))})
	}
	if u, ok := o.dir.UnitByCode(o.Hall.Unit); ok {
		facts = append(facts, page.Fact{Key: page.Word("lobby.unit").Text(), Value: u.Name.In(o.Lang)})
	}
	return facts
}

// week are the hours of the next seven days, holidays in them.
func (o room) week() page.Table {
	t := page.Table{Caption: page.Word("lobby.hours").Text(), RowHead: true, Columns: []page.Column{{Title: page.Word("lobby.day").Text()}, {Title: page.Word("lobby.open").Text()}}}
	for n := range 7 {
		d := o.day.Add(n)
		hours := o.Day(o.cal, d).String()
		if hours == "" {
			hours = page.Word("lobby.closed").In(o.Lang)
		}
		t.Rows = append(t.Rows, []page.Cell{{Text: page.Date(d).In(o.Lang)}, {Text: hours}})
	}
	return t
}

func (o room) windows() page.Table {
	t := page.Table{Caption: page.Word("lobby.windows").Text(), RowHead: true, Columns: []page.Column{{Title: page.Word("lobby.window").Text()}, {Title: page.Word("lobby.takes").Text()}}}
	offered := o.offered()
	for n := range o.Windows {
		w := &o.Windows[n]
		takes := page.Word("lobby.takes-all").In(o.Lang)
		if !w.Comprehensive {
			var names []string
			for _, i := range offered {
				if name := i.Name.In(o.Lang); w.Takes(i) && !slices.Contains(names, name) {
					names = append(names, name)
				}
			}
			takes = strings.Join(names, page.Word("lobby.and").In(o.Lang))
		}
		t.Rows = append(t.Rows, []page.Cell{{Text: w.Number + " · " + w.Name.In(o.Lang)}, {Text: takes}})
	}
	return t
}
