package simulate

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"shuniu/kernel/calendar"
	"shuniu/kernel/org"
)

// arrival is somebody who turns to the city: when, with what, and what is true of it.
type arrival struct {
	key      string
	at       time.Time
	opens    string // the process
	item     Offer  // what is applied for, where that is asked
	register bool   // entered by staff
	trouble  *trouble
	place    place
	unit     string // whose it is
	kind     string
	urgent   bool
	hot      *hot // nil: nobody else tells of it
}

// hot is one thing of which many people tell.
type hot struct {
	ID      string        `json:"id"`
	Trouble string        `json:"trouble"`
	Region  string        `json:"region"`
	Place   string        `json:"place"`
	Unit    string        `json:"unit"`
	Since   calendar.Date `json:"since"`
	Until   calendar.Date `json:"until"`
	People  int           `json:"people"`

	all    []*arrival // by time; the first leads
	number string     // of the first, once it is known
}

// rise is a time in which requests about one unit rise.
type rise struct {
	Unit  string        `json:"unit"`
	Since calendar.Date `json:"since"`
	Until calendar.Date `json:"until"`
	Times float64       `json:"times"`
}

// spell is an event at its days.
type spell struct {
	*event
	since, until calendar.Date
}

func within(day, since, until calendar.Date) bool { return !day.Before(since) && !day.After(until) }

// almanac says what happens on a day: by the seed alone, whatever was asked before.
type almanac struct {
	*world
	b      *behaviour
	words  *Words
	seed   uint64
	perDay int
	step   time.Duration
	hots   map[string][]*hot // by month
	day    dayOf
	rises  map[int][]rise
	spells map[int][]spell
}

// on are the arrivals of a day, by time.
func (a *almanac) on(day calendar.Date) []*arrival {
	d := roll(a.seed, "day", day)
	weights, base := make([]float64, len(a.words.Troubles)), 0.0
	sum := 0.0
	for i, t := range a.words.Troubles {
		base += t.Weight
		weights[i] = t.Weight * t.month(day.Month()) * a.pressure(day, t)
		sum += weights[i]
	}
	mean := float64(a.perDay) / 100 * float64(a.b.Arrivals.Weekday[(day.Weekday()+6)%7]) / 100 * float64(a.b.Arrivals.Month[day.Month()-1])
	n := int(math.Round(mean * sum / base * d.around(time.Second, 0.08).Seconds()))
	all := make([]*arrival, 0, n)
	for i := range n {
		q := roll(a.seed, "arrival", day, i)
		t := a.words.Troubles[q.weighted(weights)]
		region := pick(q, a.leaves(t.Rural))
		v := a.about(q, t, place{region, a.words.estate(region, q)})
		v.key, v.at = fmt.Sprintf("%s/%d", day, i), a.minute(q, day)
		v.opens, v.register = a.process(q)
		v.urgent = q.percent(t.Emergency + a.danger(day, t))
		all = append(all, v)
	}
	for _, h := range a.hotOn(day) {
		for _, v := range h.all {
			if calendar.DateOf(v.at) == day {
				all = append(all, v)
			}
		}
	}
	slices.SortStableFunc(all, earlier)
	return all
}

func earlier(x, y *arrival) int { return cmp.Or(x.at.Compare(y.at), cmp.Compare(x.key, y.key)) }

// about is an arrival with a trouble at a place.
func (a *almanac) about(d dice, t *trouble, p place) *arrival {
	return &arrival{trouble: t, place: p, unit: a.unitFor(d, t, p.region.Code), kind: d.named(t.Kinds), opens: requests}
}

// requests is the process of what people tell of.
const requests = "people.request"

// minute is when in the day somebody comes.
func (a *almanac) minute(d dice, day calendar.Date) time.Time {
	weights := make([]float64, 24)
	for i, n := range a.b.Arrivals.Hour {
		weights[i] = float64(n)
	}
	return day.Start(a.zone).Add((time.Duration(d.weighted(weights))*time.Hour + time.Duration(d.IntN(60))*time.Minute).Truncate(a.step))
}

// process is what somebody opens, and whether staff enter it.
func (a *almanac) process(d dice) (string, bool) {
	name := d.named(a.mix)
	return name, d.percent(float64(a.b.Arrivals.Mix[name].Register))
}

// pressure is how many times as much of a trouble there is on a day.
func (a *almanac) pressure(day calendar.Date, t *trouble) float64 {
	times := 1.0
	for _, s := range a.spellsOf(day.Year()) {
		if f := s.Times[t.ID]; f > 0 && within(day, s.since, s.until) {
			times *= f
		}
	}
	for _, r := range a.risesOf(day.Year()) {
		if r.Unit == t.Unit && within(day, r.Since, r.Until) {
			times *= r.Times
		}
	}
	return times
}

// danger is how many percent more are emergencies.
func (a *almanac) danger(day calendar.Date, t *trouble) float64 {
	more := 0.0
	for _, s := range a.spellsOf(day.Year()) {
		if s.Times[t.ID] > 0 && within(day, s.since, s.until) {
			more += s.Emergency
		}
	}
	return more
}

