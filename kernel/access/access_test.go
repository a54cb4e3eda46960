package access_test

import (
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/org"
	"shuniu/test/city"
)

// The units and people of the tables below.
const (
	water, housing, nandi org.UnitID   = 3, 4, 6
	jiang, he, luo, fang  org.PersonID = 11, 12, 13, 14
)

// staff is a member of staff with the stands given, in units.
func staff(person org.PersonID, level access.Secrecy, units []org.UnitID, stands ...org.Stand) access.Actor {
	return access.Actor{Kind: access.Staff, Person: person, Stands: stands, Units: units, Level: level}
}

func own(unit org.UnitID, post org.PostKind, person org.PersonID) org.Stand {
	return org.Stand{Unit: unit, Post: post, Principal: person, Why: org.ByPost}
}

func instead(principal org.PersonID, why org.Why, unit org.UnitID, post org.PostKind) org.Stand {
	return org.Stand{Unit: unit, Post: post, Principal: principal, Why: why}
}

func TestSeeNamesTheRuleThatDecided(t *testing.T) {
	held := access.Duty{Unit: water, Post: "handler"}
	part := []org.UnitID{2, water}
	handler := staff(jiang, access.Open, []org.UnitID{water}, own(water, "handler", jiang))
	clerk := staff(he, access.Open, []org.UnitID{water}, own(water, "clerk", he))
	head := staff(luo, access.WorkSecret, []org.UnitID{water, 8}, own(water, "head", luo))
	other := staff(fang, access.WorkSecret, []org.UnitID{housing}, own(housing, "head", fang))
	all := access.Actor{Kind: access.Staff, Person: 20, All: true, Level: access.WorkSecret, Units: []org.UnitID{1}}
	for _, c := range []struct {
		name    string
		actor   access.Actor
		matter  int64
		secrecy access.Secrecy
		units   []org.UnitID
		past    bool
		rule    string
	}{
		{"the system sees all", access.TheSystem(), 7, access.Restricted, part, false, "see:system"},
		{"who proved it is theirs", access.ByCode(7), 7, access.Restricted, part, false, "see:applicant"},
		{"who proved another one", access.ByCode(8), 7, access.Open, part, false, ""},
		{"a stranger", access.Outsider(), 7, access.Open, part, false, ""},
		{"a stranger, of a matter without id", access.Outsider(), 0, access.Open, part, false, ""},
		{"nobody at all", access.Actor{}, 7, access.Open, part, false, ""},
		{"an importer, of the past", access.TheImporter(), 7, access.Restricted, part, true, "see:import"},
		{"an importer, of the present", access.TheImporter(), 7, access.Open, part, false, ""},
		{"the holder", handler, 7, access.Open, part, false, "see:holder"},
		{"the holder, of a restricted matter", handler, 7, access.Restricted, part, false, "see:holder"},
		{"a substitute of the holder", staff(he, access.Open, nil, instead(jiang, org.BySubstitute, water, "handler")), 7, access.Restricted, part, false, "see:holder"},
		{"the head to whom the post has fallen", staff(luo, access.Open, nil, instead(luo, org.ByVacancy, water, "handler")), 7, access.Restricted, part, false, "see:holder"},
		{"another post of the unit", clerk, 7, access.Open, part, false, "see:unit"},
		{"another post, of a work secret", clerk, 7, access.WorkSecret, part, false, ""},
		{"the head, of a work secret", head, 7, access.WorkSecret, part, false, "see:unit"},
		{"the head, of a restricted matter", head, 7, access.Restricted, part, false, ""},
		{"a unit below took part", head, 7, access.Open, []org.UnitID{8}, false, "see:unit"},
		{"another unit", other, 7, access.Open, part, false, ""},
		{"the supervisor of the city", all, 7, access.WorkSecret, part, false, "see:supervision"},
		{"the supervisor, of a restricted matter", all, 7, access.Restricted, part, false, ""},
		{"a system on the network, by its unit", access.Actor{Kind: access.API, Units: []org.UnitID{water}}, 7, access.Open, part, false, "see:unit"},
	} {
		d, err := access.See(c.actor, access.Object{Matter: c.matter, Secrecy: c.secrecy, Holder: held, Units: c.units, Past: c.past})
		switch {
		case c.rule != "" && (err != nil || d.Rule != c.rule):
			t.Errorf("%s: %s, %v; want %s", c.name, d.Rule, err, c.rule)
		case c.rule == "" && (!fault.Is(err, fault.Withheld) || d.Rule == ""):
			t.Errorf("%s: %q, %v; want it withheld by a named rule", c.name, d.Rule, err)
		}
	}
}

