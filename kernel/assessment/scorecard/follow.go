package scorecard

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"log/slog"
	"maps"
	"slices"
	"strconv"
	"strings"

	"cel.dev/cel-go/cel"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/clause"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// Book is the projection that counts by the measures of a city.
type Book struct {
	engine *matter.Engine
	look   *looking
}

// New makes the projection of the engine's city; months are those of its zone.
func New(e *matter.Engine, ms Measures) *Book { return &Book{e, look(ms)} }

// Measures are those by which it counts.
func (b *Book) Measures() Measures { return b.look.measures }

// Name is the projection's name among the followers.
func (b *Book) Name() string { return "assessment" }

// Version says by which measures it counts: others count all again.
func (b *Book) Version() string { return b.look.measures.Version() }

// number is what a cell of the numbers holds, or is changed by.
type number struct{ n, value, dropped int64 }

// place is a cell of the numbers.
type place struct{ axis, period, measure, who string }

// tally is one batch of records being counted.
type tally struct {
	*Book
	tx       *store.Tx
	reader   clause.Reader
	calendar *calendar.Calendar
	memories map[int64]*memory
	added    map[place]number
}

// Follow counts records, each once.
func (b *Book) Follow(tx *store.Tx, records []ledger.Record) error {
	t := &tally{b, tx, clause.NewReader(b.engine), b.engine.Calendar(), map[int64]*memory{}, map[place]number{}}
	var ids []int64
	for _, r := range records {
		if t.about(r.Event) && r.Event.Effects.Opening == nil {
			ids = append(ids, r.Event.Matter)
		}
	}
	if err := t.recall(ids); err != nil {
		return err
	}
	for _, r := range records {
		if t.about(r.Event) {
			if err := t.take(r.Event); err != nil {
				return err
			}
		}
	}
	return t.write()
}

// about tells the acts that may matter.
func (t *tally) about(e *ledger.Event) bool {
	return t.look.text[e.Process] != "" || e.Process == Appeal
}

// take counts an act, and remembers what it changed. What is secret is not counted: a
// number must not tell that it exists.
func (t *tally) take(e *ledger.Event) error {
	if o := e.Effects.Opening; o != nil {
		if o.Secrecy != 0 {
			return nil
		}
		t.memories[e.Matter] = &memory{Region: county(o.Region), touched: true}
	}
	m := t.memories[e.Matter]
	if m == nil {
		return nil
	}
	if measures := t.look.by[[2]string{e.Process, e.Act}]; len(measures) > 0 {
		def, err := t.reader.Definition(e.Definition)
		if err != nil {
			return err
		}
		event := t.reader.Event(def, e)
		vars := map[string]any{"event": event, "matter": m.matter(t.reader, e, t.calendar)}
		for _, x := range measures {
			if err := t.try(m, x, vars); err != nil { // a defect of the measure: it holds up no other
				slog.Error("assessment", "measure", x.Name, "matter", e.Matter, "error", err)
			}
		}
	}
	if e.Process == Appeal {
		if err := t.appeal(m, e); err != nil {
			return err
		}
	}
	m.apply(t.look, e)
	return nil
}

// try counts an act by one measure.
func (t *tally) try(m *memory, x *Measure, vars map[string]any) error {
	event, before := vars["event"].(*clause.Event), vars["matter"].(*Matter)
	if event.Day < x.Since.String() {
		return nil
	}
	if x.Once {
		if i := slices.IndexFunc(m.Counted, func(c counted) bool { return c.Measure == x.Name }); i >= 0 {
			return t.revise(m, i, vars)
		}
	}
	if !slices.Contains(x.Acts, event.Act) {
		return nil
	}
	if x.when != nil {
		if holds, err := clause.Ask[bool](x.when, vars); err != nil || !holds {
			return err
		}
	}
	c := counted{Measure: x.Name, cell: cell{Unit: m.Unit, Day: event.Day}}
	if x.unit != nil {
		code, err := clause.Ask[string](x.unit, vars)
		if err != nil {
			return err
		}
		u, _ := t.reader.Directory.UnitByCode(code)
		c.Unit = int64(u.ID)
	}
	var err error
	if c.Value, err = x.worth(x.value, vars); err != nil {
		return err
	}
	if x.unit == nil { // what a measure lays on another unit is no work of whoever acts
		c.Person = t.person(m, event)
	}
	for _, field := range x.Split {
		if v := cmp.Or(event.Given[field], before.Fields[field]); v != "" {
			c.Split = put(c.Split, field, v)
		}
	}
	m.Counted, m.touched = append(m.Counted, c), true
	t.add(m, c, number{n: 1, value: c.Value})
	return nil
}

// person is whose work an act is: of whoever acts in the unit in charge, or else of whoever
// acted there last.
func (t *tally) person(m *memory, event *clause.Event) int64 {
	if u, _ := t.reader.Directory.Unit(org.UnitID(m.Unit)); event.Kind == string(access.Staff) && event.Unit == u.Code {
		return event.Person
	}
	return m.Person
}

