package simulate

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"shuniu/kernel/calendar"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
)

// life is one matter on its way. What happens next follows from the seed and the
// matter as it stands, from nothing that only this program remembers.
type life struct {
	*arrival // what it is about; a child is about what its parent is
	id       matter.ID
	key      string // of its own
	row      *matter.Matter
	def      *process.Definition
	wake     time.Time // when it is looked at again; zero: nobody waits for it
	refused  int       // acts in it when all that was tried was refused; 0: never
	counted  int       // acts in it when it was last counted what rests
}

// process is that of the matter.
func (l *life) process() string {
	if l.row == nil {
		return l.opens
	}
	return l.row.Process
}

// told is how it was told of.
func (l *life) told(p *play) telling {
	return p.texts.tell(l.trouble, l.place.estate, roll(p.seed, l.arrival.key, "told"))
}

// acts is how many acts of its process have happened.
func (l *life) acts() int {
	n := 0
	for act, times := range l.row.Did {
		if !strings.Contains(act, ":") {
			n += times
		}
	}
	return n
}

// option is a choice that is open, and when it would be taken.
type option struct {
	choice
	act *process.Act
}

// intent is what somebody means to do next and when; the others are what is tried
// where that is refused.
type intent struct {
	at      time.Time
	options []option
	rests   string // what it is called that nobody does anything
}

// intends is what comes next in a life: nothing where all wait for something else.
func (p *play) intends(l *life) intent {
	if l.refused == l.acts() {
		return intent{}
	}
	d := roll(p.seed, l.key, "next", l.acts(), l.row.State)
	options := p.options(l)
	order := p.inOrder(d, options)
	if len(order) == 0 {
		return p.pressed(l, intent{})
	}
	if order[0].Act == stay {
		return p.pressed(l, intent{rests: order[0].Sow})
	}
	in := intent{at: p.when(l, d, order[0]), options: slices.DeleteFunc(order, func(o option) bool { return o.Act == stay })}
	for _, o := range p.inOrder(d, p.byDefinition(l)) { // what nobody has written of, where all else is refused
		if !slices.ContainsFunc(in.options, func(w option) bool { return w.Act == o.Act }) && o.Act != stay {
			in.options = append(in.options, o)
		}
	}
	return p.pressed(l, in)
}

// options are the choices of a state that are open. Where nobody wrote any, they are
// what the definition allows.
func (p *play) options(l *life) []option {
	written, ok := p.b.States[l.row.Process][l.row.State]
	if !ok {
		return p.byDefinition(l)
	}
	var all []option
	for _, c := range written {
		if slices.Contains(c.If, late) || c.Most > 0 && l.row.Did[c.Act] >= c.Most || !p.holds(l, c.If) {
			continue
		}
		act := l.def.Act(c.Act)
		if c.Act == stay || act != nil && slices.Contains(act.From, l.row.State) {
			all = append(all, option{c, act})
		}
	}
	return all
}

// inOrder draws all options one after the other by weight.
func (p *play) inOrder(d dice, options []option) []option {
	weights := make([]float64, len(options))
	for i, o := range options {
		weights[i] = o.Weight
	}
	var order []option
	for range options {
		i := d.weighted(weights)
		if i < 0 {
			break
		}
		order, weights[i] = append(order, options[i]), 0
	}
	return order
}

// when is the moment of a choice, counted from the last act.
func (p *play) when(l *life, d dice, o option) time.Time {
	since := moment(l.row.LastAt)
	if o.Until != "" {
		if day, ok := p.dateOf(l, o.Until); ok {
			return p.aboutDate(d, dated{since, day, o.Early})
		}
	}
	median := time.Duration(o.After)
	if o.at() == office && slices.ContainsFunc(o.act.By, func(role string) bool { r := l.def.Role(role); return r != nil && r.Unit == process.UnitAssigned }) {
		median = time.Duration(float64(median) * p.b.manner(p.codeOf(l.row.Assigned)).Slow)
	}
	if last := l.def.Act(l.row.Last); last != nil && last.To == "" {
		median /= 2 // it was under way
	}
	return p.hours.add(since, d.around(median, o.spread()), o.at())
}

func (o option) at() string { return cmp.Or(o.At, office) }

// dated is what has to be done by a day, and how often in a hundred it is.
type dated struct {
	since time.Time
	day   calendar.Date
	early float64
}

// aboutDate is a moment in the last days before a date, or in the days after it.
func (p *play) aboutDate(d dice, by dated) time.Time {
	day := by.day.Add(-d.IntN(3))
	if !d.percent(by.early) {
		day = by.day.Add(1 + d.IntN(12))
	}
	at := day.Start(p.zone)
	if at.Before(by.since) {
		at = by.since
	}
	return p.hours.add(at, time.Duration(10+d.IntN(400))*time.Minute, office)
}

// pressed is what somebody does because a limit was missed, if that comes first.
func (p *play) pressed(l *life, in intent) intent {
	missed := breached(l.row)
	if missed == 0 {
		return in
	}
	for _, c := range p.b.States[l.row.Process][l.row.State] {
		did := l.row.Did[c.Act]
		if !slices.Contains(c.If, late) || c.Most > 0 && did >= c.Most || !p.holds(l, c.If) {
			continue
		}
		d := roll(p.seed, l.key, late, c.Act, did, missed)
		o := option{c, l.def.Act(c.Act)}
		if o.act == nil || !d.percent(c.Weight) {
			continue
		}
		at := p.hours.add(moment(max(missed, l.row.LastAt)), d.around(time.Duration(c.After), c.spread()), o.at())
		if in.at.IsZero() || at.Before(in.at) {
			in = intent{at: at, options: append([]option{o}, in.options...), rests: in.rests}
		}
	}
	return in
}

// next is when a life is to be looked at after now: when somebody means to act, or a
// clock runs out before.
func (p *play) next(l *life, now time.Time) time.Time {
	at := p.intends(l).at
	for _, c := range l.row.Clocks {
		if c.Phase != matter.Running || c.DueAt == 0 {
			continue
		}
		for _, t := range p.rings(l, c) {
			if t.After(now) && (at.IsZero() || t.Before(at)) {
				at = t
			}
		}
	}
	if !at.IsZero() && at.Before(now) {
		at = now
	}
	return at
}

// rings are the minutes in which a clock may change something: its end, and the steps
// after it in which the system acts.
func (p *play) rings(l *life, c ledger.Clock) []time.Time {
	due := moment(c.DueAt)
	all := []time.Time{p.hours.up(due)}
	spec := l.def.Clock(c.Name)
	if spec == nil {
		return all
	}
	for _, step := range spec.Escalate {
		limit, ok := step.AfterFor(l.row.Fields[spec.By])
		if step.Then == "" || !ok {
			continue
		}
		if end, err := p.hours.days.Due(calendar.Clock{From: due.Add(-time.Microsecond).In(p.zone), Limit: limit}); err == nil {
			all = append(all, p.hours.up(end.At))
		}
	}
	return all
}

func moment(us int64) time.Time { return time.UnixMicro(us) }
