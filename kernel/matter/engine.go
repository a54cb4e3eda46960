package matter

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
	"shuniu/kernel/store"
)

// Setup is what an engine works with.
type Setup struct {
	DB          *store.DB
	Log         *ledger.Log
	Org         *org.Keeper
	Keys        *Keyring
	Calendar    *calendar.Calendar
	Zone        *time.Location // the city's time zone, in which legal days are counted
	Definitions []*process.Definition
	Hooks       map[string]Hook
}

// Hook adds what is a service's own to an act named by its definition. It may
// refuse, and change values; it never chooses state, holder or clock.
type Hook func(tx *store.Tx, d *Draft) error

// Draft is the act as a hook sees it: the matter before the act and the values
// given, canonical.
type Draft struct {
	Matter *Matter
	Act    *process.Act
	Actor  access.Actor
	Values map[string]string
}

// Reader shows matters to those who may see them; every Engine is one.
type Reader struct {
	Setup
	*clockwork
	editions *editions
}

// Engine opens matters and performs acts.
type Engine struct {
	*Reader
	ids *store.IDs
}

// New makes an engine and activates its definitions: each is stored under its
// digest on first sight, and a definition that still has matters but needs a hook
// that is not given is refused.
func New(ctx context.Context, s Setup) (*Engine, error) {
	e := &Engine{ids: s.DB.IDs("matter"), Reader: &Reader{Setup: s, clockwork: &clockwork{zone: s.Zone}, editions: newEditions()}}
	if err := e.RefreshCalendar(ctx); err != nil {
		return nil, err
	}
	if err := e.activate(ctx); err != nil {
		return nil, err
	}
	return e, nil
}

// Input is what a person (or the importer) gives to an act.
type Input struct {
	Key      string            // idempotency key chosen by the client; empty: none
	Values   map[string]string // by field name, as typed
	Seen     int               // the Seq the person was looking at; 0: unknown
	Secrecy  access.Secrecy    // at opening only
	Occurred time.Time         // imports only: when it happened
	Origin   ledger.Origin     // Live if empty
}

// Result is what an act led to. Code is the query code, at opening only; Repeated
// says that the same key and input had been acknowledged before.
type Result struct {
	Matter   *Matter
	Code     string
	Repeated bool
}

// Open opens a matter of the process by its one act from "start".
func (e *Engine) Open(ctx context.Context, a access.Actor, proc string, in Input) (*Result, error) {
	now := e.moment(in, e.DB.Now())
	def, err := e.editions.on(proc, calendar.DateOf(now))
	if err != nil {
		return nil, err
	}
	act, err := opening(def)
	if err != nil {
		return nil, err
	}
	for range 3 { // a number that is already taken is drawn again
		id, err := e.ids.Next(ctx)
		if err != nil {
			return nil, err
		}
		res, err := e.open(ctx, a, opened{def: def, act: act, id: ID(id)}, in)
		if !store.IsUnique(err) {
			return res, err
		}
	}
	return nil, fault.Of(fault.Internal, "no free number in three draws")
}

type opened struct {
	def *process.Definition
	act *process.Act
	id  ID
}

func (e *Engine) open(ctx context.Context, a access.Actor, o opened, in Input) (*Result, error) {
	var res *Result
	err := e.DB.Write(ctx, func(tx *store.Tx) error {
		res = nil
		repeated, err := e.repeated(tx, a, 0, o.act.Name, in)
		if err != nil || repeated != nil {
			res = repeated
			return err
		}
		r, err := e.begin(tx, a, in)
		if err != nil {
			return err
		}
		if err := r.openMatter(o, nil, in.Values); err != nil {
			return err
		}
		res = &Result{Matter: r.m, Code: e.Keys.queryCode(r.m.ID)}
		return e.remember(tx, a, r.m, in)
	})
	return res, err
}

