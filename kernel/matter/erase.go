package matter

import (
	"context"

	"shuniu/kernel/access"
	"shuniu/kernel/attachment"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/store"
)

// Erase destroys the personal data of a matter for good: its key, salts, texts,
// lookup rows, files and query code (personal information protection law, article 47).
// The chain stays whole and verifiable; ground is the legal ground in the clear
// and must hold no personal data. A failure after the data were erased, while their
// traces are removed from the files, is Unavailable; erasing again removes them.
func (e *Engine) Erase(ctx context.Context, a access.Actor, id ID, ground string) error {
	if ground == "" {
		return fault.Of(fault.Invalid, "erasing needs a ground")
	}
	err := e.DB.Write(ctx, func(tx *store.Tx) error {
		r, err := e.begin(tx, a, Input{})
		if err != nil {
			return err
		}
		if err := r.load(id, nil); err != nil {
			return err
		}
		if r.m.Erased {
			return nil
		}
		ev := r.system(ActErase)
		ev.Actor.Kind, ev.Actor.Person, ev.Origin = string(a.Kind), int64(a.Person), ledger.Live
		ev.Effects.Erased = true
		ev.Effects.Fields = []ledger.Field{{Name: fieldGround, Value: ground}}
		if err := r.append(ev); err != nil {
			return err
		}
		for _, text := range []string{eraseTextsSQL, eraseLookupsSQL, eraseKeySQL} {
			if _, err := tx.Exec(text, int64(id)); err != nil {
				return err
			}
		}
		return attachment.Drop(tx, int64(id))
	})
	if err != nil {
		return err
	}
	if e.Files != nil {
		if err := e.Files.Discard(ctx, int64(id)); err != nil {
			return err
		}
	}
	return e.DB.Scrub(ctx)
}

// fieldGround is where an erasure states its legal ground; the colon keeps it apart
// from the fields of definitions.
const fieldGround = "erase:ground"

const (
	eraseTextsSQL   = `DELETE FROM matter_text WHERE matter_id = $1`
	eraseLookupsSQL = `DELETE FROM matter_lookup WHERE matter_id = $1`
	eraseKeySQL     = `UPDATE matter SET sealed_key = NULL, code = NULL WHERE id = $1`
)
