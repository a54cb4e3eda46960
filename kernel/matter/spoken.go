package matter

import (
	"context"
	"database/sql"

	"shuniu/kernel/process"
	"shuniu/kernel/store"
)

// Spoken is what was said in a matter, in the order in which it was said, and the
// units that had a part in it. Texts are those of fields for free text which whoever
// sees the matter may read: nothing personal, nothing that only some roles see, and
// nothing at all once the matter is erased.
type Spoken struct {
	ID       ID
	Title    string // one of the texts
	Region   string
	Assigned int64
	Units    []int64
	Texts    []string
}

// Last is an id that no matter exceeds which is there now.
func (e *Engine) Last(ctx context.Context) (int64, error) { return e.ids.Given(ctx) }

// Spoken reads matters for a follower; a matter that is not there is left out.
func (e *Reader) Spoken(q store.Q, ids []ID) ([]Spoken, error) {
	texts := map[ID][]text{}
	rows, err := q.Query(openTextsSQL, store.List(ids))
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var id ID
		var t text
		err := rows.Scan(&id, &t.field, &t.value)
		texts[id] = append(texts[id], t)
		return err
	})
	if err != nil {
		return nil, err
	}
	var out []Spoken
	rows, err = q.Query(foldsSQL, store.List(ids))
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var head, fold sql.RawBytes
		if err := rows.Scan(&head, &fold); err != nil {
			return err
		}
		m, err := e.folds.read(head, fold)
		if err != nil {
			return err
		}
		s, err := e.spoken(m, texts[m.ID])
		out = append(out, s)
		return err
	})
	return out, err
}

func (e *Reader) spoken(m *Matter, texts []text) (Spoken, error) {
	s := Spoken{ID: m.ID, Region: m.Region, Assigned: m.Assigned, Units: m.Units}
	if m.Erased {
		return s, nil
	}
	def, err := e.editions.ByDigest(m.Definition)
	if err != nil {
		return s, err
	}
	for _, t := range texts {
		f := def.Field(t.field)
		if f != nil && (f.Type == process.FieldText || f.Type == process.FieldProse) && !f.Personal && len(f.Sees) == 0 {
			s.Texts = append(s.Texts, string(t.value))
			if t.field == "title" {
				s.Title = string(t.value)
			}
		}
	}
	return s, nil
}

const (
	openTextsSQL = `SELECT matter_id, field, value FROM matter_text WHERE matter_id IN (LIST($1)) AND NOT personal ORDER BY matter_id, seq, field`
	foldsSQL     = `SELECT head, fold FROM matter WHERE id IN (LIST($1)) ORDER BY id`
)
