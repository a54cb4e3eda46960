package supervision

import (
	"shuniu/kernel/clause"
	"shuniu/kernel/fault"
	"shuniu/kernel/fold"
)

// Finding is a card that a rule asks for: about which act of which matter, and to whom.
type Finding struct {
	Rule     *Rule
	Matter   fold.ID
	Number   string
	Seq      int
	Position int64
	At       int64 // when the act was done, in microseconds
	Unit     string
	Key      string // what the matches have in common, for a rule that gathers
}

// try gives what a rule finds in an act, nil for nothing. A rule that cannot be tried
// on it is an error and no finding: nobody is carded for a defect of a rule.
func (r *Rule) try(f *facts) (*Finding, error) {
	vars := map[string]any{"event": f.Event, "before": f.Before, "after": f.After, "history": f.History}
	found, err := clause.Ask[bool](r.when, vars)
	if err != nil || !found {
		return nil, r.broken(err)
	}
	out := &Finding{Rule: r, Matter: f.id, Number: f.number, Seq: f.record.Event.Seq, Position: f.record.Position, At: f.moment(), Unit: f.Before.Holder}
	if out.Unit == "" {
		out.Unit = f.After.Unit
	}
	if r.unit != nil {
		if out.Unit, err = clause.Ask[string](r.unit, vars); err != nil {
			return nil, r.broken(err)
		}
	}
	if r.by != nil {
		if out.Key, err = clause.Ask[string](r.by, vars); err != nil || out.Key == "" {
			return nil, r.broken(err)
		}
	}
	if out.Unit == "" {
		return nil, nil // nobody's: an applicant held it
	}
	return out, nil
}

func (r *Rule) broken(err error) error { return fault.Wrap(fault.Internal, err, "rule "+r.Name) }

// hit is a match that was counted, and whether a card was given on it.
type hit struct {
	at     int64
	carded bool
}

const day = int64(24 * 60 * 60 * 1_000_000)

// spans is how many spans before are looked at by a rule on what rises.
const spans = 4

// due tells whether a match at a moment, the last of hits, completes what the rule
// waits for.
func (g *Gather) due(hits []hit, at int64) bool {
	span := int64(g.Days) * day
	now, past := 0, 0
	for _, h := range hits {
		switch {
		case h.at > at-span:
			if h.carded {
				return false
			}
			now++
		case h.at > at-span*(1+spans):
			past++
		}
	}
	return now >= g.Least && (g.Rise == 0 || now*spans >= past*g.Rise)
}

// reach is how far back the hits of a rule are looked at, in microseconds.
func (g *Gather) reach() int64 { return int64(g.Days) * day * (1 + spans) }
