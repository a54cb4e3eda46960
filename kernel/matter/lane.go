package matter

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"shuniu/kernel/access"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// place is where a matter stands in a list: by when it is due, if the list is in
// that order, and by its id.
type place struct {
	due, id int64
	secrecy access.Secrecy
	unit    org.UnitID // through whose part it was found
}

func dueFirst(a, b place) int { return cmp.Or(cmp.Compare(a.due, b.due), cmp.Compare(a.id, b.id)) }

func newestFirst(a, b place) int { return cmp.Compare(b.id, a.id) }

// lane is one way to places of a list in its order, by an index that has them in
// that order: after a place ($1, $2), at most so many ($3).
type lane struct {
	query string
	args  []any
}

// order is that of one list: the lanes that together lead to all its matters.
// Beyond doubt is what clear says of a place; of others the matter itself decides.
type order struct {
	actor   access.Actor
	lanes   []lane
	first   place // before all
	compare func(a, b place) int
	clear   func(place) bool
}

// seenBy leads to all that an actor may see, by a query of all matters and one of
// the parts of a unit. A matter always has a part for the unit that holds it.
func seenBy(a access.Actor, all, part string) order {
	o := order{actor: a, clear: func(p place) bool {
		_, member := slices.BinarySearch(a.Units, p.unit)
		return a.Kind == access.System || p.secrecy <= a.Level && (a.All || member)
	}}
	switch {
	case a.Kind == access.System || a.All:
		o.lanes = []lane{{query: all}}
	case a.Kind == access.Staff || a.Kind == access.API:
		units := slices.Clone(a.Units)
		for _, s := range a.Stands {
			units = append(units, s.Unit)
		}
		slices.Sort(units)
		for _, u := range slices.Compact(units) {
			o.lanes = append(o.lanes, lane{part, []any{int64(u)}})
		}
	}
	return o
}

func lateOf(e *Reader, a access.Actor) order {
	o := seenBy(a, lateSQL, lateOfSQL)
	o.compare = dueFirst
	for i := range o.lanes {
		o.lanes[i].args = append([]any{store.Micros(e.DB.Now())}, o.lanes[i].args...)
	}
	return o
}

// gather gives the first places of an order after one, at most limit and each
// matter once. It reads no more than limit from each lane.
func (e *Reader) gather(ctx context.Context, o order, from place, limit int) ([]place, error) {
	var all []place
	for _, l := range o.lanes {
		rows, err := e.DB.Read(ctx).Query(l.query, append([]any{from.due, from.id, limit}, l.args...)...)
		err = store.Scan(rows, err, func(rows *sql.Rows) error {
			var p place
			err := rows.Scan(&p.due, &p.id, &p.secrecy, &p.unit)
			all = append(all, p)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	if len(o.lanes) > 1 {
		slices.SortFunc(all, func(a, b place) int { // what is beyond doubt first
			return cmp.Or(o.compare(a, b), cmp.Compare(doubt(o, a), doubt(o, b)))
		})
		all = slices.CompactFunc(all, func(a, b place) bool { return a.id == b.id })
	}
	return all[:min(len(all), limit)], nil
}

func doubt(o order, p place) int {
	if o.clear(p) {
		return 0
	}
	return 1
}

// What the query passes over is read in growing helpings, up to so many places a
// page.
const (
	mostAtOnce = 1000
	farthest   = 5000
)

// list is one page in an order.
func (e *Reader) list(ctx context.Context, q Query, o order) (*Page, error) {
	from, err := q.start(o)
	if err != nil {
		return nil, err
	}
	p := &Page{}
	for looked, helping := 0, q.limit()+1; ; helping = min(4*helping, mostAtOnce) {
		places, err := e.gather(ctx, o, from, helping)
		if err != nil || len(places) == 0 {
			return p, err
		}
		lines, err := e.linesAt(ctx, q, o, places)
		if err != nil {
			return nil, err
		}
		p.Lines = append(p.Lines, lines...)
		if len(p.Lines) > q.limit() {
			p.Lines = p.Lines[:q.limit()]
			p.Next = p.Lines[q.limit()-1].at.cursor()
			return p, nil
		}
		if len(places) < helping {
			return p, nil
		}
		from = places[len(places)-1]
		if looked += len(places); looked >= farthest {
			p.Next = from.cursor()
			return p, nil
		}
	}
}

func (p place) cursor() string { return store.Cursor(p.due, p.id) }

// start is the place after which the page begins.
func (q Query) start(o order) (place, error) {
	if q.From == "" {
		return o.first, nil
	}
	at, err := store.ParseCursor(q.From, 2)
	if err != nil {
		return o.first, err
	}
	return place{due: at[0], id: at[1]}, nil
}

// linesAt reads the matters at places: those the query asks for and the actor may
// see, in the order.
func (e *Reader) linesAt(ctx context.Context, q Query, o order, places []place) ([]Line, error) {
	if len(places) == 0 {
		return nil, nil
	}
	at, ids := make(map[int64]place, len(places)), make([]int64, len(places))
	for i, p := range places {
		at[p.id], ids[i] = p, p.id
	}
	all, err := e.titled(ctx, q, ids)
	var out []Line
	for _, k := range all {
		p := at[int64(k.ID)]
		if _, err := access.See(o.actor, k.Object()); err != nil && !o.clear(p) || q.Keep != nil && !q.Keep(k.Matter) {
			continue
		}
		out = append(out, Line{Matter: k.Matter, Title: *k.title, at: p})
	}
	slices.SortFunc(out, func(x, y Line) int { return o.compare(x.at, y.at) })
	return out, err
}

// titled are those matters of the process and state asked for that have the ids;
// only those not read lately are read whole.
func (e *Reader) titled(ctx context.Context, q Query, ids []int64) ([]folded, error) {
	var out []folded
	var unread []int64
	rows, err := e.DB.Read(ctx).Query(headsSQL, store.List(ids), q.Process, q.State)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var id int64
		var head sql.RawBytes
		if err := rows.Scan(&id, &head); err != nil {
			return err
		}
		if k := e.folds.known(head); k.title != nil {
			out = append(out, k)
		} else {
			unread = append(unread, id)
		}
		return nil
	})
	if err != nil || len(unread) == 0 {
		return out, err
	}
	rows, err = e.DB.Read(ctx).Query(titledSQL, store.List(unread))
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var head, fold sql.RawBytes
		var title sql.NullString
		if err := rows.Scan(&head, &fold, &title); err != nil {
			return err
		}
		m, err := e.folds.read(head, fold)
		if err == nil {
			k := folded{m, &title.String}
			e.folds.keep(m.Head, k)
			out = append(out, k)
		}
		return err
	})
	return out, err
}