func TestAMatterHeldByNobodyIsNoHoldersMatter(t *testing.T) {
	nobody := staff(jiang, access.Open, nil, own(0, "", jiang))
	if d, err := access.See(nobody, access.Object{Matter: 7, Holder: access.Duty{}}); !fault.Is(err, fault.Withheld) {
		t.Errorf("see: %s, %v", d.Rule, err)
	}
	if _, d, err := access.Act(nobody, access.Object{Matter: 7}, []access.Ask{{Role: "handler"}}); !fault.Is(err, fault.Denied) {
		t.Errorf("act: %s, %v", d.Rule, err)
	}
}

func TestActNamesTheRuleThatDecidedAndTheRole(t *testing.T) {
	const denied = ""
	seat := access.Duty{Unit: water, Post: "handler"}
	of := func(person org.PersonID) access.Duty {
		return access.Duty{Unit: water, Post: "handler", Person: person}
	}
	handler := func(d access.Duty, barred ...org.PersonID) access.Ask {
		return access.Ask{Role: "handler", Duty: d, Barred: barred}
	}
	mine := own(water, "handler", jiang)
	substitute := instead(he, org.BySubstitute, water, "handler")
	for _, c := range []struct {
		name       string
		actor      access.Actor
		asks       []access.Ask
		role, rule string
		principal  org.PersonID
	}{
		{"by post", staff(jiang, 0, nil, mine), []access.Ask{handler(seat)}, "handler", "act:post", jiang},
		{"as substitute", staff(jiang, 0, nil, substitute), []access.Ask{handler(seat)}, "handler", "act:substitute", he},
		{"by grant", staff(jiang, 0, nil, instead(he, org.ByGrant, water, "handler")), []access.Ask{handler(seat)}, "handler", "act:grant", he},
		{"by vacancy", staff(luo, 0, nil, instead(luo, org.ByVacancy, water, "handler")), []access.Ask{handler(seat)}, "handler", "act:vacancy", luo},
		{"in one's own post before another's", staff(jiang, 0, nil, substitute, mine), []access.Ask{handler(seat)}, "handler", "act:post", jiang},
		{"in another unit", staff(jiang, 0, nil, own(housing, "handler", jiang)), []access.Ask{handler(seat)}, denied, "act:no-role", 0},
		{"in another post", staff(jiang, 0, nil, own(water, "clerk", jiang)), []access.Ask{handler(seat)}, denied, "act:no-role", 0},
		{"where nobody is asked", staff(jiang, 0, nil, mine), nil, denied, "act:no-role", 0},

		{"what one has taken", staff(jiang, 0, nil, mine), []access.Ask{handler(of(jiang))}, "handler", "act:post", jiang},
		{"what a colleague has taken", staff(jiang, 0, nil, mine), []access.Ask{handler(of(he))}, denied, "act:taken", 0},
		{"what the colleague has taken whose substitute one is", staff(jiang, 0, nil, mine, substitute), []access.Ask{handler(of(he))}, "handler", "act:substitute", he},
		{"what a third has taken, as substitute", staff(jiang, 0, nil, substitute), []access.Ask{handler(of(luo))}, denied, "act:taken", 0},

		{"barred in person", staff(jiang, 0, nil, mine), []access.Ask{handler(seat, jiang)}, denied, "act:separation", 0},
		{"barred for the principal", staff(jiang, 0, nil, substitute), []access.Ask{handler(seat, he)}, denied, "act:separation", 0},
		{"barred in person, though the principal is not", staff(jiang, 0, nil, substitute), []access.Ask{handler(seat, jiang)}, denied, "act:separation", 0},
		{"barred as substitute, but not in one's own post", staff(jiang, 0, nil, substitute, mine), []access.Ask{handler(seat, he)}, "handler", "act:post", jiang},
		{"barred in one role, free in the other", staff(jiang, 0, nil, mine, own(nandi, "auditor", jiang)),
			[]access.Ask{handler(seat, jiang), {Role: "auditor", Duty: access.Duty{Unit: nandi, Post: "auditor"}}}, "auditor", "act:post", jiang},

		{"an applicant", access.ByCode(7), []access.Ask{handler(seat), {Role: access.RoleApplicant}}, access.RoleApplicant, "act:applicant", 0},
		{"an applicant of another matter", access.ByCode(8), []access.Ask{{Role: access.RoleApplicant}}, denied, "act:no-role", 0},
		{"an applicant, in the system's stead", access.ByCode(7), []access.Ask{{Role: access.RoleSystem}}, denied, "act:no-role", 0},
		{"staff, in the applicant's stead", staff(jiang, 0, nil, mine), []access.Ask{{Role: access.RoleApplicant}}, denied, "act:no-role", 0},
		{"staff, in the system's stead", staff(jiang, 0, nil, mine), []access.Ask{{Role: access.RoleSystem}}, denied, "act:no-role", 0},
		{"the system", access.TheSystem(), []access.Ask{handler(seat), {Role: access.RoleSystem}}, access.RoleSystem, "act:system", 0},
		{"the system, in the handler's stead", access.TheSystem(), []access.Ask{handler(seat)}, denied, "act:no-role", 0},
		{"a program", access.ByToken(41, water), []access.Ask{handler(seat), {Role: access.RoleProgram}}, access.RoleProgram, "act:token", 0},
		{"a program, in the stead of its unit's handler", access.ByToken(41, water), []access.Ask{handler(seat)}, denied, "act:no-role", 0},
		{"a program, in the applicant's stead", access.ByToken(41, water), []access.Ask{{Role: access.RoleApplicant}}, denied, "act:no-role", 0},
		{"staff, in a program's stead", staff(jiang, 0, nil, mine), []access.Ask{{Role: access.RoleProgram}}, denied, "act:no-role", 0},
		{"an applicant with a post", access.Actor{Kind: access.Applicant, Matter: 8, Stands: []org.Stand{mine}}, []access.Ask{handler(seat)}, denied, "act:no-role", 0},
		{"an importer, of the present", access.TheImporter(), []access.Ask{handler(seat)}, denied, "act:no-role", 0},
	} {
		role, d, err := access.Act(c.actor, access.Object{Matter: 7}, c.asks)
		if role != c.role || d.Rule != c.rule || d.Stand.Principal != c.principal {
			t.Errorf("%s: as %q by %s for %d, %v; want %q by %s for %d", c.name, role, d.Rule, d.Stand.Principal, err, c.role, c.rule, c.principal)
		}
		if (c.role == denied) != fault.Is(err, fault.Denied) {
			t.Errorf("%s: %v", c.name, err)
		}
		if err != nil && (fault.As(err).Person.Zh == "" || fault.As(err).Person.En == "") {
			t.Errorf("%s: a refusal says why in both languages", c.name)
		}
	}
}