func (a *almanac) spellsOf(year int) []spell {
	if all, ok := a.spells[year]; ok {
		return all
	}
	all := []spell{}
	for i := range a.b.Events {
		e := &a.b.Events[i]
		for n := range e.AYear {
			d := roll(a.seed, "event", e.ID, year, n)
			since := calendar.DateOf(time.Date(year, time.Month(pick(d, e.Months)), 1+d.IntN(26), 12, 0, 0, 0, a.zone))
			all = append(all, spell{e, since, since.Add(e.Days - 1)})
		}
	}
	a.spells[year] = all
	return all
}

func (a *almanac) risesOf(year int) []rise {
	if all, ok := a.rises[year]; ok {
		return all
	}
	all := []rise{}
	for n := range a.b.Rises.AYear {
		d := roll(a.seed, "rise", year, n)
		since := calendar.DateOf(time.Date(year, 1, 1, 12, 0, 0, 0, a.zone)).Add(d.IntN(340))
		all = append(all, rise{pick(d, a.words.Troubles).Unit, since, since.Add(d.between(a.b.Rises.Days) - 1), a.b.Rises.Times})
	}
	a.rises[year] = all
	return all
}

// hotOn are the hot issues that people tell of on a day.
func (a *almanac) hotOn(day calendar.Date) []*hot {
	var all []*hot
	for _, month := range []calendar.Date{day.Add(-day.Day()), day} { // the month before, and this one
		for _, h := range a.hotOf(month.Year(), month.Month()) {
			if within(day, h.Since, h.Until) {
				all = append(all, h)
			}
		}
	}
	return all
}

func (a *almanac) hotOf(year int, month time.Month) []*hot {
	id := fmt.Sprintf("%04d-%02d", year, month)
	if all, ok := a.hots[id]; ok {
		return all
	}
	d := roll(a.seed, "hot", id)
	n := int(a.b.Hot.AMonth)
	if d.Float64() < a.b.Hot.AMonth-float64(n) {
		n++
	}
	all := []*hot{}
	for i := range n {
		all = append(all, a.heat(fmt.Sprintf("%s/h%d", id, i), calendar.DateOf(time.Date(year, month, 1+d.IntN(28), 12, 0, 0, 0, a.zone))))
	}
	a.hots[id] = all
	return all
}

// heat lets many people tell of one thing: most of them in the first days.
func (a *almanac) heat(id string, since calendar.Date) *hot {
	d := roll(a.seed, "hot", id)
	weights := make([]float64, len(a.words.Troubles))
	for i, t := range a.words.Troubles {
		weights[i] = t.Weight * t.month(since.Month())
	}
	t := a.words.Troubles[d.weighted(weights)]
	region := pick(d, a.leaves(t.Rural))
	days := d.between(a.b.Hot.Days)
	share := a.b.Hot.People
	people := max(2, d.between(share)*a.perDay/perDayUsual)
	p := place{region, a.words.estate(region, d)}
	h := &hot{ID: id, Trouble: t.ID, Region: string(region.Code), Place: p.estate, Unit: a.unitFor(d, t, region.Code), Since: since, Until: since.Add(days - 1), People: people}
	fading := make([]float64, days)
	for i := range fading {
		fading[i] = math.Exp(-3 * float64(i) / float64(days))
	}
	for i := range people {
		q := roll(a.seed, "hot", id, i)
		v := a.about(q, t, p)
		v.unit, v.key, v.hot, v.opens = h.Unit, fmt.Sprintf("%s/%d", id, i), h, requests
		v.register = q.percent(float64(a.b.Arrivals.Mix[requests].Register))
		v.at = a.minute(q, since.Add(q.weighted(fading)))
		h.all = append(h.all, v)
	}
	slices.SortStableFunc(h.all, earlier)
	return h
}

// perDayUsual is the number of arrivals a day for which the sizes of hot issues hold.
const perDayUsual = 300

// leads reports whether an arrival is the first of its hot issue.
func (v *arrival) leads() bool { return v.hot != nil && v.hot.all[0] == v }

// group are arrivals that look at each other.
func (v *arrival) group() string {
	if v.hot != nil {
		return v.hot.ID
	}
	return v.key
}

// world is what the city looks like to the simulation.
type world struct {
	zone    *time.Location
	regions []org.Region // communities and villages
	rural   []org.Region
	bureaus map[string][]org.Unit // by the last part of their code
	units   []org.Unit            // with people to handle things
	mix     map[string]float64
}

func (w *world) leaves(rural bool) []org.Region {
	if rural && len(w.rural) > 0 {
		return w.rural
	}
	return w.regions
}

// unitFor is the unit whose a trouble is: the city's bureau or that of the area.
func (w *world) unitFor(d dice, t *trouble, region org.RegionCode) string {
	below := d.percent(t.Below)
	best := ""
	for _, u := range w.bureaus[t.Unit] {
		local := u.Code != t.Unit
		if local == below && u.Region.Contains(region) || best == "" && !local {
			best = u.Code
		}
	}
	if best == "" {
		best = pick(roll(0, "unit", t.ID), w.units).Code
	}
	return best
}

// another is a unit that is not the one whose it is.
func (w *world) another(d dice, unit string) string {
	for range 20 {
		if u := pick(d, w.units); u.Code != unit {
			return u.Code
		}
	}
	return unit
}