// Act performs the named act on a matter.
func (e *Engine) Act(ctx context.Context, a access.Actor, id ID, act string, in Input) (*Result, error) {
	known, err := loadRow(e.DB.Read(ctx), id)
	if err != nil {
		return nil, err
	}
	children, err := e.childIDs(ctx, known.matter, act, in)
	if err != nil {
		return nil, err
	}
	var res *Result
	err = e.DB.Write(ctx, func(tx *store.Tx) error {
		res = nil
		r, err := e.begin(tx, a, in)
		if err != nil {
			return err
		}
		r.childIDs = children
		if err := r.load(id, known); err != nil {
			return err
		}
		repeated, err := e.repeated(tx, a, id, act, in)
		if err != nil || repeated != nil {
			res = repeated
			return err
		}
		if err := r.settle(); err != nil {
			return err
		}
		if err := r.perform(act, in); err != nil {
			return err
		}
		res = &Result{Matter: r.m}
		return e.remember(tx, a, r.m, in)
	})
	return res, err
}

// moment is when the act happens, in the city's zone.
func (e *Engine) moment(in Input, now time.Time) time.Time {
	if !in.Occurred.IsZero() {
		now = in.Occurred
	}
	return now.In(e.Zone)
}

func opening(def *process.Definition) (*process.Act, error) {
	for _, a := range def.Acts {
		if a.Opening() {
			return a, nil
		}
	}
	return nil, fault.Of(fault.Internal, "process %s cannot be opened", def.Name)
}

// keyScope says whose idempotency keys these are: a person's, a matter's
// applicant's, or anonymous, where the key itself is the secret.
func keyScope(a access.Actor, id ID) string {
	switch {
	case a.Kind == access.Applicant && id != 0:
		return fmt.Sprintf("m%d", id)
	case a.Kind == access.Applicant:
		return "anonymous"
	}
	return fmt.Sprintf("%s%d", a.Kind, a.Person)
}

// digestOf is what makes two requests under one key the same request.
func digestOf(id ID, act string, in Input) []byte {
	h := sha256.New()
	fmt.Fprintf(h, "%d\x00%s\x00", id, act)
	names := make([]string, 0, len(in.Values))
	for n := range in.Values {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		fmt.Fprintf(h, "%s\x00%s\x00", n, strings.TrimSpace(in.Values[n]))
	}
	return h.Sum(nil)
}

// repeated finds the success an earlier request with the same key had. The same
// key with another body is a Conflict.
func (e *Engine) repeated(tx *store.Tx, a access.Actor, id ID, act string, in Input) (*Result, error) {
	if in.Key == "" {
		return nil, nil
	}
	known, err := findKey(tx, keyScope(a, id), in.Key)
	if err != nil || known == nil {
		return nil, err
	}
	if !sameDigest(known.digest, digestOf(id, act, in)) {
		return nil, fault.New(fault.Conflict, lang.T("同一提交编号已用于另一内容，请刷新页面后重新提交。", "This submission key was already used for something else. Reload the page and send again."), keyReused)
	}
	row, err := loadRow(tx, known.matter)
	if err != nil {
		return nil, err
	}
	res := &Result{Matter: row.matter, Repeated: true}
	if id == 0 {
		res.Code = e.Keys.queryCode(row.matter.ID)
	}
	return res, nil
}

const keyReused = "idempotency key reused"

// IsKeyReused reports whether err says that the key of an act already stands for
// an act with other values.
func IsKeyReused(err error) bool {
	return fault.Is(err, fault.Conflict) && fault.As(err).Operator == keyReused
}

func (e *Engine) remember(tx *store.Tx, a access.Actor, m *Matter, in Input) error {
	if in.Key == "" {
		return nil
	}
	id, act := m.ID, m.Last
	if m.Seq == 1 {
		id = 0
	}
	_, err := tx.Exec(keySQL, keyScope(a, id), in.Key, digestOf(id, act, in), int64(m.ID), store.Micros(tx.Now()))
	if store.IsUnique(err) {
		return fault.Of(fault.Conflict, "idempotency key taken at the same moment")
	}
	return err
}
