package request

import (
	"context"
	"database/sql"
	"slices"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/search"
	"shuniu/kernel/store"
)

const (
	actRule        = "rule"
	actAgreeReturn = "agree_return"
	fieldRuling    = "ruling"
	fieldCategory  = "category"
)

// Precedent is the ruling of a case conference (疑难会商) on who handles a request, by
// which the like is dispatched. Unit is the unit that was designated.
type Precedent struct {
	Number   string
	Title    string
	Ruling   string
	Ruled    calendar.Date
	Unit     org.UnitID
	Region   org.RegionCode
	Category string
}

// PrecedentFilter says which precedents a list shows; what is empty does not
// restrict. From is the Next of the page before.
type PrecedentFilter struct {
	Words *search.Query // those whose title or ruling has them
	Unit  org.UnitID
	From  string
	Limit int // 20 if 0, at most 100
}

// PrecedentPage is one page. It may have fewer lines than asked, where the reader may
// not see what was ruled; Next is where the next one begins, "" at the end.
type PrecedentPage struct {
	Items []Precedent
	Next  string
}

// Precedents is the projection of rulings. It keeps where they are and by which words
// they are found; what they say is read from the matter, for whoever may read it
// there.
type Precedents struct{ engine *matter.Engine }

// NewPrecedents makes the projection of the engine's city.
func NewPrecedents(e *matter.Engine) *Precedents { return &Precedents{engine: e} }

// Name is the projection's name among the followers.
func (p *Precedents) Name() string { return "request.precedent" }

const rulings search.Shelf = "request.precedent"

