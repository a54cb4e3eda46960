package simulate_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"shuniu/demo"
	"shuniu/demo/simulate"
	"shuniu/kernel/access"
	"shuniu/kernel/attachment"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/keyring"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
	definitions "shuniu/process"
	"shuniu/process/style"
	"shuniu/service/enterprises/approval"
	"shuniu/service/enterprises/approval/hall"
	"shuniu/test/city"
)

// lanwan is the demonstration's city, which the simulation lets live.
type lanwan struct {
	simulate.City
	log     *ledger.Log
	journal string
}

func found(t *testing.T, url string) *lanwan {
	t.Helper()
	var at atomic.Int64
	at.Store(day(t, "2026-06-01").Start(city.Zone()).UnixMicro())
	db, err := store.Open(t.Context(), store.Options{URL: url, Now: func() time.Time { return time.UnixMicro(at.Load()) }})
	must(t, err)
	t.Cleanup(func() { db.Close() })
	must(t, demo.Load(t.Context(), db, day(t, "2026-06-01")))
	log, err := ledger.Open(t.Context(), db, "990100")
	must(t, err)
	keeper, err := org.NewKeeper(t.Context(), db, org.Need{Post: "handler"})
	must(t, err)
	defs, findings := definitions.All()
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	items, err := demo.Items()
	must(t, err)
	shipped, findings := style.All()
	marks, more := demo.Marks()
	if len(findings)+len(more) > 0 {
		t.Fatal(findings, more)
	}
	hooks := city.Rules(approval.Sources{Items: items, Styles: marks.Over(shipped)}, hall.Rules{})
	e, err := matter.New(t.Context(), matter.Setup{
		DB: db, Log: log, Org: keeper, Keys: keyring.New(), Calendar: calendar.Embedded(), Zone: city.Zone(), Definitions: defs, Hooks: hooks,
		Files: attachment.New(db, attachment.NewDisk(t.TempDir()), attachment.ParseScanner("")),
	})
	must(t, err)
	return &lanwan{simulate.City{
		Engine: e, Org: keeper, Calendar: calendar.Embedded(), Zone: city.Zone(), Offers: demo.Offers(items), SetClock: func(m time.Time) { at.Store(m.UnixMicro()) },
	}, log, filepath.Join(t.TempDir(), "simulation.jsonl")}
}

func day(t *testing.T, s string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(s)
	must(t, err)
	return d
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// lives plays some days and gives what happened, one line for each act; it stops after
// so many acts, 0 for none.
func (c *lanwan) lives(t *testing.T, plan simulate.Plan, stopAfter int) ([]string, *simulate.Report) {
	t.Helper()
	var told []string
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	plan.Journal = c.journal
	plan.Told = func(h simulate.Happened) {
		for _, drawn := range []string{"lead", "papers", "officers"} { // by the engine
			delete(h.Values, drawn)
		}
		told = append(told, fmt.Sprintf("%s %s %s %s %v", h.At.In(city.Zone()).Format("2006-01-02 15:04"), h.Matter, h.Process, h.Act, h.Values))
		if len(told) == stopAfter {
			stop()
		}
	}
	r, err := simulate.Run(ctx, c.City, plan)
	must(t, err)
	return told, r
}

// some days in the rain, with enough people for a hot issue.
func days(t *testing.T) simulate.Plan {
	return simulate.Plan{Seed: 7, PerDay: 24, Step: 10 * time.Minute, Since: day(t, "2026-04-13"), Until: day(t, "2026-04-25")}
}

func TestTheSameSeedLeadsToTheSameDaysInAnyDatabaseAndHoweverOftenItIsStopped(t *testing.T) {
	var first []string
	for _, name := range []string{"sqlite", "postgres"} {
		c := found(t, city.Databases()[name](t))
		told, r := c.lives(t, days(t), 0)
		if r.Acts != len(told) || r.Acts < 500 {
			t.Errorf("%s: %d acts reported, %d told", name, r.Acts, len(told))
		}
		slices.Sort(told)
		if first == nil {
			first = told
		}
		same(t, name, told, first)
	}
	c := found(t, city.Databases()["sqlite"](t))
	before, _ := c.lives(t, days(t), 150)
	if len(before) >= len(first) {
		t.Fatal("it was not stopped")
	}
	cut(t, c.journal) // as if it had been killed before it could tell of the last minutes
	after, r := c.lives(t, days(t), 0)
	all := append(before, after...)
	slices.Sort(all)
	same(t, "stopped", slices.Compact(all), first)
	again, _ := c.lives(t, days(t), 0)
	if len(again) > 0 {
		t.Errorf("what is over is played again: %v", again[0])
	}
	if n, err := matter.Count(t.Context(), c.Engine.DB); err != nil || n < r.Arrivals {
		t.Errorf("%d matters, %d arrivals, %v", n, r.Arrivals, err)
	}
	c.inspect(t)
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			t.Fatalf("%s: %d acts, not %d; first difference:\n%s\n%s", what, len(got), len(want), at(got, i), at(want, i))
		}
	}
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "nothing"
}

// cut takes the last lines off a journal, and the end of one.
func cut(t *testing.T, name string) {
	t.Helper()
	text, err := os.ReadFile(name)
	must(t, err)
	lines := strings.SplitAfter(string(text), "\n")
	must(t, os.WriteFile(name, []byte(strings.Join(lines[:len(lines)-6], "")+lines[len(lines)-6][:9]+"\n"), 0o600))
}

// inspect proves that what happened is sound.
func (c *lanwan) inspect(t *testing.T) {
	t.Helper()
	v, err := c.log.Verify(t.Context(), matter.Tips, func(int64) {})
	must(t, err)
	r, err := c.Engine.Replay(t.Context(), func(int64) {})
	must(t, err)
	if n := len(v.Damage) + len(r.Differences); n > 0 {
		t.Errorf("%d events are damaged", n)
	}
	if _, err := c.Engine.All(t.Context(), access.TheSystem(), matter.Query{Process: "people.request", Limit: 1}); err != nil {
		t.Error(err)
	}
}

func TestAnotherSimulationIsNotTakenUp(t *testing.T) {
	c := found(t, city.Databases()["sqlite"](t))
	plan := days(t)
	plan.Until = plan.Since.Add(1)
	c.lives(t, plan, 0)
	plan.Journal, plan.Seed = c.journal, 8
	if _, err := simulate.Run(t.Context(), c.City, plan); !fault.Is(err, fault.Conflict) {
		t.Errorf("want a conflict, got %v", err)
	}
}
