// Package simulate lets a city live: for as long as a year people ask and apply, and
// offices answer, each act through the engine at its own moment.
//
// How people behave is data (behaviours.yaml, troubles.yaml, texts.yaml). The same
// seed, city and behaviours lead to the same acts at the same times with the same
// words; only what the engine draws by itself differs: numbers, query codes, ids of
// files. Whoever stops it, in whatever way, may start it again: what has happened is
// not repeated, and what follows is what would have followed. What went wrong on
// purpose is counted by kind and unit (Report), so that the rules of supervision can be
// held against it.
//
// A process of which nobody has written how people behave in it is played by its
// definition. Everybody and everything in it is made up.
package simulate

import (
	"context"
	"time"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

// City is where it happens.
type City struct {
	Engine   *matter.Engine
	Org      *org.Keeper
	Calendar *calendar.Calendar
	Zone     *time.Location
	CatchUp  func(context.Context) error                     // lets the followers read what has happened; may be nil
	SetClock func(time.Time)                                 // the clock of the engine
	Offers   func(process string, day calendar.Date) []Offer // what can be applied for by code
}

// Offer is something that can be applied for.
type Offer struct{ Code, Unit string }

// Plan is how long, how much and by which dice.
type Plan struct {
	Seed    uint64
	PerDay  int           // arrivals on a mean day
	Step    time.Duration // moments at which something happens are so far apart: what happens at one is written together
	Since   calendar.Date // the first day; who goes on begins where the journal began
	Until   calendar.Date // the day after the last
	Journal string        // file that remembers how far it came; empty: none
	Told    func(Happened)
	Passed  func(Progress) // after each minute in which something happened
}

// Happened is one act. Matters are named by their place in the simulation, which is
// the same each time.
type Happened struct {
	At      time.Time
	Matter  string
	Process string
	Act     string
	Values  map[string]string // but for what the engine draws
}

// Progress is how far it came.
type Progress struct {
	At       time.Time
	Acts     int // in all
	Arrivals int
	Open     int // matters under way
}

// Run plays the plan to its end or until ctx ends, which it takes for somebody who
// wants to go on later: the acts of the minute are finished.
func Run(ctx context.Context, c City, plan Plan) (*Report, error) {
	p, err := newPlay(c, plan)
	if err != nil {
		return nil, err
	}
	j, past, err := openJournal(plan, p.digest)
	if err != nil {
		return nil, err
	}
	if !past.since.IsZero() {
		plan.Since = past.since
	}
	s := &stage{play: p, city: c, plan: plan, journal: j, tally: past.tally, files: past.files}
	if err := s.resume(context.WithoutCancel(ctx), past); err != nil {
		return nil, fault.Wrap(fault.As(err).Kind, err, "simulation")
	}
	err = s.run(ctx)
	if closing := j.close(); err == nil {
		err = closing
	}
	return s.report(), err
}

// play is the city, the dice and the behaviours: what decides.
type play struct {
	*almanac
	defs   map[string]*process.Definition
	org    *org.Keeper
	hours  hours
	texts  *Words
	offers func(process string, day calendar.Date) []Offer
	digest string
	now    time.Time
	lives  map[matter.ID]*life
}

func newPlay(c City, plan Plan) (*play, error) {
	b, err := readBehaviour()
	if err != nil {
		return nil, err
	}
	words, err := ReadWords()
	if err != nil {
		return nil, err
	}
	p := &play{org: c.Org, hours: hours{c.Calendar, c.Zone, plan.Step}, texts: words, offers: c.Offers, defs: map[string]*process.Definition{}, lives: map[matter.ID]*life{}}
	for _, d := range c.Engine.Definitions {
		p.defs[d.Name] = d
	}
	w, err := p.survey(c, b)
	if err != nil {
		return nil, err
	}
	p.almanac = &almanac{world: w, b: b, words: words, seed: plan.Seed, perDay: plan.PerDay, step: plan.Step, hots: map[string][]*hot{}, rises: map[int][]rise{}, spells: map[int][]spell{}}
	p.digest, err = digest()
	return p, err
}

// survey looks at the city.
func (p *play) survey(c City, b *behaviour) (*world, error) {
	dir := c.Org.Now()
	w := &world{zone: c.Zone, bureaus: map[string][]org.Unit{}, mix: map[string]float64{}}
	for _, r := range dir.Regions() {
		if len(dir.RegionChildren(r.Code)) > 0 {
			continue
		}
		w.regions = append(w.regions, r)
		if rural(r) {
			w.rural = append(w.rural, r)
		}
	}
	for _, u := range dir.Units() {
		if u.Parent == 0 || len(dir.HoldersOf(u.ID, "handler", calendar.DateOf(c.Engine.DB.Now().In(c.Zone)))) == 0 {
			continue
		}
		w.units = append(w.units, u)
		w.bureaus[lastPart(u.Code)] = append(w.bureaus[lastPart(u.Code)], u)
	}
	if len(w.regions) == 0 || len(w.units) == 0 {
		return nil, fault.New(fault.NotFound, lang.T("城市里还没有区划，或者没有一个单位有经办人，无从模拟。请先导入机构和人员。", "The city has no regions yet, or no unit with people to handle anything. Enter its units and people first."), "empty city")
	}
	for name, d := range p.defs {
		switch s, written := b.Arrivals.Mix[name]; {
		case written:
			w.mix[name] = float64(s.Share)
		case opensByApplicant(d):
			w.mix[name] = float64(b.Arrivals.Others)
		}
	}
	return w, nil
}

// opensByApplicant reports whether anybody may open such a matter.
func opensByApplicant(d *process.Definition) bool {
	for _, act := range d.ActsFrom(process.Start) {
		if act.Allows(process.Applicant) {
			return true
		}
	}
	return false
}