// worth is what an act counts for: 1 for good and 0 for not in a share, a number in a
// mean or a sum, nothing in a plain count.
func (x *Measure) worth(p cel.Program, vars map[string]any) (int64, error) {
	switch x.Kind {
	case Share:
		good, err := clause.Ask[bool](p, vars)
		if good {
			return 1, err
		}
		return 0, err
	case Mean, Sum:
		return clause.Ask[int64](p, vars)
	}
	return 0, nil
}

// revise changes what a matter that was counted once counts for.
func (t *tally) revise(m *memory, i int, vars map[string]any) error {
	x := t.look.measures.One(m.Counted[i].Measure)
	if x.Revise == nil || !slices.Contains(x.Revise.Acts, vars["event"].(*clause.Event).Act) {
		return nil
	}
	worth, err := x.worth(x.revised, vars)
	c := &m.Counted[i]
	if err != nil || worth == c.Value {
		return err
	}
	change := worth - c.Value
	c.Value, m.touched = worth, true
	if !c.Dropped {
		t.add(m, *c, number{value: change})
	}
	return nil
}

// add counts for the city, the day, the unit, the person, the region and the values that
// the measure is split by.
func (t *tally) add(m *memory, c counted, n number) {
	at := func(axis Axis, period, who string) {
		p := place{string(axis), period, c.Measure, who}
		sum := t.added[p]
		t.added[p] = number{sum.n + n.n, sum.value + n.value, sum.dropped + n.dropped}
	}
	at(City, c.month(), "")
	at(Day, c.Day, "")
	if c.Unit != 0 {
		at(Unit, c.month(), strconv.FormatInt(c.Unit, 10))
	}
	if c.Person != 0 {
		at(Person, c.month(), strconv.FormatInt(c.Person, 10))
	}
	if m.Region != "" {
		at(Region, c.month(), m.Region)
	}
	for field, v := range c.Split {
		at(Axis(field), c.month(), v)
	}
}

// county is the district that a region lies in, which the numbers by region are told of.
func county(region string) string {
	if len(region) != 12 {
		return region
	}
	return region[:6] + "000000"
}

// recall reads what is remembered of matters.
func (t *tally) recall(ids []int64) error {
	known, err := recalledOf(t.tx, slices.DeleteFunc(ids, func(id int64) bool { return t.memories[id] != nil }))
	maps.Copy(t.memories, known)
	return err
}

// write stores a batch, always in the same order, so that two databases come to the same
// content.
func (t *tally) write() error {
	for _, id := range slices.Sorted(maps.Keys(t.memories)) {
		m := t.memories[id]
		if !m.touched {
			continue
		}
		text, err := json.Marshal(m)
		if err != nil {
			return fault.Wrap(fault.Internal, err, "memory of a matter")
		}
		if err := t.tx.Put(rememberSQL, id, string(text)); err != nil {
			return err
		}
		if err := t.list(id, m); err != nil {
			return err
		}
	}
	places := slices.SortedFunc(maps.Keys(t.added), func(a, b place) int {
		return cmp.Or(strings.Compare(a.axis, b.axis), strings.Compare(a.period, b.period), strings.Compare(a.measure, b.measure), strings.Compare(a.who, b.who))
	})
	for _, p := range places {
		n := t.added[p]
		if err := t.tx.Put(addSQL, p.axis, p.period, p.measure, p.who, n.n, n.value, n.dropped); err != nil {
			return err
		}
	}
	return nil
}

// line is where a matter is listed.
type line struct {
	unit, person int64
	month        string
}

// bits says by which measures a matter is listed on a line.
type bits struct{ counted, good, dropped int64 }

// list enters what was counted of a matter.
func (t *tally) list(id int64, m *memory) error {
	lines := map[line]bits{}
	for _, c := range m.Counted {
		at := line{c.Unit, c.Person, c.month()}
		bit := t.look.bit(c.Measure)
		b := lines[at]
		b.counted |= bit
		if c.Value > 0 {
			b.good |= bit
		}
		if c.Dropped {
			b.dropped |= bit
		}
		lines[at] = b
	}
	for at, b := range lines {
		if err := t.tx.Put(countedSQL, id, at.unit, at.person, at.month, m.Region, b.counted, b.good, b.dropped); err != nil {
			return err
		}
	}
	return nil
}

// bit is the bit of a measure, by its place among them; none of one that is no longer
// there, until all is counted again.
func (l *looking) bit(name string) int64 {
	i := slices.IndexFunc(l.measures, func(m *Measure) bool { return m.Name == name })
	if i < 0 {
		return 0
	}
	return 1 << i
}

// Reset empties the projection.
func (b *Book) Reset(tx *store.Tx) error {
	for _, text := range []string{emptyMemorySQL, emptyCountedSQL, emptyNumberSQL} {
		if _, err := tx.Exec(text); err != nil {
			return err
		}
	}
	return nil
}

// Dump is the whole content as text, for comparing two builds.
func (b *Book) Dump(q store.Q) (string, error) {
	var out strings.Builder
	for _, text := range []string{dumpMemorySQL, dumpCountedSQL, dumpNumberSQL} {
		rows, err := q.Query(text)
		err = store.Scan(rows, err, func(rows *sql.Rows) error {
			var line string
			err := rows.Scan(&line)
			out.WriteString(line + "\n")
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return out.String(), nil
}
