package supervision

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"shuniu/kernel/assessment"
	"shuniu/kernel/fold"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// Cards is the projection of the cards that were given: the same when rebuilt from
// zero.
type Cards struct{ engine *matter.Engine }

// NewCards makes the projection of the engine's city.
func NewCards(e *matter.Engine) *Cards { return &Cards{e} }

// Name is the projection's name among the followers.
func (c *Cards) Name() string { return "supervision.cards" }

// Follow enters cards and what became of them.
func (c *Cards) Follow(tx *store.Tx, records []ledger.Record) error {
	for _, r := range records {
		e := r.Event
		if e.Process != Process || e.Effects.State == "" {
			continue
		}
		err := c.move(tx, e)
		if e.Effects.Opening != nil {
			err = c.enter(tx, e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *Cards) enter(tx *store.Tx, e *ledger.Event) error {
	given := map[string]string{}
	for _, f := range e.Effects.Fields {
		given[f.Name] = f.Value
	}
	month := store.Moment(e.Occurred).In(c.engine.Zone).Format("2006-01")
	err := tx.Put(enterSQL, e.Matter, given["rule"], given["severity"], e.Effects.Assigned, given["about"], e.Occurred, month, e.Effects.State)
	if err != nil {
		return err
	}
	return tx.Put(countSQL, given["rule"], e.Effects.Assigned, month, e.Effects.State, 1)
}

func (c *Cards) move(tx *store.Tx, e *ledger.Event) error {
	var rule, month, state string
	var unit int64
	if e.Effects.Opening != nil {
		return nil
	}
	if err := tx.QueryRow(cardSQL, e.Matter).Scan(&rule, &unit, &month, &state); err != nil {
		return err
	}
	if err := tx.Put(stateSQL, e.Matter, e.Effects.State); err != nil {
		return err
	}
	if err := tx.Put(countSQL, rule, unit, month, state, -1); err != nil {
		return err
	}
	return tx.Put(countSQL, rule, unit, month, e.Effects.State, 1)
}

// Reset empties the projection.
func (c *Cards) Reset(tx *store.Tx) error {
	if _, err := tx.Exec(emptyCardsSQL); err != nil {
		return err
	}
	_, err := tx.Exec(emptyCountsSQL)
	return err
}

// Tally is how many cards stand where.
type Tally struct{ Noted, Open, Effective, Lifted int }

// Given is how many cards there are, notices among them.
func (t Tally) Given() int { return t.Noted + t.Open + t.Effective + t.Lifted }

// Decided is how many have come to an end that says whether they were right.
func (t Tally) Decided() int { return t.Effective + t.Lifted }

// The ends of a card, by what they mean for its rule.
var counted = map[string]func(*Tally) *int{
	"noted":  func(t *Tally) *int { return &t.Noted },
	"closed": func(t *Tally) *int { return &t.Effective }, "standing": func(t *Tally) *int { return &t.Effective }, "upheld": func(t *Tally) *int { return &t.Effective },
	"lifted": func(t *Tally) *int { return &t.Lifted }, "dropped": func(t *Tally) *int { return &t.Lifted },
}

// ByRule counts the cards of the months from one to another, by rule.
func (c *Cards) ByRule(ctx context.Context, from, to assessment.Month) (map[string]Tally, error) {
	out := map[string]Tally{}
	rows, err := c.engine.DB.Follow().Read(ctx).Query(byRuleSQL, string(from), string(to))
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var rule, state string
		var n int
		if err := rows.Scan(&rule, &state, &n); err != nil {
			return err
		}
		t := out[rule]
		if of := counted[state]; of != nil {
			*of(&t) += n
		} else {
			t.Open += n
		}
		out[rule] = t
		return nil
	})
	return out, err
}

// CardLine is one card as the list of a rule shows it.
type CardLine struct {
	ID       fold.ID
	Severity Severity
	Unit     org.UnitID
	About    string // number of the matter
	Given    int64
	State    string
}

// PageSize is how many cards are listed at once.
const PageSize = 50

// Of lists the cards of a rule, the latest first, from the one before a card on; 0 for
// the first page.
func (c *Cards) Of(ctx context.Context, rule string, before fold.ID) ([]CardLine, error) {
	if before == 0 {
		before = 1 << 62
	}
	var out []CardLine
	rows, err := c.engine.DB.Follow().Read(ctx).Query(ofRuleSQL, rule, int64(before), PageSize)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var l CardLine
		err := rows.Scan(&l.ID, &l.Severity, &l.Unit, &l.About, &l.Given, &l.State)
		out = append(out, l)
		return err
	})
	return out, err
}

// Dump is the whole content as text, for comparing two builds.
func (c *Cards) Dump(q store.Q) (string, error) {
	var b strings.Builder
	for _, query := range []string{dumpCardsSQL, dumpCountsSQL} {
		rows, err := q.Query(query)
		err = store.Scan(rows, err, func(rows *sql.Rows) error {
			var line string
			err := rows.Scan(&line)
			fmt.Fprintln(&b, line)
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return b.String(), nil
}
