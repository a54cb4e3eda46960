package crash

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/keyring"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
	"shuniu/kernel/store"
)

//go:embed testdata/errand.yaml
var errand []byte

const (
	procedure = "test.errand"
	region    = "990100000000"
)

// place is where a town is and what time it is there: what a process needs to
// find the same town that another left behind.
type place struct {
	URL    string
	Keys   string    // keyring file
	Origin time.Time // when the tests began
	Speed  int       // how much faster than ours the town's time goes, so that minutes run out
}

// began is the moment in the town at Origin: a Monday morning.
func began() time.Time { return time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC) }

func (p place) now() time.Time {
	return began().Add(time.Since(p.Origin) * time.Duration(p.Speed))
}

// town is one process at work on a place, put together as the program does it.
type town struct {
	place
	db      *store.DB
	log     *ledger.Log
	org     *org.Keeper
	engine  *matter.Engine
	zone    *time.Location
	handler org.PersonID
}

func open(ctx context.Context, p place) (_ *town, err error) {
	w := &town{place: p, zone: time.FixedZone("CST", 8*3600)}
	if w.db, err = store.Open(ctx, store.Options{URL: p.URL, Now: p.now}); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.db.Close())
		}
	}()
	if w.log, err = ledger.Open(ctx, w.db, "990100"); err != nil {
		return nil, err
	}
	if w.org, err = org.NewKeeper(ctx, w.db); err != nil {
		return nil, err
	}
	if unit, ok := w.org.Now().UnitByCode("water"); ok {
		w.handler = w.org.Now().HoldersOf(unit.ID, "handler", calendar.DateOf(began()))[0].Person
	}
	keys, err := keyring.Load(p.Keys)
	if err != nil {
		return nil, err
	}
	def, findings := process.Parse("errand.yaml", errand)
	if len(findings) > 0 {
		return nil, fmt.Errorf("errand.yaml: %v", findings)
	}
	w.engine, err = matter.New(ctx, matter.Setup{
		DB: w.db, Log: w.log, Org: w.org, Keys: keys, Calendar: calendar.Embedded(), Zone: w.zone, Definitions: []*process.Definition{def},
	})
	return w, err
}

// found makes the town in an empty database: one unit with one handler.
func found(ctx context.Context, p place) error {
	if _, err := keyring.Make(p.Keys); err != nil {
		return err
	}
	w, err := open(ctx, p)
	if err != nil {
		return err
	}
	ids := org.NewIDs(w.db)
	unit, err1 := ids.Unit(ctx)
	person, err2 := ids.Person(ctx)
	post, err3 := ids.Post(ctx)
	err = w.db.Write(ctx, func(tx *store.Tx) error {
		return errors.Join(
			org.AddRegions(tx, []org.Region{{Code: region, Name: lang.T("澜湾市", "Lanwan City")}}),
			org.AddUnit(tx, org.Unit{ID: unit, Code: "water", Name: lang.T("市水务局", "City Water Bureau"), Region: region}),
			org.AddPerson(tx, org.Person{ID: person, Name: lang.T("江渡", "Jiang Du")}),
			org.Appoint(tx, org.Post{ID: post, Unit: unit, Kind: "handler", Person: person, Since: calendar.DateOf(began())}),
		)
	})
	return errors.Join(err1, err2, err3, err, w.db.Close())
}

// one is an errand as a worker remembers it.
type one struct {
	id    matter.ID
	state string
}

// step does what comes next for an errand, or asks for a new one, and returns the
// matter as it then is.
func (w *town) step(ctx context.Context, x one) (*matter.Matter, error) {
	applicant := access.ByCode(int64(x.id))
	var res *matter.Result
	var err error
	switch x.state {
	case "waiting":
		res, err = w.engine.Act(ctx, w.staff(), x.id, "take", matter.Input{})
	case "doing":
		res, err = w.engine.Act(ctx, w.staff(), x.id, "report", matter.Input{Values: map[string]string{"reply": "已更换破损管段，恢复供水。"}})
	case "answered":
		res, err = w.engine.Act(ctx, applicant, x.id, "rate", matter.Input{})
	default:
		res, err = w.engine.Open(ctx, access.Outsider(), procedure, matter.Input{Values: map[string]string{
			"subject": "二号楼停水", "phone": "13800000000", "note": "三月一日起停水，至今没有恢复。",
		}})
	}
	if err != nil {
		return nil, err
	}
	return res.Matter, nil
}

func (w *town) staff() access.Actor {
	dir := w.org.Now()
	return access.StaffActor(dir, w.handler, dir.Stands(w.handler, calendar.DateOf(w.db.Now().In(w.zone))))
}

// owed are errands that others have left behind.
func (w *town) owed(ctx context.Context) ([]one, error) {
	p, err := w.engine.Owed(ctx, w.staff(), matter.Query{Limit: 50})
	if err != nil {
		return nil, err
	}
	var left []one
	for _, l := range p.Lines {
		left = append(left, one{l.ID, l.State})
	}
	return left, nil
}

// beaten reports whether err only says that a timer or another process was first.
func beaten(err error) bool { return fault.Is(err, fault.Conflict) || fault.Is(err, fault.Withheld) }