func TestAnImporterActsInThePastOnlyAndNeverAsTheSystem(t *testing.T) {
	past := access.Object{Matter: 7, Past: true}
	if role, d, err := access.Act(access.TheImporter(), past, []access.Ask{{Role: "handler", Duty: access.Duty{Unit: water, Post: "handler"}}}); role != "handler" || d.Rule != "act:import" || err != nil {
		t.Errorf("%s, %s, %v", role, d.Rule, err)
	}
	if _, _, err := access.Act(access.TheImporter(), past, []access.Ask{{Role: access.RoleSystem}}); !fault.Is(err, fault.Denied) {
		t.Errorf("as the system: %v", err)
	}
}

func TestWhatStaffSeeFollowsFromTheirPosts(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		dir := c.Org.Now()
		unit := func(code string) org.UnitID {
			u, ok := dir.UnitByCode(code)
			if !ok {
				t.Fatal(code)
			}
			return u.ID
		}
		for who, want := range map[string]struct {
			units []string
			level access.Secrecy
			all   bool
		}{
			"water-handler": {[]string{"water"}, access.Open, false},
			"water-head":    {[]string{"water"}, access.WorkSecret, false},
			"district-head": {[]string{"chaosheng", "nandi"}, access.WorkSecret, false},
			"supervisor":    {[]string{"office", "hotline", "water", "housing", "chaosheng", "approval", "nandi"}, access.WorkSecret, true},
			"secretary":     {[]string{"office", "hotline", "water", "housing", "chaosheng", "approval", "nandi"}, access.WorkSecret, true},
		} {
			a := c.Staff(who)
			seen := map[org.UnitID]bool{}
			for i, u := range a.Units {
				seen[u] = true
				if i > 0 && a.Units[i-1] >= u {
					t.Errorf("%s: units %v are not in order", who, a.Units)
				}
			}
			for _, code := range want.units {
				if !seen[unit(code)] {
					t.Errorf("%s does not see %s", who, code)
				}
			}
			if len(a.Units) != len(want.units) || a.Level != want.level || a.All != want.all {
				t.Errorf("%s: %+v", who, a)
			}
		}
	})
}
