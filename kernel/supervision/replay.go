package supervision

import (
	"context"
	"database/sql"

	"shuniu/kernel/calendar"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
)

// Replayed is a card that came, or would have come, of a replay. Given tells whether
// the city gave it.
type Replayed struct {
	Finding
	Given bool
}

// Span is what a replay is about: the acts since a day. Seen is called with each card
// that would have come, Progress with the position reached.
type Span struct {
	Since    calendar.Date
	Seen     func(Replayed)
	Progress func(at int64)
}

// Replay tries rules on the acts of a city in the order of the ledger and gives nothing.
// For rules that were watched meanwhile it finds the cards that were
// given, no more and no less, as far as nothing was erased; missed are those that it
// does not find.
func Replay(ctx context.Context, e *matter.Engine, rules Rules, s Span) (missed int, err error) {
	given, err := givenCards(ctx, e, rules)
	if err != nil {
		return 0, err
	}
	from := store.Micros(s.Since.Start(e.Zone))
	hits := map[string][]hit{}
	for at, more := int64(0), true; more; {
		records, err := e.Log.After(ctx, at, taken)
		if err != nil {
			return 0, err
		}
		for _, r := range records {
			found, err := findings(ctx, e, rules, r)
			if err != nil {
				return 0, err
			}
			for _, f := range found {
				if f.Rule.Gather != nil && !f.counted(hits) || f.At < from {
					continue
				}
				key := given.key(f.Rule, f.Position)
				_, there := given[key]
				delete(given, key)
				s.Seen(Replayed{*f, there})
			}
			at = r.Position
		}
		s.Progress(at)
		more = len(records) == taken
	}
	for _, when := range given {
		if when >= from {
			missed++
		}
	}
	return missed, nil
}

// counted counts a match among those of its rule and key, and tells whether it
// completes what the rule waits for.
func (f *Finding) counted(hits map[string][]hit) bool {
	key := f.Rule.Name + "\n" + f.Key
	all := hits[key]
	for len(all) > 0 && all[0].at <= f.At-f.Rule.Gather.reach() {
		all = all[1:]
	}
	all = append(all, hit{at: f.At})
	carded := f.Rule.Gather.due(all, f.At)
	all[len(all)-1].carded = carded
	hits[key] = all
	return carded
}

// cards are the cards that a city gave by rules, by rule, version and position, and when
// the act was done that each is about.
type cards map[card]int64

type card struct {
	rule, version string
	position      int64
}

func (cards) key(r *Rule, position int64) card { return card{r.Name, r.Version(), position} }

func givenCards(ctx context.Context, e *matter.Engine, rules Rules) (cards, error) {
	out := cards{}
	rows, err := e.DB.Read(ctx).Query(givenSinceSQL)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var c card
		var at int64
		err := rows.Scan(&c.rule, &c.version, &c.position, &at)
		if r := rules.One(c.rule); r != nil && r.Version() == c.version {
			out[c] = at
		}
		return err
	})
	return out, err
}
