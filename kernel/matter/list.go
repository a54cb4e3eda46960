package matter

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

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
}

// Page is one page of a list. Next is where the next one begins, "" at the end.
type Page struct {
	Lines []Line
	Next  string
}

// Query says which matters a list shows. From is the Next of the page before.
type Query struct {
	Process string
	State   string
	From    string
	Limit   int // 50 if 0
}

func (q Query) limit() int {
	if q.Limit <= 0 || q.Limit > 200 {
		return 50
	}
	return q.Limit
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
func (e *Reader) desks(a access.Actor) []*desk {
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

// ask makes a query of the desk; a single seat is looked up in the order in which
// matters are due.
func (d *desk) ask(query string, rest ...any) (string, []any) {
	args := []any{string(d.post), store.List(d.mine), store.List(d.holders)}
	if len(d.units) == 1 {
		return fmt.Sprintf(query, "= $4"), append(append(args, int64(d.units[0])), rest...)
	}
	return fmt.Sprintf(query, "IN (LIST($4))"), append(append(args, store.List(d.units)), rest...)
}

// Owed lists what the actor owes the next act on, what is due first at the top.
func (e *Reader) Owed(ctx context.Context, a access.Actor, q Query) (*Page, error) {
	due, id := dueCursor(q.From)
	var lines []Line
	for _, d := range e.desks(a) {
		query, args := d.ask(owedSQL, due, id, q.limit()+1, q.Process, q.State)
		part, err := e.lines(ctx, query, args...)
		if err != nil {
			return nil, err
		}
		lines = append(lines, part...)
	}
	slices.SortFunc(lines, func(x, y Line) int {
		return cmp.Or(cmp.Compare(x.DueAt(), y.DueAt()), cmp.Compare(x.ID, y.ID))
	})
	return page(lines, q, byDue), nil
}

// byDue is the cursor of lists in the order in which matters are due.
func byDue(l Line) string { return fmt.Sprintf("%d.%d", l.DueAt(), l.ID) }

// dueCursor reads byDue; one made by hand shows the first page.
func dueCursor(from string) (due, id int64) {
	if d, i, ok := strings.Cut(from, "."); ok {
		due, _ = strconv.ParseInt(d, 10, 64)
		id, _ = strconv.ParseInt(i, 10, 64)
	}
	return due, id
}

// scopeOf is what the actor may see of the table m; first is the number of the
// condition's first argument.
func scopeOf(a access.Actor, first int) access.Scope {
	return access.ScopeOf(a, access.Columns{
		ID: "m.id", Secrecy: "m.secrecy", HolderUnit: "m.holder_unit", HolderPost: "m.holder_post",
		Part: "matter_part p WHERE p.matter_id = m.id AND p.unit_id",
	}, first)
}

// Late lists what is late now among all that the actor may see, the longest
// overdue at the top.
func (e *Reader) Late(ctx context.Context, a access.Actor, q Query) (*Page, error) {
	due, id := dueCursor(q.From)
	scope := scopeOf(a, 7)
	args := append([]any{store.Micros(e.DB.Now()), q.Process, q.State, due, id, q.limit() + 1}, scope.Args...)
	lines, err := e.lines(ctx, fmt.Sprintf(lateSQL, scope.Condition), args...)
	if err != nil {
		return nil, err
	}
	return page(lines, q, byDue), nil
}

// LateCount is how many matters Late lists; it stops counting at 1,000.
func (e *Reader) LateCount(ctx context.Context, a access.Actor) (int, error) {
	var n int
	scope := scopeOf(a, 2)
	args := append([]any{store.Micros(e.DB.Now())}, scope.Args...)
	err := e.DB.Read(ctx).QueryRow(fmt.Sprintf(lateCountSQL, scope.Condition), args...).Scan(&n)
	return n, fault.Wrap(fault.Unavailable, err, "late")
}

// All lists every matter the actor may see, the newest first.
func (e *Reader) All(ctx context.Context, a access.Actor, q Query) (*Page, error) {
	from := int64(1) << 62
	if id, err := strconv.ParseInt(q.From, 10, 64); err == nil {
		from = id
	}
	scope := scopeOf(a, 5)
	args := append([]any{q.Process, q.State, from, q.limit() + 1}, scope.Args...)
	lines, err := e.lines(ctx, fmt.Sprintf(allSQL, scope.Condition), args...)
	if err != nil {
		return nil, err
	}
	return page(lines, q, func(l Line) string { return strconv.FormatInt(int64(l.ID), 10) }), nil
}

func page(lines []Line, q Query, cursor func(Line) string) *Page {
	p := &Page{Lines: lines}
	if len(lines) > q.limit() {
		p.Lines = lines[:q.limit()]
		p.Next = cursor(p.Lines[len(p.Lines)-1])
	}
	return p
}

func (e *Reader) lines(ctx context.Context, query string, args ...any) ([]Line, error) {
	var out []Line
	rows, err := e.DB.Read(ctx).Query(query, args...)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var fold string
		var title sql.NullString
		if err := rows.Scan(&fold, &title); err != nil {
			return err
		}
		l := Line{Matter: &Matter{}, Title: title.String}
		if err := json.Unmarshal([]byte(fold), l.Matter); err != nil {
			return fault.Wrap(fault.Internal, err, "matter row")
		}
		out = append(out, l)
		return nil
	})
	return out, err
}

