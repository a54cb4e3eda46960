package decision

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"shuniu/kernel/store"
)

const (
	columns = `matter_id, public_id, published, item, title, unit, party, name, code, content, number, paper, decided, valid_from, valid_until, status, source, outcome, class`
	shown   = columns + `, serial`

	putSQL = `
INSERT INTO decision (` + columns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
ON CONFLICT (matter_id) DO UPDATE SET title = excluded.title, unit = excluded.unit, party = excluded.party, name = excluded.name,
	code = excluded.code, content = excluded.content, number = excluded.number, paper = excluded.paper, decided = excluded.decided,
	valid_from = excluded.valid_from, valid_until = excluded.valid_until, status = excluded.status, source = excluded.source, outcome = excluded.outcome,
	class = excluded.class`
	certifiedSQL = `
UPDATE decision SET serial = $4, valid_from = $5, valid_until = $6, status = CASE WHEN $7 = '' THEN status ELSE $7 END
WHERE source = $1 AND unit = $2 AND item = $3 AND outcome = 'granted'`
	statusSQL = `UPDATE decision SET status = $2 WHERE matter_id = $1`
	dropSQL   = `DELETE FROM decision WHERE matter_id = $1 OR source = $1`
	emptySQL  = `DELETE FROM decision`
	oneSQL    = `SELECT ` + shown + ` FROM decision WHERE public_id = $1`
	dumpSQL   = `SELECT ` + shown + ` FROM decision ORDER BY published, public_id`
	listSQL   = `
SELECT ` + shown + ` FROM decision
WHERE (published, public_id) < ($1, $2) AND published >= $3%s
ORDER BY published DESC, public_id DESC LIMIT $4`
)

// row is a decision with the moment it is listed by.
type row struct {
	Decision
	matter int64
	source int64 // the matter at the root of the case
	at     int64
}

// list writes only the conditions asked for, so that each finds its index.
func (p *Published) list(ctx context.Context, f Filter) ([]row, error) {
	begin, end := int64(0), int64(1)<<62
	if f.Month != "" {
		first, err := time.ParseInLocation("2006-01", string(f.Month), p.engine.Zone)
		if err != nil {
			return nil, store.ErrCursor
		}
		begin, end = store.Micros(first), store.Micros(first.AddDate(0, 1, 0))
	}
	id := ""
	if f.From != "" {
		at, last, _ := strings.Cut(f.From, ".")
		from, err := store.ParseCursor(at, 1)
		if err != nil || last == "" {
			return nil, store.ErrCursor
		}
		end, id = min(end, from[0]), last
	}
	where, args := "", []any{end, id, begin, f.Limit + 1}
	only := func(column string, value any) {
		args = append(args, value)
		where += fmt.Sprintf(" AND %s = $%d", column, len(args))
	}
	if f.Unit != 0 {
		only("unit", int64(f.Unit))
	}
	if f.Item != "" {
		only("item", f.Item)
	}
	return p.rows(p.engine.DB.Follow().Read(ctx), fmt.Sprintf(listSQL, where), args...)
}

func (p *Published) rows(q store.Q, query string, args ...any) ([]row, error) {
	var out []row
	rows, err := q.Query(query, args...)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var r row
		err := rows.Scan(&r.matter, &r.ID, &r.at, &r.Item, &r.Title, &r.Unit, &r.Party, &r.Name, &r.Code, &r.Content, &r.Number, &r.Paper, &r.Decided, &r.ValidFrom, &r.ValidUntil, &r.Status, &r.source, &r.Outcome, &r.Class, &r.Serial)
		r.Published = p.day(r.at)
		out = append(out, r)
		return err
	})
	return out, err
}

// Dump is the whole content as text, for comparing two builds.
func (p *Published) Dump(q store.Q) (string, error) {
	rows, err := p.rows(q, dumpSQL)
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&b, "%+v\n", r)
	}
	return b.String(), err
}
