package scorecard

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"shuniu/kernel/assessment"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/fold"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// Axis is by what numbers are told: the whole city by month or by day, units by id,
// persons by id, districts by code, or the values of a field that a measure is split by.
type Axis string

// The axes; a field of matters is another by its name.
const (
	City   Axis = "city"
	Day    Axis = "day"
	Unit   Axis = "unit"
	Person Axis = "person"
	Region Axis = "region"
)

// Number is what was counted: how many, what they add up to, and how many an appeal has
// taken out, which are in neither.
type Number struct{ N, Value, Dropped int64 }

// Permille is the share in tenths of a percent, rounded half up; false of nothing.
func (n Number) Permille() (int64, bool) {
	if n.N == 0 {
		return 0, false
	}
	return (2000*n.Value + n.N) / (2 * n.N), true
}

// Tells reports whether there is enough to say more than how many there were.
func (n Number) Tells() bool { return n.N >= assessment.Fewest }

// Card is the numbers of one unit, person or district, by measure.
type Card struct {
	Who     string // by which the axis names it; "" for the city
	Numbers map[string]Number
}

// Has tells whether a measure has counted anything of it.
func (c Card) Has(measure string) bool { return c.Numbers[measure] != Number{} }

// Score is the card in tenths of a point out of a hundred: each share that tells by its
// weight, and of what is less the better what is left of its weight. weight is how much
// there was to tell of: where it is less than half of all weights there is no score.
func (c Card) Score(ms Measures) (tenths int64, ok bool) {
	var got, weight, all int64 // got in thousandths of a point
	for _, m := range ms {
		all += m.Weight
		n := c.Numbers[m.Name]
		switch {
		case m.Weight == 0:
		case m.Kind == Sum:
			got += 1000 * max(0, m.Weight-n.Value)
			weight += m.Weight
		case n.Tells():
			permille, _ := n.Permille()
			if m.Low {
				permille = 1000 - permille
			}
			got += m.Weight * permille
			weight += m.Weight
		}
	}
	if weight == 0 || 2*weight < all {
		return 0, false
	}
	return (got*2 + weight) / (2 * weight), true
}

// Cards are the numbers of all there are on an axis, of the months from one to another.
func (b *Book) Cards(ctx context.Context, axis Axis, from, to assessment.Month) (map[string]Card, error) {
	out := map[string]Card{}
	rows, err := b.engine.DB.Follow().Read(ctx).Query(sumsSQL, string(axis), string(from), string(to))
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var who, measure string
		var n Number
		if err := rows.Scan(&who, &measure, &n.N, &n.Value, &n.Dropped); err != nil {
			return err
		}
		c, ok := out[who]
		if !ok {
			c = Card{who, map[string]Number{}}
			out[who] = c
		}
		c.Numbers[measure] = n
		return nil
	})
	return out, err
}

// UnitCard is the card of a unit.
type UnitCard struct {
	Unit org.Unit
	Card
}

// Units are the cards of units of the months from one to another, in the order of the
// register.
func (b *Book) Units(ctx context.Context, from, to assessment.Month) ([]UnitCard, error) {
	cards, err := b.Cards(ctx, Unit, from, to)
	var out []UnitCard
	for _, u := range b.engine.Org.Now().Units() {
		if card, ok := cards[UnitName(u.ID)]; ok {
			out = append(out, UnitCard{u, card})
		}
	}
	slices.SortFunc(out, func(x, y UnitCard) int { return cmp.Compare(x.Unit.ID, y.Unit.ID) })
	return out, err
}

// UnitName is by what the axis of units names one.
func UnitName(id org.UnitID) string { return strconv.FormatInt(int64(id), 10) }

// Days are the city's numbers day by day, by ISO date; of a day on which nothing was
// counted there are none.
func (b *Book) Days(ctx context.Context, from, to calendar.Date) (map[string]Card, error) {
	return b.each(ctx, Whose{Axis: Day}, from.String(), to.String())
}

// Whose are the numbers of one on an axis, by which the axis names it; Who is "" for the
// city.
type Whose struct {
	Axis Axis
	Who  string
}

// Months are somebody's numbers month by month; of a month in which nothing was counted
// there are none.
func (b *Book) Months(ctx context.Context, of Whose, from, to assessment.Month) (map[assessment.Month]Card, error) {
	cards, err := b.each(ctx, of, string(from), string(to))
	out := make(map[assessment.Month]Card, len(cards))
	for month, c := range cards {
		out[assessment.Month(month)] = c
	}
	return out, err
}

// each are somebody's numbers period by period.
func (b *Book) each(ctx context.Context, of Whose, from, to string) (map[string]Card, error) {
	cards := map[string]Card{}
	rows, err := b.engine.DB.Follow().Read(ctx).Query(eachSQL, string(of.Axis), from, to, of.Who)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var period, measure string
		var n Number
		if err := rows.Scan(&period, &measure, &n.N, &n.Value, &n.Dropped); err != nil {
			return err
		}
		c, ok := cards[period]
		if !ok {
			c = Card{of.Who, map[string]Number{}}
			cards[period] = c
		}
		c.Numbers[measure] = n
		return nil
	})
	return cards, err
}

// Which of the matters that a measure counted are listed.
type Which string

// All that count, those that count as good, those that do not, those taken out.
const (
	All     Which = ""
	Good    Which = "good"
	Other   Which = "other"
	Dropped Which = "dropped"
)

// PageSize is how many matters are listed at once.
const PageSize = 50

// Listed is a page of matters that were counted, the latest first, and where the next one
// begins: "" where there is none.
type Listed struct {
	Matters []fold.ID
	Next    string
}

// List asks for the matters that a number was counted of: in months, or, of the city
// alone, on the days from Since to today.
type List struct {
	Since    calendar.Date
	Measure  string
	Axis     Axis
	Who      int64 // unit or person
	Region   string
	From, To assessment.Month
	Which    Which
	After    string // where the page begins, from Listed.Next
}

// List lists the matters that a number was counted of. Each is listed once, however often
// it was counted.
func (b *Book) List(ctx context.Context, l List) (Listed, error) {
	if !l.Since.IsZero() {
		return b.latest(ctx, l)
	}
	month, id := string(l.To), int64(1)<<62
	if l.After != "" {
		if _, err := fmt.Sscanf(strings.ReplaceAll(l.After, "/", " "), "%s %d", &month, &id); err != nil {
			return Listed{}, fault.Wrap(fault.NotFound, err, "where a page begins")
		}
	}
	bit := b.look.bit(l.Measure)
	dropped, good := int64(0), int64(-1)
	switch l.Which {
	case Good:
		good = bit
	case Other:
		good = 0
	case Dropped:
		dropped = bit
	}
	args := []any{string(l.From), string(l.To), month, id, bit, dropped, good, PageSize + 1}
	switch l.Axis {
	case Unit, Person:
		args = append(args, l.Who)
	case Region:
		args = append(args, l.Region)
	}
	var out Listed
	rowsRead, last := 0, ""
	rows, err := b.engine.DB.Follow().Read(ctx).Query(listSQL[l.Axis], args...)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		if err := rows.Scan(&id, &month); err != nil {
			return err
		}
		if rowsRead++; rowsRead > PageSize {
			out.Next = last
		} else if n := len(out.Matters); n == 0 || out.Matters[n-1] != fold.ID(id) {
			out.Matters = append(out.Matters, fold.ID(id))
			last = fmt.Sprintf("%s/%d", month, id)
		}
		return nil
	})
	return out, err
}
