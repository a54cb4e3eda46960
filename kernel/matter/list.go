package matter

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// Line is a matter in a list; Title is the text of its field "title", if any.
type Line struct {
	*Matter
	Title string
	at    place
}

// Page is one page of a list. Next is where the next one begins, "" at the end. A
// page may have fewer lines than asked, or none, and yet a Next: where few of many
// matters are what the query asks for, a page stops looking in time.
type Page struct {
	Lines []Line
	Next  string
}

// Query says which matters a list shows. From is the Next of the page before;
// anything else is Invalid.
type Query struct {
	Process string
	State   string
	Keep    func(*Matter) bool // nil for all
	From    string
	Limit   int // 50 if 0
}

func (q Query) limit() int {
	if q.Limit <= 0 || q.Limit > 200 {
		return 50
	}
	return q.Limit
}

// Owed lists what the actor owes the next act on, what is due first at the top.
func (e *Reader) Owed(ctx context.Context, a access.Actor, q Query) (*Page, error) {
	o := order{actor: a, compare: dueFirst, clear: func(place) bool { return true }}
	for _, d := range desks(e, a) {
		o.lanes = append(o.lanes, d.lane(owedSQL, 4))
	}
	return e.list(ctx, q, o)
}

// Late lists what is late now among all that the actor may see, the longest
// overdue at the top.
func (e *Reader) Late(ctx context.Context, a access.Actor, q Query) (*Page, error) {
	return e.list(ctx, q, lateOf(e, a))
}

// All lists every matter the actor may see, the newest first. An applicant has one
// matter and an importer enters one at a time: they are shown no list.
func (e *Reader) All(ctx context.Context, a access.Actor, q Query) (*Page, error) {
	o := seenBy(a, newestSQL, newestOfSQL)
	if e.editions.Running(q.Process, q.State) {
		o = seenBy(a, newestOpenSQL, newestOpenOfSQL)
	}
	o.compare, o.first = newestFirst, place{id: 1 << 62}
	return e.list(ctx, q, o)
}

// countLateTo is where the count stops that stands on every page.
const countLateTo = 100

// OwedCount is how many matters wait for the actor, and how many of them are
// late; of each seat it looks at no more than upTo.
func (e *Reader) OwedCount(ctx context.Context, a access.Actor, upTo int) (owed, late int, err error) {
	now := store.Micros(e.DB.Now())
	for _, d := range desks(e, a) {
		var n, l int
		c := d.lane(owedCountSQL, 3)
		if err := e.DB.Read(ctx).QueryRow(c.query, append([]any{now, upTo}, c.args...)...).Scan(&n, &l); err != nil {
			return 0, 0, fault.Wrap(fault.Unavailable, err, "owed")
		}
		owed, late = owed+n, late+l
	}
	return owed, late, nil
}

// LateCount is how many matters Late lists; it stops counting at 100.
func (e *Reader) LateCount(ctx context.Context, a access.Actor) (int, error) {
	o := lateOf(e, a)
	places, err := e.gather(ctx, o, place{}, countLateTo)
	if err != nil {
		return 0, err
	}
	closely := slices.DeleteFunc(slices.Clone(places), o.clear)
	lines, err := e.linesAt(ctx, Query{}, o, closely)
	return len(places) - len(closely) + len(lines), err
}

// Among lists those of the matters that the actor may see, the newest first, of one
// process and state if asked; all of them, whatever the query's From and Limit say.
func (e *Reader) Among(ctx context.Context, a access.Actor, ids []ID, q Query) ([]Line, error) {
	places := make([]place, len(ids))
	for i, id := range ids {
		places[i].id = int64(id)
	}
	return e.linesAt(ctx, q, order{actor: a, compare: newestFirst, clear: func(place) bool { return false }}, places)
}

// desk is what an actor may owe at once: the matters of one seat, or of all vacant
// seats of one post, which have fallen to the actor.
type desk struct {
	post    org.PostKind
	units   []org.UnitID   // one, but for vacant seats
	mine    []org.PersonID // whose matters they are: nobody's yet, the actor's, the principals'
	holders []org.PersonID // whose else they may be; a matter that somebody took who has left is anybody's
}

// desks are the seats in which the actor stands today.
func desks(e *Reader, a access.Actor) []*desk {
	dir, today := e.Org.Now(), calendar.DateOf(e.DB.Now().In(e.Zone))
	seats, vacant := map[org.Seat]*desk{}, map[org.PostKind]*desk{}
	var all []*desk
	for _, s := range a.Stands {
		if d := seats[s.Seat()]; d != nil {
			d.mine = append(d.mine, s.Principal)
			continue
		}
		d := &desk{post: s.Post, mine: []org.PersonID{0, a.Person, s.Principal}, holders: holders(dir, s.Seat(), today)}
		if len(d.holders) == 0 {
			if vacant[s.Post] == nil {
				vacant[s.Post] = d
				all = append(all, d)
			}
			d = vacant[s.Post]
		} else {
			all = append(all, d)
		}
		d.units = append(d.units, s.Unit)
		seats[s.Seat()] = d
	}
	return all
}

// lane makes a query of the desk, whose arguments are numbered from first; a single
// seat is looked up in the order in which matters are due.
func (d *desk) lane(query string, first int) lane {
	args := []any{string(d.post), store.List(d.mine), store.List(d.holders)}
	if len(d.units) == 1 {
		return lane{fmt.Sprintf(query, fmt.Sprintf("= $%d", first+3)), append(args, int64(d.units[0]))}
	}
	return lane{fmt.Sprintf(query, fmt.Sprintf("IN (LIST($%d))", first+3)), append(args, store.List(d.units))}
}

// Tips are the last events as the rows remember them (ledger.Verify).
func Tips(q store.Q, after int64, limit int) ([]ledger.Tip, error) {
	var out []ledger.Tip
	rows, err := q.Query(tipsSQL, after, limit)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var t ledger.Tip
		var head []byte
		err := rows.Scan(&t.Matter, &t.Number, &t.Seq, &head)
		copy(t.Head[:], head)
		out = append(out, t)
		return err
	})
	return out, err
}

// Count is how many matters there are; it reads an index of all of them.
func Count(ctx context.Context, db *store.DB) (int, error) {
	var n int
	err := db.Read(ctx).QueryRow(countSQL).Scan(&n)
	return n, fault.Wrap(fault.Unavailable, err, "count")
}

const (
	countSQL = `SELECT count(*) FROM matter`

	tipsSQL = `SELECT id, number, seq, head FROM matter WHERE id > $1 ORDER BY id LIMIT $2`

	owedCountSQL = `
SELECT count(*), coalesce(sum(late), 0) FROM (
	SELECT CASE WHEN m.due_at <= $1 THEN 1 ELSE 0 END AS late FROM matter m
	WHERE NOT m.ended AND m.holder_post = $3 AND (m.holder_person IN (LIST($4)) OR m.holder_person NOT IN (LIST($5))) AND m.holder_unit %s LIMIT $2) AS owed`
)
