package org_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shuniu/kernel/fault"
	"shuniu/kernel/org"
)

// file is a source named after its table.
func file(table org.Table, text string) org.Source {
	return org.Source{Table: table, Name: string(table) + ".csv", Text: []byte(text)}
}

// town is the four files of a small town below the world's own.
func town() []org.Source {
	return []org.Source{
		file(org.RegionTable, "\ufeffcode,name_zh,name_en\r\n990103000000, 望澜县,\r\n990102000000,潮生新区,New Chaosheng\r\n"),
		file(org.UnitTable, "code,parent,region,phone,name_zh,name_en\n"+
			"port,wanglan,990103000000,,港口站,Port\n"+ // before its superior
			"wanglan,city,990103000000,0000-1,望澜县政府,Wanglan\n"+
			"water,city,990100000000,0000-2,水务局,Water Bureau\n"), // there already, under another name
		file(org.PostTable, "unit,kind,person,name_zh,name_en,title_zh,title_en,since,until\n"+
			"wanglan,head,,王伟,,县长,,2024-01-01,\n"+
			"water,head,W1,王伟,,局长,,2024-01-01,\n"+
			"water,deputy,,李静,,,,2024-01-01,\n"),
		file(org.DelegationTable, "unit,kind,from,to,by,since,until\nwater,head,W1,李静,substitute,2026-03-01,2026-03-31\n"),
	}
}

func (w *world) enter(sources ...org.Source) (org.Entered, error) {
	return org.ReadRegister(sources...).Enter(w.Context(), w.db)
}

func TestARegisterIsEnteredAndEnteringItAgainChangesNothing(t *testing.T) {
	on(t, func(w *world) {
		got, err := w.enter(town()...)
		w.must(err)
		want := org.Entered{
			Regions: org.Count{Added: 1, Revised: 1}, Units: org.Count{Added: 2, Revised: 1},
			People: org.Count{Added: 3}, Posts: org.Count{Added: 3}, Delegations: org.Count{Added: 1},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			w.Error(diff)
		}
		d := w.now()
		port, _ := d.UnitByCode("port")
		wanglan, _ := d.UnitByCode("wanglan")
		water, _ := d.UnitByCode("water")
		if port.Parent != wanglan.ID || water.Name.Zh != "水务局" || water.Phone != "0000-2" {
			w.Errorf("units %+v %+v", port, water)
		}
		head := func(u org.UnitID) org.PersonID { return d.HoldersOf(u, org.Head, date("2026-03-02"))[0].Person }
		if head(wanglan.ID) == head(water.ID) {
			w.Error("two people of one name became one")
		}
		deputy := d.HoldersOf(water.ID, "deputy", date("2026-03-02"))[0].Person
		if s, ok := d.StandAs(deputy, org.Seat{Unit: water.ID, Post: org.Head}, date("2026-03-31")); !ok || s.Why != org.BySubstitute || s.Principal != head(water.ID) {
			w.Errorf("the substitute: %+v %v", s, ok)
		}
		again, err := w.enter(town()...)
		w.must(err)
		want = org.Entered{Regions: org.Count{Same: 2}, Units: org.Count{Same: 3}, People: org.Count{Same: 3}, Posts: org.Count{Same: 3}, Delegations: org.Count{Same: 1}}
		if diff := cmp.Diff(want, again); diff != "" || w.now().Version() != d.Version() {
			w.Errorf("again: %s, version %d after %d", diff, w.now().Version(), d.Version())
		}
	})
}

func TestAnEndedPostMakesRoomAndACodeIsTakenOn(t *testing.T) {
	on(t, func(w *world) {
		_, err := w.enter(town()...)
		w.must(err)
		next := file(org.PostTable, "unit,kind,name_zh,since,until,person\n"+
			"wanglan,head,赵敏,2026-04-01,,Z9\n"+ // before the row that makes room
			"wanglan,head,王伟,2024-01-01,2026-03-31,W2\n")
		got, err := w.enter(next)
		w.must(err)
		if want := (org.Entered{People: org.Count{Added: 1, Revised: 1}, Posts: org.Count{Added: 1, Ended: 1}}); got != want {
			w.Errorf("got %+v", got)
		}
		d := w.now()
		wanglan, _ := d.UnitByCode("wanglan")
		for day, code := range map[string]string{"2026-03-31": "W2", "2026-04-01": "Z9"} {
			held := d.HoldersOf(wanglan.ID, org.Head, date(day))
			if p, _ := d.Person(held[0].Person); len(held) != 1 || p.Code != code {
				w.Errorf("on %s %+v holds it", day, p)
			}
		}
		if held := d.HoldersOf(wanglan.ID, org.Head, date("2026-03-01")); held[0].Title.Zh != "县长" {
			w.Errorf("a column that is left out changed the title: %+v", held[0])
		}
		// the file from before would make the head's term endless again
		_, err = w.enter(town()[2])
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "posts.csv:2: ") {
			w.Errorf("a file that is out of date: %v", err)
		}
	})
}