const (
	title = `(SELECT t.value FROM matter_text t WHERE t.matter_id = m.id AND t.seq = 1 AND t.field = 'title' AND NOT t.personal)`

	headsSQL  = `SELECT m.id, m.head FROM matter m WHERE m.id IN (LIST($1)) AND ($2 = '' OR m.process = $2) AND ($3 = '' OR m.state = $3)`
	titledSQL = `SELECT m.head, m.fold, ` + title + ` FROM matter m WHERE m.id IN (LIST($1))`

	// A matter that a colleague has taken is not mine; one taken by whoever I
	// stand for is, and one taken by whoever no longer holds the post.
	owedSQL = `
SELECT m.due_at, m.id, m.secrecy, m.holder_unit FROM matter m
WHERE NOT m.ended AND m.holder_post = $4 AND (m.holder_person IN (LIST($5)) OR m.holder_person NOT IN (LIST($6))) AND m.holder_unit %s
  AND (m.due_at, m.id) > ($1, $2)
ORDER BY m.due_at, m.id LIMIT $3`

	lateSQL = `
SELECT m.due_at, m.id, m.secrecy, CAST(0 AS BIGINT) FROM matter m
WHERE NOT m.ended AND (m.due_at, m.id) > ($1, $2) AND m.due_at <= $4
ORDER BY m.due_at, m.id LIMIT $3`

	lateOfSQL = `
SELECT p.due_at, p.matter_id, p.secrecy, p.unit_id FROM matter_part p
WHERE p.unit_id = $5 AND NOT p.ended AND (p.due_at, p.matter_id) > ($1, $2) AND p.due_at <= $4
ORDER BY p.due_at, p.matter_id LIMIT $3`

	newestSQL = `
SELECT CAST($1 AS BIGINT), m.id, m.secrecy, CAST(0 AS BIGINT) FROM matter m WHERE m.id < $2 ORDER BY m.id DESC LIMIT $3`

	newestOfSQL = `
SELECT CAST($1 AS BIGINT), p.matter_id, p.secrecy, p.unit_id FROM matter_part p
WHERE p.unit_id = $4 AND p.matter_id < $2 ORDER BY p.matter_id DESC LIMIT $3`

	// Of what has not ended there is little: not by the primary key, which would
	// pass over all that has.
	newestOpenSQL = `
SELECT CAST($1 AS BIGINT), m.id, m.secrecy, CAST(0 AS BIGINT) FROM matter m
WHERE NOT m.ended AND m.due_at > 0 AND m.id + 0 < $2 ORDER BY m.id + 0 DESC LIMIT $3`

	newestOpenOfSQL = `
SELECT CAST($1 AS BIGINT), p.matter_id, p.secrecy, p.unit_id FROM matter_part p
WHERE p.unit_id = $4 AND NOT p.ended AND p.due_at > 0 AND p.matter_id + 0 < $2 ORDER BY p.matter_id + 0 DESC LIMIT $3`
)
