package matter

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/keyring"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/store"
)

// History is what another system recorded of one matter. Source names that
// system and ID the matter there; the two together are imported once.
type History struct {
	Source  string
	ID      string
	Process string
	Acts    []Past // in order of time; the first opens the matter
}

// Past is one act of a history, with the moment it happened.
type Past struct {
	Act      string
	Occurred time.Time
	Values   map[string]string
}

// Import enters a whole history in one transaction, so that no timer of the
// present ever sees half of it and a refused act leaves nothing behind. Each act
// is an event of its own, dated when it occurred and recorded now, of origin
// import: nobody is notified. Limits of length do not apply to old words;
// everything else that the process asks for does. Timers that have run out
// between the acts and since are settled as of when they did.
//
// Nobody is given the matter's query code. A history already imported is Repeated;
// with other content it is a Conflict. An act in the future or before the one it
// follows is Invalid.
func (e *Engine) Import(ctx context.Context, h History) (*Result, error) {
	if err := h.check(e.DB.Now()); err != nil {
		return nil, err
	}
	def, err := e.editions.On(h.Process, calendar.DateOf(h.Acts[0].Occurred.In(e.Zone)))
	if err != nil {
		return nil, err
	}
	o := opened{def: def, act: def.Act(h.Acts[0].Act)}
	if o.act == nil || !o.act.Opening() {
		return nil, fault.Of(fault.Invalid, "a history of %s does not begin with %s", def.Name, h.Acts[0].Act)
	}
	for range 3 { // a number that is already taken is drawn again
		id, err := e.ids.Next(ctx)
		if err != nil {
			return nil, err
		}
		o.id = ID(id)
		res, err := h.enter(ctx, e, o)
		if !store.IsUnique(err) {
			return res, err
		}
	}
	return nil, fault.Of(fault.Internal, "no free number in three draws")
}

func (h History) enter(ctx context.Context, e *Engine, o opened) (*Result, error) {
	var res *Result
	err := e.DB.Write(ctx, func(tx *store.Tx) error {
		known, err := h.claim(e.Keys).make(tx, o.id)
		if err != nil {
			return err
		}
		if known != nil {
			res = &Result{Matter: known.matter, Repeated: true}
			return nil
		}
		r, err := e.begin(tx, access.TheImporter(), Input{Origin: ledger.Import, Occurred: h.Acts[0].Occurred})
		if err != nil {
			return err
		}
		if err := h.relive(r, o); err != nil {
			return err
		}
		res = &Result{Matter: r.m}
		return nil
	})
	return res, err
}

// relive performs past acts one after the other, and then what time has done
// since.
func (h History) relive(r *run, o opened) error {
	if err := r.openMatter(o, nil, h.Acts[0].Values); err != nil {
		return err
	}
	for _, p := range h.Acts[1:] {
		r.at = p.Occurred.In(r.e.Zone)
		if err := r.settle(); err != nil {
			return err
		}
		if err := r.perform(p.Act, Input{Values: p.Values, Origin: ledger.Import}); err != nil {
			return err
		}
	}
	r.at = r.tx.Now().In(r.e.Zone)
	return r.settle()
}

// claim finds what an earlier import of the same history led to.
func (h History) claim(keys *keyring.Ring) claim {
	return claim{scope: h.scope(), key: h.ID, digest: digestOfHistory(keys, h),
		reused: lang.T("同一编号已导入过，但内容不同。", "A matter with this id was imported before with other content.")}
}

func (h History) check(now time.Time) error {
	if h.Source == "" || h.ID == "" || len(h.Acts) == 0 {
		return fault.Of(fault.Invalid, "a history needs a source, an id and an act")
	}
	last := time.Unix(0, 0)
	for _, p := range h.Acts {
		if p.Occurred.Before(last) || p.Occurred.After(now) {
			return fault.New(fault.Invalid,
				lang.T("时间须在1970年之后、现在之前，且先后有序。", "Times must lie between 1970 and now, in order."), "moments of a history")
		}
		last = p.Occurred
	}
	return nil
}

func (h History) scope() string { return importScope(h.Source) }

func importScope(source string) string { return string(access.Importer) + ":" + source }

// digestOfHistory is what makes two histories the same; keyed like digestOf.
func digestOfHistory(k *keyring.Ring, h History) []byte {
	var b strings.Builder
	for _, p := range h.Acts {
		fmt.Fprintf(&b, "%s\x00%d\x00", p.Act, store.Micros(p.Occurred))
		for _, name := range slices.Sorted(maps.Keys(p.Values)) {
			fmt.Fprintf(&b, "%s\x00%s\x00", name, strings.TrimSpace(p.Values[name]))
		}
		b.WriteByte('\n')
	}
	return k.MAC("history", b.String())
}

// importedBatch bounds how many ids Imported reads at a time.
const importedBatch = 500

// Imported reads every matter that was imported from a source, in the order of
// their ids there, with its events.
func (e *Reader) Imported(ctx context.Context, source string, read func(m *Matter, events []ledger.Record) error) error {
	q := e.DB.Read(ctx)
	for after, more := "", true; more; {
		var ids []ID
		rows, err := q.Query(importedSQL, importScope(source), after, importedBatch)
		err = store.Scan(rows, err, func(rows *sql.Rows) error {
			var id ID
			err := rows.Scan(&after, &id)
			ids = append(ids, id)
			return err
		})
		if err != nil {
			return err
		}
		for _, id := range ids {
			row, err := loadRow(nil, q, id)
			if err != nil {
				return err
			}
			events, err := e.Log.History(q, int64(id))
			if err != nil {
				return err
			}
			if err := read(row.matter, events); err != nil {
				return err
			}
		}
		more = len(ids) == importedBatch
	}
	return nil
}

const importedSQL = `SELECT client_key, matter_id FROM act_key WHERE scope = $1 AND client_key > $2 ORDER BY client_key LIMIT $3`
