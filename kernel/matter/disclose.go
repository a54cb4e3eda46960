package matter

import (
	"context"
	"maps"

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
func Disclose(ctx context.Context, e *Reader, id ID, seq int) (*Disclosed, error) {
	d := &Disclosed{}
	err := e.DB.Snapshot(ctx, func(q *store.Reader) error {
		now, err := loadRow(e.folds, q, id)
		if err != nil {
			return err
		}
		if now.matter.Erased {
			return fault.Of(fault.NotFound, "the matter was erased")
		}
		if d.Matter, err = upTo(e, q, id, seq); err != nil {
			return err
		}
		if d.Definition, err = e.editions.ByDigest(d.Matter.Definition); err != nil {
			return err
		}
		err = d.read(e, q, now.key)
		return err
	})
	return d, err
}

// upTo is the fold over the events of a matter until seq.
func upTo(e *Reader, q store.Q, id ID, seq int) (*Matter, error) {
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

// read fills the values in; key is the matter's own.
func (d *Disclosed) read(e *Reader, q store.Q, key []byte) error {
	d.Values = maps.Clone(d.Matter.Fields)
	if d.Values == nil {
		d.Values = map[string]string{}
	}
	for name, seq := range d.Matter.Given {
		if f := d.Definition.Field(name); f == nil || f.Type == process.FieldFile {
			continue
		}
		t, err := readText(q, d.Matter.ID, name, seq)
		if err != nil {
			return err
		}
		if d.Values[name], err = e.reveal(d.Matter.ID, key, t); err != nil {
			return err
		}
	}
	return nil
}
