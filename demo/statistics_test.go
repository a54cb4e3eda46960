package demo_test

import (
	"testing"
	"time"

	"shuniu/demo"
	"shuniu/kernel/access"
	"shuniu/kernel/matter"
	"shuniu/service/leaders/statistics"
	"shuniu/test/city"
)

func TestStatisticsOfTwoYearsAreCheckedAndEnteredOnce(t *testing.T) {
	for name, url := range city.Databases() {
		t.Run(name, func(t *testing.T) {
			town, e := lanwan(t, url(t))
			for _, when := range []time.Time{time.Date(2026, 3, 30, 2, 0, 0, 0, time.UTC), time.Date(2026, 4, 1, 2, 0, 0, 0, time.UTC)} {
				if err := demo.Statistics(t.Context(), town, when); err != nil {
					t.Fatal(err)
				}
			}
			p, err := e.All(t.Context(), access.TheSystem(), matter.Query{Process: statistics.Process, Limit: 50})
			if err != nil {
				t.Fatal(err)
			}
			states := map[string]int{}
			for _, l := range p.Lines {
				states[l.State]++
			}
			if len(p.Lines) != 5 || states["in_use"] != 4 || states["checking"] != 1 {
				t.Errorf("%v", states)
			}
		})
	}
}