// Follow takes in what was ruled, and drops what was erased.
func (p *Precedents) Follow(tx *store.Tx, records []ledger.Record) error {
	for _, r := range records {
		var err error
		switch e := r.Event; {
		case e.Process != process:
		case e.Act == matter.ActErase:
			if err = tx.Put(dropPrecedentSQL, e.Matter); err == nil {
				err = rulings.Put(tx, search.Doc{ID: e.Matter})
			}
		case e.Act == actRule:
			err = p.take(tx, e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// take notes a ruling; the texts are read as they are now, so that what was erased
// meanwhile is not found by a rebuild.
func (p *Precedents) take(tx *store.Tx, e *ledger.Event) error {
	q := p.engine.DB.Read(tx.Context())
	ruling, told, err := p.engine.Text(q, matter.ID(e.Matter), fieldRuling, e.Seq)
	if err != nil || !told {
		return err
	}
	title, _, err := p.engine.Text(q, matter.ID(e.Matter), fieldTitle, 1)
	if err != nil {
		return err
	}
	if err := rulings.Put(tx, search.Doc{ID: e.Matter, Head: title, Text: title + "\n" + ruling}); err != nil {
		return err
	}
	return tx.Put(putPrecedentSQL, e.Matter, e.Occurred, e.Effects.Assigned)
}

// Reset empties the projection.
func (p *Precedents) Reset(tx *store.Tx) error {
	if _, err := tx.Exec(emptyPrecedentsSQL); err != nil {
		return err
	}
	return rulings.Empty(tx)
}

// List shows the precedents that the actor may read, the latest first; those found by
// words the newest request first.
func (p *Precedents) List(ctx context.Context, a access.Actor, f PrecedentFilter) (*PrecedentPage, error) {
	if f.Limit <= 0 || f.Limit > 100 {
		f.Limit = 20
	}
	if f.Words == nil {
		return p.latest(ctx, a, f)
	}
	among := func(ids []int64) (map[int64]bool, error) { return p.open(ctx, a, ids) }
	found, err := rulings.Find(p.engine.DB.Follow().Read(ctx), search.Ask{Query: *f.Words, From: f.From, Limit: f.Limit}, among)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(found.Hits))
	for i, h := range found.Hits {
		ids[i] = h.ID
	}
	out := &PrecedentPage{Next: found.Next}
	out.Items, err = p.read(ctx, a, ids, f.Unit)
	return out, err
}

// Similar are up to limit precedents that the actor may read and that have most in
// common with a request, the likest first.
func (p *Precedents) Similar(ctx context.Context, a access.Actor, v *matter.View, limit int) ([]Precedent, error) {
	ids, err := rulings.Similar(p.engine.DB.Follow().Read(ctx), search.Sample{Title: v.Values[fieldTitle].Text, Rest: v.Values[fieldBody].Text, Limit: limit, Thousands: similarIn})
	if err != nil {
		return nil, err
	}
	return p.read(ctx, a, ids, 0)
}

func (p *Precedents) latest(ctx context.Context, a access.Actor, f PrecedentFilter) (*PrecedentPage, error) {
	ruled, id := int64(1)<<62, int64(0)
	if f.From != "" {
		at, err := store.ParseCursor(f.From, 2)
		if err != nil {
			return nil, err
		}
		ruled, id = at[0], at[1]
	}
	var ids, at []int64
	rows, err := p.engine.DB.Follow().Read(ctx).Query(listPrecedentsSQL, ruled, id, f.Limit, int64(f.Unit))
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var id, ruled int64
		err := rows.Scan(&id, &ruled)
		ids, at = append(ids, id), append(at, ruled)
		return err
	})
	if err != nil {
		return nil, err
	}
	out := &PrecedentPage{}
	if n := len(ids); n == f.Limit {
		out.Next = store.Cursor(at[n-1], ids[n-1])
	}
	out.Items, err = p.read(ctx, a, ids, 0)
	return out, err
}

// open are those of the matters that the actor may see.
func (p *Precedents) open(ctx context.Context, a access.Actor, ids []int64) (map[int64]bool, error) {
	among := make([]matter.ID, len(ids))
	for i, id := range ids {
		among[i] = matter.ID(id)
	}
	lines, err := p.engine.Among(ctx, a, among, matter.Query{})
	seen := map[int64]bool{}
	for _, l := range lines {
		seen[int64(l.ID)] = true
	}
	return seen, err
}

// read is what was ruled in the matters, as far as the actor may see the matter and
// the field of the ruling.
func (p *Precedents) read(ctx context.Context, a access.Actor, ids []int64, unit org.UnitID) ([]Precedent, error) {
	var out []Precedent
	for _, id := range ids {
		v, err := p.engine.View(ctx, a, matter.ID(id))
		if fault.Is(err, fault.Withheld) || fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if one, ok := p.ruled(v); ok && (unit == 0 || one.Unit == unit) {
			out = append(out, one)
		}
	}
	return out, nil
}

func (p *Precedents) ruled(v *matter.View) (Precedent, bool) {
	for _, e := range slices.Backward(v.Timeline) {
		if said := e.Values[fieldRuling]; e.Event.Act == actRule && said.Text != "" {
			m := v.Matter
			return Precedent{
				Number: m.Number, Title: v.Values[fieldTitle].Text, Ruling: said.Text, Unit: org.UnitID(e.Event.Effects.Assigned),
				Ruled:  calendar.DateOf(store.Moment(e.Event.Occurred).In(p.engine.Zone)),
				Region: org.RegionCode(m.Region), Category: m.Fields[fieldCategory],
			}, true
		}
	}
	return Precedent{}, false
}

// Dump is the whole content as text, for comparing two builds.
func (p *Precedents) Dump(q store.Q) (string, error) { return rulings.Dump(q) }

const (
	putPrecedentSQL = `
INSERT INTO precedent (matter_id, ruled, unit) VALUES ($1, $2, $3)
ON CONFLICT (matter_id) DO UPDATE SET ruled = excluded.ruled, unit = excluded.unit`
	dropPrecedentSQL   = `DELETE FROM precedent WHERE matter_id = $1`
	emptyPrecedentsSQL = `DELETE FROM precedent`
	listPrecedentsSQL  = `
SELECT matter_id, ruled FROM precedent
WHERE (ruled, matter_id) < ($1, $2) AND ($4 = 0 OR unit = $4)
ORDER BY ruled DESC, matter_id DESC LIMIT $3`
)
