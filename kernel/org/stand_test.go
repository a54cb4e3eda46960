package org_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// stands is what the person may act as on the day, without the principals.
func (w *world) stands(name, day string) map[string]org.Why {
	w.Helper()
	got := map[string]org.Why{}
	d := w.now()
	for _, s := range d.Stands(w.person(name), date(day)) {
		u, _ := d.Unit(s.Unit)
		got[u.Code+" "+string(s.Post)] = s.Why
		if one, ok := d.StandAs(w.person(name), s.Seat(), date(day)); !ok || one.Unit != s.Unit || one.Post != s.Post {
			w.Errorf("%s stands in %v on %s but StandAs says %+v %v", name, s, day, one, ok)
		}
	}
	return got
}

// owes is who is responsible for the seat on the day: "unit post person".
func (w *world) owes(unit string, kind org.PostKind, day string) string {
	w.Helper()
	d := w.now()
	s, ok := d.Resolve(w.units[unit], kind, date(day))
	if !ok {
		return "nobody"
	}
	u, _ := d.Unit(s.Unit)
	p, _ := d.Person(s.Principal)
	return u.Code + " " + string(s.Post) + " " + p.Name.Zh
}

func TestAVacantPostFallsToTheHeadThenToTheSuperiorUnit(t *testing.T) {
	on(t, func(w *world) {
		w.appoint("市长", "city", "head", "2024-01-01", "")
		w.appoint("区长", "chaosheng", "head", "2024-01-01", "2026-03-31")
		w.appoint("主任", "nandi", "head", "2024-01-01", "2026-02-28")
		w.appoint("经办", "nandi", "handler", "2024-01-01", "2026-01-31")
		for day, want := range map[string]string{
			"2026-01-31": "nandi handler 经办",
			"2026-02-01": "nandi head 主任",
			"2026-03-01": "chaosheng head 区长",
			"2026-04-01": "city head 市长",
			"2023-12-31": "nobody",
		} {
			if got := w.owes("nandi", "handler", day); got != want {
				w.Errorf("on %s %s owes, want %s", day, got, want)
			}
		}
		if got := w.owes("nowhere", "handler", "2026-01-31"); got != "nobody" {
			w.Errorf("%s owes in a unit that is not there", got)
		}
	})
}

func TestAHeadStandsInTheVacantPosts(t *testing.T) {
	on(t, func(w *world) {
		w.appoint("市长", "city", "head", "2024-01-01", "")
		w.appoint("局长", "water", "head", "2024-01-01", "")
		w.appoint("区长", "chaosheng", "head", "2024-01-01", "")
		w.appoint("主任", "nandi", "head", "2024-01-01", "2026-02-28")
		w.appoint("审核", "nandi", "auditor", "2024-01-01", "2026-01-31")
		for _, c := range []struct {
			who, day string
			want     map[string]org.Why
		}{
			// a handler is needed everywhere, a supervisor in the city
			{"市长", "2026-01-31", map[string]org.Why{"city head": org.ByPost, "city handler": org.ByVacancy, "city supervisor": org.ByVacancy}},
			{"局长", "2026-01-31", map[string]org.Why{"water head": org.ByPost, "water handler": org.ByVacancy}},
			{"主任", "2026-01-31", map[string]org.Why{"nandi head": org.ByPost, "nandi handler": org.ByVacancy}},
			{"主任", "2026-02-01", map[string]org.Why{"nandi head": org.ByPost, "nandi handler": org.ByVacancy, "nandi auditor": org.ByVacancy}},
			{"主任", "2026-03-01", map[string]org.Why{}},
			{"区长", "2026-02-28", map[string]org.Why{"chaosheng head": org.ByPost, "chaosheng handler": org.ByVacancy}},
			{"区长", "2026-03-01", map[string]org.Why{
				"chaosheng head": org.ByPost, "chaosheng handler": org.ByVacancy,
				"nandi head": org.ByVacancy, "nandi handler": org.ByVacancy, "nandi auditor": org.ByVacancy,
			}},
			{"审核", "2026-01-31", map[string]org.Why{"nandi auditor": org.ByPost}},
		} {
			if diff := cmp.Diff(c.want, w.stands(c.who, c.day)); diff != "" {
				w.Errorf("%s on %s: %s", c.who, c.day, diff)
			}
		}
		// the head may act in a post that the unit never had; nobody else may
		seat := org.Seat{Unit: w.units["nandi"], Post: "publisher"}
		if s, ok := w.now().StandAs(w.people["主任"], seat, date("2026-01-31")); !ok || s.Why != org.ByVacancy || s.Principal != w.people["主任"] {
			w.Errorf("the head in a new post: %+v %v", s, ok)
		}
		if s, ok := w.now().StandAs(w.people["区长"], seat, date("2026-01-31")); ok {
			w.Errorf("the superior beside the head: %+v", s)
		}
	})
}

func TestASubstituteStandsForThePrincipalWithinTheDays(t *testing.T) {
	on(t, func(w *world) {
		head := w.appoint("局长", "water", "head", "2024-01-01", "")
		w.appoint("副局长", "water", "deputy", "2024-01-01", "")
		handler := w.appoint("经办", "water", "handler", "2024-01-01", "")
		_, err := w.delegate(org.Delegation{Post: head, To: w.people["副局长"], Kind: org.Substitute, Since: date("2026-03-02"), Until: date("2026-03-06")})
		w.must(err)
		_, err = w.delegate(org.Delegation{Post: handler, To: w.people["局长"], Kind: org.Grant, Since: date("2026-03-02"), Until: date("2026-03-31")})
		w.must(err)

		own := map[string]org.Why{"water deputy": org.ByPost}
		both := map[string]org.Why{"water deputy": org.ByPost, "water head": org.BySubstitute}
		for day, want := range map[string]map[string]org.Why{"2026-03-01": own, "2026-03-02": both, "2026-03-06": both, "2026-03-07": own} {
			if diff := cmp.Diff(want, w.stands("副局长", day)); diff != "" {
				w.Errorf("on %s: %s", day, diff)
			}
		}
		seat := org.Seat{Unit: w.units["water"], Post: "head"}
		if s, ok := w.now().StandAs(w.people["副局长"], seat, date("2026-03-02")); !ok || s.Principal != w.people["局长"] {
			w.Errorf("the principal is the head: %+v %v", s, ok)
		}
		// what was granted to the head is not handed on to the head's substitute
		if s, ok := w.now().StandAs(w.people["副局长"], org.Seat{Unit: w.units["water"], Post: "handler"}, date("2026-03-02")); ok {
			w.Errorf("handed on: %+v", s)
		}
		// a vacancy falls to the head and so to the substitute, with the head as principal
		w.must(w.write(func(tx *store.Tx) error { return org.EndPost(tx, handler, date("2026-03-03")) }))
		if diff := cmp.Diff(map[string]org.Why{"water deputy": org.ByPost, "water head": org.BySubstitute, "water handler": org.ByVacancy}, w.stands("副局长", "2026-03-04")); diff != "" {
			w.Error(diff)
		}
		if diff := cmp.Diff(map[string]org.Why{"water head": org.ByPost, "water handler": org.ByVacancy}, w.stands("局长", "2026-03-04")); diff != "" {
			w.Errorf("the grant ended with the post: %s", diff)
		}
		if s, _ := w.now().StandAs(w.people["副局长"], org.Seat{Unit: w.units["water"], Post: "handler"}, date("2026-03-04")); s.Principal != w.people["局长"] {
			w.Errorf("principal of the vacancy: %+v", s)
		}
	})
}
