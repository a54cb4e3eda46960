package request

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

const (
	publishedColumns = `matter_id, public_id, published, kind, unit, region, question, answer, opened, answered, rating, revised`

	putPublishedSQL = `
INSERT INTO published_request (matter_id, public_id, published, kind, unit, region, county, township, question, answer, opened, answered, rating, revised)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (matter_id) DO UPDATE SET kind = excluded.kind, unit = excluded.unit,
	region = excluded.region, county = excluded.county, township = excluded.township, question = excluded.question, answer = excluded.answer,
	opened = excluded.opened, answered = excluded.answered, rating = excluded.rating, revised = excluded.revised`

	dropPublishedSQL  = `DELETE FROM published_request WHERE matter_id = $1`
	shownSQL          = `SELECT matter_id FROM published_request WHERE matter_id IN (LIST($1))`
	emptyPublishedSQL = `DELETE FROM published_request`
	onePublishedSQL   = `SELECT ` + publishedColumns + ` FROM published_request WHERE public_id = $1`
	dumpPublishedSQL  = `SELECT ` + publishedColumns + ` FROM published_request ORDER BY published, public_id`

	listPublishedSQL = `
SELECT ` + publishedColumns + ` FROM published_request
WHERE (published, public_id) < ($1, $2)%s
ORDER BY published DESC, public_id DESC LIMIT $3`

	amongPublishedSQL = `SELECT ` + publishedColumns + ` FROM published_request WHERE matter_id IN (LIST($1))%s`
)

// publishedRow is a publication with the moment it is listed by.
type publishedRow struct {
	Publication
	matter    int64
	published int64
}

// list writes only the conditions asked for, so that each finds its index.
func (p *Published) list(ctx context.Context, f Filter, limit int) ([]publishedRow, error) {
	published, id := int64(1)<<62, ""
	if f.From != "" {
		at, last, _ := strings.Cut(f.From, ".")
		first, err := store.ParseCursor(at, 1)
		if err != nil || last == "" {
			return nil, store.ErrCursor
		}
		published, id = first[0], last
	}
	where, args := f.where(published, id, limit)
	return p.rows(p.engine.DB.Follow().Read(ctx), fmt.Sprintf(listPublishedSQL, where), args...)
}

// where adds the conditions asked for to a query that has arguments already.
func (f Filter) where(args ...any) (string, []any) {
	var where strings.Builder
	only := func(column string, value any) {
		args = append(args, value)
		fmt.Fprintf(&where, " AND %s = $%d", column, len(args))
	}
	if f.Unit != 0 {
		only("unit", int64(f.Unit))
	}
	if f.Kind != "" {
		only("kind", f.Kind)
	}
	if f.Region != "" {
		switch f.Region.Level() {
		case org.County:
			only("county", string(f.Region))
		case org.Township:
			only("township", string(f.Region))
		case org.Village:
			only("region", string(f.Region))
		}
	}
	return where.String(), args
}

func (p *Published) rows(q store.Q, query string, args ...any) ([]publishedRow, error) {
	var out []publishedRow
	rows, err := q.Query(query, args...)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var r publishedRow
		var opened, answered string
		if err := rows.Scan(&r.matter, &r.ID, &r.published, &r.Kind, &r.Unit, &r.Region, &r.Question, &r.Answer, &opened, &answered, &r.Rating, &r.Revised); err != nil {
			return err
		}
		if err := errors.Join(r.Opened.UnmarshalText([]byte(opened)), r.Answered.UnmarshalText([]byte(answered))); err != nil {
			return err
		}
		r.Published = p.day(r.published)
		r.Days = r.Answered.Sub(r.Opened)
		out = append(out, r)
		return nil
	})
	return out, err
}

// Dump is the whole content as text, for comparing two builds.
func (p *Published) Dump(q store.Q) (string, error) {
	rows, err := p.rows(q, dumpPublishedSQL)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&b, "%+v\n", r)
	}
	texts, err := publishedTexts.Dump(q)
	return b.String() + texts, err
}
