package matter_test

import (
	"strings"
	"testing"

	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
	requests "shuniu/service/people/request"
	"shuniu/test/city"
)

// The arrangement of 2027 is not published yet; this one is made up.
const year2027 = `{
  "year": 2027, "notice": {"zh": "测试用放假安排", "en": "An arrangement made up for a test"}, "source": "made up",
  "off": [
    {"from": "2027-01-01", "to": "2027-01-05", "name": {"zh": "元旦", "en": "New Year"}},
    {"from": "2027-05-01", "to": "2027-05-05", "name": {"zh": "劳动节", "en": "Labour Day"}},
    {"from": "2027-10-01", "to": "2027-10-07", "name": {"zh": "国庆节", "en": "National Day"}}
  ],
  "work": []
}`

func TestProvisionalDueMovesWhenTheYearIsLoaded(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		c.Move("2026-12-29 09:00")
		s := request(t, c)
		s.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
		if clock, _ := s.now().Clock("handle"); !clock.Provisional || clock.Due != "2027-01-06" {
			t.Fatalf("before: due %s, provisional %v", clock.Due, clock.Provisional)
		}
		moved, err := c.Engine.LoadYear(t.Context(), year2027)
		if err != nil || moved != 1 {
			t.Fatalf("moved %d clocks: %v", moved, err)
		}
		if clock, _ := s.now().Clock("handle"); clock.Provisional || clock.Due != "2027-01-08" {
			t.Fatalf("after: due %s, provisional %v", clock.Due, clock.Provisional)
		}
		if s.now().Did[matter.ActRecount] != 1 {
			t.Fatal("counting again is an event")
		}
		c.Move("2027-01-08 23:59")
		if s.now().Did[matter.ActBreach] != 1 { // the clock of signing, due 2026-12-30
			t.Fatalf("breached by the old date: %v", s.now().Did)
		}
	})
}

func TestAnArrangementThatIsNotOneIsRefused(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		if _, err := c.Engine.LoadYear(t.Context(), strings.Replace(year2027, "2027-10-01", "2027-10-09", 1)); !fault.Is(err, fault.Invalid) {
			t.Fatalf("got %v", err)
		}
	})
}

func TestAChangedDefinitionIsNotRun(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		change := func(from, to string) {
			t.Helper()
			err := c.DB.Write(t.Context(), func(tx *store.Tx) error {
				_, err := tx.Exec(`UPDATE definition SET source = replace(source, $1, $2)`, from, to)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		change("ordinary: 5wd", "ordinary: 9wd")
		_, err := matter.New(t.Context(), matter.Setup{DB: c.DB, Log: c.Log, Org: c.Org, Keys: c.Keys, Calendar: c.Engine.Calendar(), Zone: city.Zone(), Hooks: requests.Hooks(nil)})
		if !fault.Is(err, fault.Unavailable) {
			t.Errorf("started with a changed definition: %v", err)
		}
	})
}
