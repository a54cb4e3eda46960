package matter

import (
	"context"
	"slices"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/attachment"
	"shuniu/kernel/calendar"
	"shuniu/kernel/category"
	"shuniu/kernel/edition"
	"shuniu/kernel/fault"
	"shuniu/kernel/keyring"
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
	Keys        *keyring.Ring
	Calendar    *calendar.Calendar
	Zone        *time.Location // the city's time zone, in which legal days are counted
	Definitions []*process.Definition
	Categories  *category.List // of fields of type category; nil: the shipped list
	Hooks       map[string]Hook
	Files       *attachment.Keeper // nil: acts take no files
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

	// Personal gives what is known of the person, by field, in plain text. It is
	// for comparing; a hook writes it nowhere.
	Personal func() (map[string]string, error)

	// Find gives a matter that the actor may see by its public number; NotFound
	// otherwise. Links are entered with the act.
	Find  func(number string) (*Matter, error)
	Links []ledger.Link

	// Text is what a field of the matter, or of a child of it, holds in words; a
	// personal one is Denied.
	Text func(m *Matter, field string) (string, error)

	// Children are the matter's, as they stand.
	Children func() ([]*Matter, error)

	// Definition is the one that a matter runs on.
	Definition func(*Matter) (*process.Definition, error)

	Org   *org.Directory
	Today calendar.Date // the day of the act in the city
}

// Reader shows matters to those who may see them; every Engine is one.
type Reader struct {
	Setup
	*clockwork
	editions *edition.Shelf
	folds    *folds
}

// Engine opens matters and performs acts.
type Engine struct {
	*Reader
	ids     *store.IDs
	counted string // the arrangements loaded by which all clocks were counted
}

// New makes an engine and activates its definitions: each is stored under its
// digest on first sight, and a definition that still has matters but needs a hook
// that is not given is refused.
func New(ctx context.Context, s Setup) (*Engine, error) {
	if s.Categories == nil {
		s.Categories = category.Embedded()
	}
	s.Definitions = slices.Clone(s.Definitions)
	for i, d := range s.Definitions {
		s.Definitions[i] = d.Sorted(s.Categories.Options())
	}
	e := &Engine{ids: s.DB.IDs("matter"), Reader: &Reader{Setup: s, clockwork: &clockwork{zone: s.Zone}, editions: edition.NewShelf(s.DB, s.ready), folds: &folds{}}}
	var err error
	if e.counted, err = e.refreshCalendar(ctx); err != nil {
		return nil, err
	}
	if err := e.editions.Activate(ctx, calendar.DateOf(s.DB.Now().In(s.Zone)), s.Definitions); err != nil {
		return nil, err
	}
	return e, nil
}

// Input is what a person (or the importer) gives to an act.
type Input struct {
	Act      string            // at opening: by which of several acts; empty: the first for the actor's kind
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
	def, err := e.editions.On(proc, calendar.DateOf(now))
	if err != nil {
		return nil, err
	}
	act, err := opening(def, a.Kind, in.Act)
	if err != nil {
		return nil, err
	}
	for range 3 { // a number that is already taken is drawn again
		id, err := e.ids.Next(ctx)
		if err != nil {
			return nil, err
		}
		res, err := e.open(ctx, a, opened{def: def, act: act, id: ID(id), secrecy: in.Secrecy}, in)
		if !store.IsUnique(err) {
			return res, err
		}
	}
	return nil, fault.Of(fault.Internal, "no free number in three draws")
}

type opened struct {
	def     *process.Definition
	act     *process.Act
	id      ID
	secrecy access.Secrecy
	handed  bool // to the applicant of the parent
}

func (e *Engine) open(ctx context.Context, a access.Actor, o opened, in Input) (*Result, error) {
	var res *Result
	claim := e.claim(asked{actor: a, act: o.def.Name + " " + o.act.Name, in: in})
	err := e.DB.Write(ctx, func(tx *store.Tx) error {
		res = nil
		repeated, err := e.repeated(tx, claim, o.id)
		if err != nil {
			return err
		}
		if repeated != nil {
			repeated.Code = queryCode(e.Keys, repeated.Matter.ID)
			res = repeated
			return nil
		}
		r, err := e.begin(tx, a, in)
		if err != nil {
			return err
		}
		if err := r.openMatter(o, nil, in.Values); err != nil {
			return err
		}
		res = &Result{Matter: r.m, Code: queryCode(e.Keys, r.m.ID)}
		return nil
	})
	return res, err
}

// Act performs the named act on a matter.
func (e *Engine) Act(ctx context.Context, a access.Actor, id ID, act string, in Input) (*Result, error) {
	known, err := loadRow(e.folds, e.DB.Read(ctx), id)
	if err != nil {
		return nil, err
	}
	children, err := e.childIDs(ctx, known.matter, act, in)
	if err != nil {
		return nil, err
	}
	ask := asked{actor: a, id: id, act: act, in: in}
	var res *Result
	err = supplied(ctx, e, children, func(ids []ID) error {
		res, err = e.act(ctx, ask, known, ids)
		return err
	})
	return res, err
}

func (e *Engine) act(ctx context.Context, ask asked, known *row, children []ID) (*Result, error) {
	var res *Result
	claim := e.claim(ask)
	err := e.DB.Write(ctx, func(tx *store.Tx) error {
		res = nil
		repeated, err := e.repeated(tx, claim, ask.id)
		if err != nil || repeated != nil {
			res = repeated
			return err
		}
		r, err := e.begin(tx, ask.actor, ask.in)
		if err != nil {
			return err
		}
		r.spare.ids = children
		if err := r.load(ask.id, known); err != nil {
			return err
		}
		if err := r.settle(); err != nil {
			return err
		}
		if err := r.perform(ask.act, ask.in); err != nil {
			return err
		}
		res = &Result{Matter: r.m}
		return nil
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

// opening is the act, of that name if one is given, by which a matter is opened by
// an actor of the kind; where none is for that kind, the first, which access refuses.
func opening(def *process.Definition, by access.Kind, name string) (*process.Act, error) {
	acts := slices.DeleteFunc(def.ActsFrom(process.Start), func(a *process.Act) bool { return name != "" && a.Name != name })
	if len(acts) == 0 {
		return nil, fault.Of(fault.Internal, "process %s cannot be opened", def.Name)
	}
	for _, act := range acts {
		if slices.ContainsFunc(act.By, func(role string) bool { return isFor(role, by) }) {
			return act, nil
		}
	}
	return acts[0], nil
}

// isFor tells whether actors of the kind may have the role.
func isFor(role string, kind access.Kind) bool {
	switch role {
	case access.RoleApplicant:
		return kind == access.Applicant
	case access.RoleSystem:
		return kind == access.System
	case access.RoleProgram:
		return kind == access.API
	}
	return kind == access.Staff
}
