package knowledge

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"shuniu/kernel/calendar"
	"shuniu/kernel/store"
)

const (
	columns = `e.matter_id, e.number, e.since, e.title, e.body, e.keywords, e.category, e.unit, e.basis, e.review_on, e.expires_on, e.in_public,
	(SELECT count(*) FROM knowledge_use u WHERE u.number = e.number)`

	putEntrySQL = `
INSERT INTO knowledge_entry (matter_id, number, since, title, body, keywords, found_by, category, unit, basis, review_on, expires_on, in_public)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (matter_id) DO UPDATE SET since = excluded.since, title = excluded.title, body = excluded.body, keywords = excluded.keywords,
	found_by = excluded.found_by, category = excluded.category, unit = excluded.unit, basis = excluded.basis,
	review_on = excluded.review_on, expires_on = excluded.expires_on, in_public = excluded.in_public`
	dropEntrySQL    = `DELETE FROM knowledge_entry WHERE matter_id = $1`
	emptyEntriesSQL = `DELETE FROM knowledge_entry`

	putUseSQL    = `INSERT INTO knowledge_use (matter_id, seq, number) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`
	dropUsesSQL  = `DELETE FROM knowledge_use WHERE matter_id = $1`
	emptyUsesSQL = `DELETE FROM knowledge_use`

	oneEntrySQL     = `SELECT ` + columns + ` FROM knowledge_entry e WHERE e.expires_on > $1 AND e.number = $2`
	amongEntriesSQL = `SELECT ` + columns + ` FROM knowledge_entry e WHERE e.expires_on > $1 AND e.matter_id IN (LIST($2))`
	dumpSQL         = `SELECT ` + columns + ` FROM knowledge_entry e ORDER BY e.matter_id`
	listSQL         = `
SELECT ` + columns + ` FROM knowledge_entry e
WHERE e.expires_on > $1 AND (e.since, e.matter_id) < ($2, $3)%s
ORDER BY e.since DESC, e.matter_id DESC LIMIT $4`
)

// entryRow is an entry with what it is listed by.
type entryRow struct {
	Entry
	id, since int64
}

func (r entryRow) cursor() string {
	return store.Cursor(r.since, r.id)
}

func (b *Base) list(ctx context.Context, f Filter, limit int) ([]entryRow, error) {
	at := []int64{1 << 62, 1 << 62}
	if f.From != "" {
		var err error
		if at, err = store.ParseCursor(f.From, 2); err != nil {
			return nil, err
		}
	}
	args := []any{b.today().String(), at[0], at[1], limit}
	var where strings.Builder
	only := func(condition string, value any) {
		args = append(args, value)
		fmt.Fprintf(&where, " AND "+condition, len(args))
	}
	for _, word := range strings.Fields(plain(f.Words)) {
		only("e.found_by LIKE $%d ESCAPE '!'", "%"+literal(word)+"%")
	}
	if f.Category != "" {
		only("e.category LIKE $%d ESCAPE '!'", literal(f.Category)+"%")
	}
	if f.Unit != 0 {
		only("e.unit = $%d", int64(f.Unit))
	}
	if !f.ReviewBy.IsZero() {
		only("e.review_on <= $%d", f.ReviewBy.String())
	}
	if f.Public {
		only("e.in_public = $%d", true)
	}
	return b.rows(b.engine.DB.Follow().Read(ctx), fmt.Sprintf(listSQL, where.String()), args...)
}

// literal keeps what is typed from being a pattern.
func literal(word string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(word)
}

func (b *Base) rows(q store.Q, query string, args ...any) ([]entryRow, error) {
	var out []entryRow
	rows, err := q.Query(query, args...)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var r entryRow
		var review, expiry string
		if err := rows.Scan(&r.id, &r.Number, &r.since, &r.Title, &r.Body, &r.Keywords, &r.Category, &r.Unit, &r.Basis, &review, &expiry, &r.Public, &r.Uses); err != nil {
			return err
		}
		if err := errors.Join(r.ReviewOn.UnmarshalText([]byte(review)), r.ExpiresOn.UnmarshalText([]byte(expiry))); err != nil {
			return err
		}
		r.Since = calendar.DateOf(store.Moment(r.since).In(b.engine.Zone))
		out = append(out, r)
		return nil
	})
	return out, err
}

// Dump is the whole content as text, for comparing two builds.
func (b *Base) Dump(q store.Q) (string, error) {
	rows, err := b.rows(q, dumpSQL)
	var out strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&out, "%+v\n", r)
	}
	return out.String(), err
}
