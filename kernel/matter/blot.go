package matter

import (
	"context"
	"database/sql"
	"strings"
	"unicode/utf8"

	"shuniu/kernel/process"
	"shuniu/kernel/store"
)

// Blot hides in a text whatever a matter holds of its person, each character by ×,
// so that somebody else may read the text. It discloses nothing: what is hidden is
// compared and not returned. Values of one character are left, which would be found
// everywhere.
func Blot(ctx context.Context, e *Reader, id ID, said string) (string, error) {
	q := e.DB.Read(ctx)
	row, err := loadRow(nil, q, id)
	if err != nil {
		return "", err
	}
	def, err := e.editions.ByDigest(row.matter.Definition)
	if err != nil {
		return "", err
	}
	texts, err := readTexts(q, id)
	if err != nil {
		return "", err
	}
	for _, t := range texts {
		if f := def.Field(t.field); !t.personal || f == nil || f.Type == process.FieldFile {
			continue
		}
		plain, err := e.reveal(id, row.key, t)
		if err != nil {
			return "", err
		}
		if n := utf8.RuneCountInString(plain); n > 1 {
			said = strings.ReplaceAll(said, plain, strings.Repeat("×", n))
		}
	}
	return said, nil
}

// SamePerson gives other matters in which the same value stands by which people are
// looked up, such as a telephone, the newest first. It is for suggestions: whoever
// shows them filters them by what their reader may see (Among).
func SamePerson(ctx context.Context, e *Reader, id ID, limit int) ([]ID, error) {
	var out []ID
	rows, err := e.DB.Read(ctx).Query(samePersonSQL, int64(id), limit)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var other int64
		err := rows.Scan(&other)
		out = append(out, ID(other))
		return err
	})
	return out, err
}

const samePersonSQL = `
SELECT DISTINCT o.matter_id FROM matter_lookup m JOIN matter_lookup o ON o.kind = m.kind AND o.digest = m.digest
WHERE m.matter_id = $1 AND o.matter_id <> $1 ORDER BY o.matter_id DESC LIMIT $2`
