package demo_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"shuniu/demo"
	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/keyring"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
	definitions "shuniu/process"
	"shuniu/service/enterprises/approval"
	"shuniu/service/enterprises/approval/hall"
	"shuniu/test/city"
)

// lanwan is the demonstration's city with a clock that the stories move.
func lanwan(t *testing.T, url string) (demo.Town, *matter.Engine) {
	t.Helper()
	var at atomic.Int64
	at.Store(now.UnixMicro())
	db, err := store.Open(t.Context(), store.Options{URL: url, Now: func() time.Time { return time.UnixMicro(at.Load()) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := demo.Load(t.Context(), db, calendar.DateOf(now)); err != nil {
		t.Fatal(err)
	}
	log, err := ledger.Open(t.Context(), db, "990100")
	if err != nil {
		t.Fatal(err)
	}
	keeper, err := org.NewKeeper(t.Context(), db, org.Need{Post: "handler"})
	if err != nil {
		t.Fatal(err)
	}
	defs, findings := definitions.All()
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	e, err := matter.New(t.Context(), matter.Setup{
		DB: db, Log: log, Org: keeper, Keys: keyring.New(), Calendar: calendar.Embedded(), Zone: city.Zone(), Definitions: defs, Hooks: city.Rules(approval.Sources{}, hall.Rules{}),
	})
	if err != nil {
		t.Fatal(err)
	}
	return demo.Town{Engine: e, Org: keeper, Calendar: calendar.Embedded(), Zone: city.Zone(), SetClock: func(m time.Time) { at.Store(m.UnixMicro()) }}, e
}

func TestTheStoriesReachEveryStateAndHappenOnce(t *testing.T) {
	for name, url := range city.Databases() {
		t.Run(name, func(t *testing.T) {
			town, e := lanwan(t, url(t))
			monday := time.Date(2026, 3, 30, 2, 0, 0, 0, time.UTC)
			for _, when := range []time.Time{monday, monday.AddDate(0, 0, 1)} { // again a day later, as after a restart
				if err := demo.Requests(t.Context(), town, when); err != nil {
					t.Fatal(err)
				}
			}
			p, err := e.All(context.Background(), access.TheSystem(), matter.Query{Process: "people.request", Limit: 200})
			if err != nil {
				t.Fatal(err)
			}
			states, titles := map[string]int{}, map[string]bool{}
			for _, l := range p.Lines {
				states[l.State]++
				if titles[l.Title] {
					t.Errorf("twice: %s", l.Title)
				}
				titles[l.Title] = true
			}
			def, err := e.Process("people.request")
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range def.States {
				if states[s.Name] == 0 {
					t.Errorf("no story in state %s: %v", s.Name, states)
				}
			}
		})
	}
}

// TestTheCityTellsItsFiveStories looks for what a visitor is to meet on any day: a
// pressing emergency, a dispute about who is competent, a rejected answer, a promise
// due tomorrow and a wave of complaints about one building site.
func TestTheCityTellsItsFiveStories(t *testing.T) {
	town, e := lanwan(t, city.Databases()["sqlite"](t))
	if err := demo.Requests(t.Context(), town, time.Date(2026, 4, 1, 2, 0, 0, 0, time.UTC)); err != nil { // a Wednesday, 10:00 in the city
		t.Fatal(err)
	}
	p, err := e.All(t.Context(), access.TheSystem(), matter.Query{Process: "people.request", Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]int{}
	for _, l := range p.Lines {
		switch {
		case l.State == "dispatched" && l.Fields["urgency"] == "emergency":
			told["emergency"]++
		case l.State == "conferring":
			told["dispute"]++
		case l.State == "disputed":
			told["rejected"]++
		case l.State == "promised" && l.Fields["promised_by"] == "2026-04-02":
			told["promise"]++
		}
		if strings.Contains(l.Title, "观澜府三期") {
			told["wave, "+l.State]++
		}
	}
	for story, least := range map[string]int{
		"emergency": 1, "dispute": 1, "rejected": 1, "promise": 1, "wave, handling": 1, "wave, merged": 2, "wave, submitted": 2,
	} {
		if told[story] < least {
			t.Errorf("%s: %d, want %d; the city tells %v", story, told[story], least, told)
		}
	}
}