func TestEveryDefectOfEveryFileIsToldAtOnceAndNothingIsChanged(t *testing.T) {
	on(t, func(w *world) {
		before := w.now().Version()
		_, err := w.enter(
			file(org.RegionTable, "code,name_zh\n99010,错码\n990103000000,望澜县\n990103000000,又一个\n990200000000,别的市\n990104001000,无县镇\n990105000000\n"),
			file(org.UnitTable, "code,parent,region,name_zh\nWater!,city,990100000000,水务\nport,nobody,990103000000,港口\nfair,city,990109000000,集市\nlost,city,99010,错码处\na,b,990100000000,甲\nb,a,990100000000,乙\nsecond,,990100000000,第二\nfine,city,990103000000,好的\n"),
			file(org.PostTable, "unit,kind,name_zh,since,until,phone\n"),
			file(org.DelegationTable, "unit,kind,from,to,by,since,until\nwater,head,无人,李静,substitute,2026-03-01,2026-03-31\n"),
		)
		if !fault.Is(err, fault.Invalid) {
			w.Fatal(err)
		}
		var places []string
		for _, d := range fault.As(err).Defects {
			places = append(places, d.Field)
			if d.Text.Zh == "" || d.Text.En == "" {
				w.Errorf("not in both languages: %+v", d)
			}
		}
		want := []string{
			"regions.csv:2", "regions.csv:4", "regions.csv:5", "regions.csv:6", "regions.csv:7",
			"units.csv:2", "units.csv:3", "units.csv:4", "units.csv:6", "units.csv:7", "units.csv:8",
			"posts.csv:1",
		}
		if diff := cmp.Diff(want, places); diff != "" {
			w.Errorf("%s\n%v", diff, err)
		}
		if w.now().Version() != before {
			w.Error("something was changed")
		}
	})
}

func TestPostsAreRefusedWithTheirLine(t *testing.T) {
	on(t, func(w *world) {
		_, err := w.enter(town()...)
		w.must(err)
		for line, want := range map[string]string{
			"nowhere,head,,无名,2026-01-01,":          "There is no unit nowhere",
			"water,head,,另人,2026-01-01,":            "has a head at that time",
			"water,Chief,,另人,2026-01-01,":           "kind: ",
			"water,clerk,,,2026-01-01,":             "name: ",
			"water,clerk,,另人,2026-13-01,":           "since: ",
			"water,clerk,,另人,,":                     "since: ",
			"water,clerk,,另人,2026-01-01,2025-01-01": "until: ",
			"water,clerk,,王伟,2026-01-01,":           "There is a 王伟 already",
			"port,clerk,,李静,2026-01-01,":            "There is a 李静 already",
			"water,clerk,W1,李静,2026-01-01,":         "The code W1 is that of 王伟",
			"water,clerk,W 1,另人,2026-01-01,":        "person: ",
		} {
			_, err := w.enter(file(org.PostTable, "unit,kind,person,name_zh,since,until\n"+line+"\n"))
			if !fault.Is(err, fault.Invalid) || len(fault.As(err).Defects) != 1 || !strings.Contains(err.Error(), "posts.csv:2: ") || !strings.Contains(err.Error(), want) {
				w.Errorf("%s: %v", line, err)
			}
		}
		for line, want := range map[string]string{
			"water,head,李静,王伟,substitute,2026-03-01,2026-03-31": "李静 does not hold this post",
			"water,head,W1,孙某,substitute,2026-03-01,2026-03-31": "nobody called 孙某",
			"water,head,W1,W1,substitute,2026-03-01,2026-03-31": "to: ",
			"water,head,W1,李静,loan,2026-03-02,2026-03-31":       "kind: ",
			"water,head,W1,李静,grant,2026-03-01,":                "until: ",
			"water,head,W1,李静,substitute,2026-03-01,2026-04-30": "cannot end later",
		} {
			_, err := w.enter(file(org.DelegationTable, "unit,kind,from,to,by,since,until\n"+line+"\n"))
			if !fault.Is(err, fault.Invalid) || len(fault.As(err).Defects) != 1 || !strings.Contains(err.Error(), "delegations.csv:2: ") || !strings.Contains(err.Error(), want) {
				w.Errorf("%s: %v", line, err)
			}
		}
		got, err := w.enter(file(org.DelegationTable, "unit,kind,from,to,by,since,until\nwater,head,W1,李静,substitute,2026-03-01,2026-03-10\n"))
		if err != nil || got.Delegations.Ended != 1 {
			w.Errorf("an earlier end: %+v %v", got, err)
		}
	})
}

func TestFilesThatCannotBeReadAreNamed(t *testing.T) {
	on(t, func(w *world) {
		for text, want := range map[string]string{
			"":                                    "regions.csv: The file is empty",
			"code,name_zh\n990103000000,\xcd\xfb": "regions.csv: This is not UTF-8",
			"code\n990103000000\n":                "regions.csv:1: The first line lacks the column name_zh",
			"code,name_zh,code\n":                 "regions.csv:1: Column code stands twice",
			"code,name_zh,size\n":                 "regions.csv:1: Unknown column: size",
			"code,name_zh\n990103000000,\"a\"b\n": "regions.csv:2: This is not proper CSV",
			"code,name_zh\n990103000000,a,b\n":    "regions.csv:2: There must be 2 columns, and there are 3",
			"code,name_zh\n\n\n990103000000,\n":   "regions.csv:4: ",
		} {
			if _, err := w.enter(file(org.RegionTable, text)); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), want) {
				w.Errorf("%q: %v", text, err)
			}
		}
	})
}

func FuzzReadRegister(f *testing.F) {
	f.Add("code,name_zh\n990100000000,澜湾市\n", 0)
	f.Add("unit,kind,name_zh,since\n\"a\nb\",x,\"\",2026-03-02\n", 2)
	f.Add("\ufeffunit,kind,from,to,by,since,until\n,,,,,,x\n", 3)
	f.Fuzz(func(_ *testing.T, text string, table int) {
		org.ReadRegister(file(org.Tables()[(table%4+4)%4], text))
	})
}
