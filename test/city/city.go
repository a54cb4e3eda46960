// Package city is a small fixture city for tests: a few units and people, a clock
// that stands still until it is moved, the engine and its followers, on SQLite and
// on PostgreSQL.
//
// When a test ends the city is inspected: the ledger is verified, every matter is
// replayed, and every projection is rebuilt from zero and compared.
package city

import (
	"context"
	"maps"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/attachment"
	"shuniu/kernel/calendar"
	"shuniu/kernel/instrument"
	"shuniu/kernel/keyring"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
	"shuniu/kernel/store"
	definitions "shuniu/process"
	"shuniu/process/style"
	"shuniu/service/enterprises/approval"
	"shuniu/service/enterprises/approval/hall"
	"shuniu/service/enterprises/approval/item"
	"shuniu/service/people/request"
	"shuniu/test/pg"
)

// City is a running city.
type City struct {
	T         testing.TB
	DB        *store.DB
	Log       *ledger.Log
	Org       *org.Keeper
	Engine    *matter.Engine
	Clock     *Clock
	Keys      *keyring.Ring
	People    map[string]org.PersonID // by short name, as in Staff
	Followers []ledger.Follower
	Styles    *instrument.Styles
	Files     string // the folder of attached files
	options   Options
}

// Clock is a clock that moves only when told.
type Clock struct{ at atomic.Int64 }

// Now is the time it shows.
func (c *Clock) Now() time.Time { return time.UnixMicro(c.at.Load()).UTC() }

// Set puts it to a moment.
func (c *Clock) Set(t time.Time) { c.at.Store(t.UnixMicro()) }

// Zone is the city's time zone.
func Zone() *time.Location { return time.FixedZone("CST", 8*3600) }

// At is a moment in the city: At("2026-03-02 09:00").
func At(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, Zone())
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// Options change what a city is made with.
type Options struct {
	Definitions []*process.Definition // nil: those shipped
	Hooks       map[string]matter.Hook
	Catalogue   *item.Catalogue // nil: Items
	Followers   func(*City) []ledger.Follower
	Scanner     string // as attachment.ParseScanner reads it
	url         string // of the database
	answers     *request.Answers
	RealTime    bool // the clock of the machine instead of one that stands still
}

// On runs a test in a fresh city on each kind of database.
func On(t *testing.T, o Options, test func(t *testing.T, c *City)) {
	t.Helper()
	for name, url := range Databases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := New(t, url(t), o)
			test(t, c)
			c.Inspect(t)
		})
	}
}

// Databases makes the address of a fresh database of each kind.
func Databases() map[string]func(testing.TB) string {
	return map[string]func(testing.TB) string{
		"sqlite":   func(t testing.TB) string { return filepath.Join(t.TempDir(), "city.db") },
		"postgres": migrated.URL,
	}
}

// migrated has the tables of a city and nothing in them.
var migrated = pg.Mold{Fill: func(ctx context.Context, url string) error {
	db, err := store.Open(ctx, store.Options{URL: url, Now: time.Now})
	if err != nil {
		return err
	}
	return db.Close()
}}

// New builds a city in the database at url. It is Monday 2026-03-02, 09:00.
func New(t testing.TB, url string, o Options) *City {
	t.Helper()
	c := &City{T: t, Clock: &Clock{}, People: map[string]org.PersonID{}, Keys: keyring.New(), options: o, Files: filepath.Join(t.TempDir(), "files")}
	c.Clock.Set(At(t, "2026-03-02 09:00"))
	if o.Definitions == nil {
		defs, findings := definitions.All()
		if len(findings) > 0 {
			t.Fatal(findings)
		}
		o.Definitions = defs
	}
	c.Styles, _ = style.All()
	if o.Catalogue == nil {
		o.Catalogue = Items(t)
	}
	hooks := Rules(approval.Sources{Items: o.Catalogue, Themes: Themes(t), Styles: c.Styles}, hall.Rules{Halls: Halls(), Items: o.Catalogue, Zone: Zone()})
	o.answers = request.NewAnswers()
	maps.Copy(hooks, request.Hooks(o.answers))
	maps.Copy(hooks, o.Hooks)
	o.Hooks, o.url = hooks, url
	c.options = o
	c.connect(t)
	c.settle(context.Background())
	c.start(t)
	if o.Followers != nil {
		c.Followers = o.Followers(c)
	}
	return c
}

// Answers are those that replies of requests are compared with, once they are tended.
func (c *City) Answers() *request.Answers { return c.options.answers }

// Sibling is another process of the same city, with connections and an engine of
// its own. An SQLite database belongs to one process: there it is the city itself.
func (c *City) Sibling(t testing.TB) *City {
	t.Helper()
	if !c.DB.IsPostgres() {
		return c
	}
	s := &City{T: t, Files: c.Files, Clock: c.Clock, People: c.People, Keys: c.Keys, Styles: c.Styles, options: c.options}
	s.connect(t)
	s.start(t)
	return s
}

func (c *City) connect(t testing.TB) {
	t.Helper()
	now := c.Clock.Now
	if c.options.RealTime {
		now = time.Now
	}
	var err error
	if c.DB, err = store.Open(context.Background(), store.Options{URL: c.options.url, Now: now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.DB.Close() })
}

// start opens ledger, register and engine.
func (c *City) start(t testing.TB) {
	t.Helper()
	ctx := context.Background()
	var err error
	if c.Log, err = ledger.Open(ctx, c.DB, "990100"); err != nil {
		t.Fatal(err)
	}
	if c.Org, err = org.NewKeeper(ctx, c.DB); err != nil {
		t.Fatal(err)
	}
	c.Engine, err = matter.New(ctx, matter.Setup{
		DB: c.DB, Log: c.Log, Org: c.Org, Keys: c.Keys, Calendar: calendar.Embedded(), Zone: Zone(),
		Definitions: c.options.Definitions, Hooks: c.options.Hooks,
		Files: attachment.New(c.DB, attachment.NewDisk(c.Files), attachment.ParseScanner(c.options.Scanner)),
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Staff is the actor a person of the city is at this moment.
func (c *City) Staff(name string) access.Actor {
	c.T.Helper()
	id, ok := c.People[name]
	if !ok {
		c.T.Fatalf("the city has no %q", name)
	}
	dir := c.Org.Now()
	return access.StaffActor(dir, id, dir.Stands(id, calendar.DateOf(c.DB.Now().In(Zone()))))
}

// Move sets the clock to a moment in the city and settles what has become due.
func (c *City) Move(to string) {
	c.T.Helper()
	c.Clock.Set(At(c.T, to))
	for {
		n, err := c.Engine.Sweep(context.Background())
		if err != nil {
			c.T.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}
