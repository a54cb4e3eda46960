package simulate

import (
	"slices"
	"time"

	"shuniu/kernel/calendar"
	"shuniu/kernel/process"
)

// byDefinition are the options in a state of which nobody has written how people
// behave in it: whatever can be done from there, what leads on most often, each within
// a part of the time that the state's first limit gives.
func (p *play) byDefinition(l *life) []option {
	state := l.def.State(l.row.State)
	if state == nil || state.End != "" {
		return nil
	}
	within := usualLimit
	for _, name := range state.Clocks {
		if c, ok := l.row.Clock(name); ok && c.DueAt > l.row.LastAt {
			within = p.atWork(moment(l.row.LastAt), moment(c.DueAt))
			break
		}
	}
	var all []option
	for _, act := range l.def.ActsFrom(l.row.State) {
		if slices.Equal(act.By, []string{process.System}) || slices.Equal(act.By, []string{process.Program}) {
			continue
		}
		o := option{choice{Act: act.Name, Weight: leads(l.def, act), After: span(float64(within) * usualPart)}, act}
		if act.To == "" {
			o.Most = 1
		}
		if slices.Equal(act.By, []string{process.Applicant}) {
			o.At = home
		}
		if o.Most == 0 || l.row.Did[act.Name] < o.Most {
			all = append(all, o)
		}
	}
	if len(state.Clocks) > 0 {
		if c := l.def.Clock(state.Clocks[0]); c != nil && c.Then != "" { // silence is an answer too
			all = append(all, option{choice: choice{Act: stay, Weight: 1}})
		}
	}
	return all
}

const (
	usualLimit = 16 * time.Hour // of work, where a state has no limit
	usualPart  = 0.45           // of a limit is what things take
)

// leads weighs what an act does: towards an end most, aside less, away least.
func leads(def *process.Definition, act *process.Act) float64 {
	switch to := def.State(act.To); {
	case act.To == "":
		return 1
	case to != nil && to.End == process.Ground:
		return 0.3
	case act.Group != "":
		return 1.5
	}
	return 10
}

// atWork is about how much time at work lies between two moments.
func (p *play) atWork(from, to time.Time) time.Duration {
	days := p.hours.days.Remaining(calendar.DateOf(from.In(p.zone)), calendar.DateOf(to.In(p.zone)))
	if days < 1 {
		return min(to.Sub(from), usualLimit)
	}
	return time.Duration(days) * 8 * time.Hour
}
