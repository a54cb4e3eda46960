package demo_test

import (
	"testing"

	"shuniu/demo"
	"shuniu/kernel/calendar"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
	"shuniu/service/enterprises/approval/hall"
)

func TestHallsOfAllFourLevelsStandInTheRegisterWithTheirPeople(t *testing.T) {
	net, err := demo.Halls()
	if err != nil {
		t.Fatal(err)
	}
	items, err := demo.Items()
	if err != nil {
		t.Fatal(err)
	}
	on(t, func(t *testing.T, db *store.DB) {
		dir := load(t, db)
		for _, d := range net.Against(dir, items) {
			t.Errorf("%s: %s", d.Field, d.Text.Zh)
		}
		levels := map[org.Level]int{}
		for _, h := range net.Halls {
			levels[h.Level()]++
			unit, _ := dir.UnitByCode(h.Unit)
			for _, post := range []org.PostKind{hall.PostWindow, hall.PostGuide} {
				if len(dir.HoldersOf(unit.ID, post, calendar.DateOf(now))) == 0 {
					t.Errorf("%s has no %s", h.Name.Zh, post)
				}
			}
		}
		for _, l := range []org.Level{org.City, org.County, org.Township, org.Village} {
			if levels[l] == 0 {
				t.Errorf("no hall of level %s", l)
			}
		}
	})
}
