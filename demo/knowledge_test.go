package demo_test

import (
	"testing"
	"time"

	"shuniu/demo"
	"shuniu/kernel/access"
	"shuniu/kernel/matter"
	"shuniu/test/city"
)

func TestTheKnowledgeBaseIsInEveryStateAndMadeOnce(t *testing.T) {
	for name, url := range city.Databases() {
		t.Run(name, func(t *testing.T) {
			town, e := lanwan(t, url(t))
			monday := time.Date(2026, 3, 30, 2, 0, 0, 0, time.UTC)
			for _, when := range []time.Time{monday, monday.AddDate(0, 0, 1)} { // again a day later, as after a restart
				if err := demo.Knowledge(t.Context(), town, when); err != nil {
					t.Fatal(err)
				}
			}
			town.SetClock(monday)
			for n := 1; n > 0; {
				var err error
				if n, err = e.Sweep(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			p, err := e.All(t.Context(), access.TheSystem(), matter.Query{Process: "people.knowledge", Limit: 200})
			if err != nil {
				t.Fatal(err)
			}
			states, titles, tomorrow := map[string]int{}, map[string]bool{}, 0
			for _, l := range p.Lines {
				states[l.State]++
				if titles[l.Title] {
					t.Errorf("twice: %s", l.Title)
				}
				titles[l.Title] = true
				if l.State == "in_force" && l.Fields["expires_on"] == "2026-03-31" {
					tomorrow++
				}
			}
			if states["in_force"] < 8 || states["expired"] != 1 || states["questioned"] != 1 || states["reviewing"] != 1 || states["returned"] != 1 || tomorrow != 1 {
				t.Errorf("%v, %d expire tomorrow", states, tomorrow)
			}
		})
	}
}
