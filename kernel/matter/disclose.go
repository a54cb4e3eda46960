package matter

import (
	"context"

	"shuniu/kernel/fault"
	"shuniu/kernel/process"
	"shuniu/kernel/store"
)

// Disclosed is a matter as it stood after one of its events, its values in plain
// text, personal ones too: for another system that the law lets know them. Files are
// left out. Whoever asks keeps a record of what was passed on to whom.
type Disclosed struct {
	Matter     *Matter
	Definition *process.Definition
	Values     map[string]string
}

// Disclose reads a matter after event seq; NotFound once it has been erased.
func (e *Reader) Disclose(ctx context.Context, id ID, seq int) (*Disclosed, error) {
	d := &Disclosed{}
	err := e.DB.Snapshot(ctx, func(q *store.Reader) error {
		now, err := loadRow(e.folds, q, id)
		if err != nil {
			return err
		}
		if now.matter.Erased {
			return fault.Of(fault.NotFound, "the matter was erased")
		}
		if d.Matter, err = e.upTo(q, id, seq); err != nil {
			return err
		}
		if d.Definition, err = e.editions.ByDigest(d.Matter.Definition); err != nil {
			return err
		}
		d.Values, err = e.plain(q, d, now.key)
		return err
	})
	return d, err
}

// upTo is the fold over the events of a matter until seq.
func (e *Reader) upTo(q store.Q, id ID, seq int) (*Matter, error) {
	records, err := e.Log.History(q, int64(id))
	if err != nil {
		return nil, err
	}
	m := &Matter{}
	for _, r := range records {
		if r.Event.Seq <= seq {
			m.Apply(r.Event, r.Hash)
		}
	}
	return m, nil
}

func (e *Reader) plain(q store.Q, d *Disclosed, key []byte) (map[string]string, error) {
	values := map[string]string{}
	for name, value := range d.Matter.Fields {
		values[name] = value
	}
	for name, seq := range d.Matter.Given {
		if f := d.Definition.Field(name); f == nil || f.Type == process.FieldFile {
			continue
		}
		t, err := readText(q, d.Matter.ID, name, seq)
		if err != nil {
			return nil, err
		}
		if values[name], err = e.reveal(d.Matter.ID, key, t); err != nil {
			return nil, err
		}
	}
	return values, nil
}