// OwedCount is how many matters wait for the actor, and how many of them are
// late; both stop counting at 1,000.
func (e *Reader) OwedCount(ctx context.Context, a access.Actor) (owed, late int, err error) {
	now := store.Micros(e.DB.Now())
	for _, d := range e.desks(a) {
		var n, l int
		query, args := d.ask(owedCountSQL, now)
		if err := e.DB.Read(ctx).QueryRow(query, args...).Scan(&n, &l); err != nil {
			return 0, 0, fault.Wrap(fault.Unavailable, err, "owed")
		}
		owed, late = owed+n, late+l
	}
	return owed, late, nil
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

	title = `(SELECT t.value FROM matter_text t WHERE t.matter_id = m.id AND t.seq = 1 AND t.field = 'title' AND NOT t.personal)`

	// A matter that a colleague has taken is not mine; one taken by whoever I
	// stand for is, and one taken by whoever no longer holds the post.
	owed = `NOT m.ended AND m.holder_post = $1 AND (m.holder_person IN (LIST($2)) OR m.holder_person NOT IN (LIST($3))) AND m.holder_unit %s`

	owedSQL = `
SELECT m.fold, ` + title + ` FROM matter m
WHERE ` + owed + `
  AND (m.due_at, m.id) > ($5, $6) AND ($8 = '' OR m.process = $8) AND ($9 = '' OR m.state = $9)
ORDER BY m.due_at, m.id LIMIT $7`

	owedCountSQL = `
SELECT count(*), coalesce(sum(late), 0) FROM (
	SELECT CASE WHEN m.due_at <= $5 THEN 1 ELSE 0 END AS late FROM matter m
	WHERE ` + owed + ` LIMIT 1000) AS owed`

	lateSQL = `
SELECT m.fold, ` + title + ` FROM matter m
WHERE NOT m.ended AND m.due_at <= $1 AND ($2 = '' OR m.process = $2) AND ($3 = '' OR m.state = $3)
  AND (m.due_at, m.id) > ($4, $5) AND %s
ORDER BY m.due_at, m.id LIMIT $6`

	lateCountSQL = `
SELECT count(*) FROM (SELECT 1 AS late FROM matter m WHERE NOT m.ended AND m.due_at <= $1 AND %s LIMIT 1000) AS late`

	allSQL = `
SELECT m.fold, ` + title + ` FROM matter m
WHERE ($1 = '' OR m.process = $1) AND ($2 = '' OR m.state = $2) AND m.id < $3 AND %s
ORDER BY m.id DESC LIMIT $4`

	tipsSQL = `SELECT id, number, seq, head FROM matter WHERE id > $1 ORDER BY id LIMIT $2`
)
