package matter_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
	"shuniu/test/city"
)

// growing is a city that each draw adds to: units, people, posts, delegations,
// matters, acts and days.
type growing struct {
	*city.City
	t     *testing.T
	ids   *org.IDs
	units []org.Unit
}

func (g *growing) must(err error) {
	g.t.Helper()
	if err != nil {
		g.t.Fatal(err)
	}
}

func (g *growing) today() calendar.Date { return calendar.DateOf(g.DB.Now().In(city.Zone())) }

// hire adds a person with a post in some unit, perhaps a new one, perhaps for a
// few days only.
func (g *growing) hire(r *rapid.T) {
	ctx := context.Background()
	u := rapid.SampledFrom(g.units).Draw(r, "unit")
	if len(g.units) < 25 && rapid.IntRange(0, 2).Draw(r, "new unit") == 0 {
		id, err := g.ids.Unit(ctx)
		g.must(err)
		u = org.Unit{ID: id, Code: fmt.Sprintf("u%d", id), Name: lang.T("某局", "A bureau"), Region: u.Region, Parent: u.ID}
		g.must(g.DB.Write(ctx, func(tx *store.Tx) error { return org.AddUnit(tx, u) }))
		g.units = append(g.units, u)
	}
	id, err := g.ids.Person(ctx)
	g.must(err)
	postID, err := g.ids.Post(ctx)
	g.must(err)
	p := org.Post{ID: postID, Unit: u.ID, Person: id, Since: g.today().Add(-1)}
	p.Kind = rapid.SampledFrom([]org.PostKind{"handler", "handler", "head", "supervisor", "clerk"}).Draw(r, "post")
	if rapid.Bool().Draw(r, "for a while") {
		p.Until = g.today().Add(rapid.IntRange(0, 3).Draw(r, "days"))
	}
	name := fmt.Sprintf("p%d", id)
	err = g.DB.Write(ctx, func(tx *store.Tx) error {
		if err := org.AddPerson(tx, org.Person{ID: id, Name: lang.T("某人", "Somebody")}); err != nil {
			return err
		}
		return org.Appoint(tx, p)
	})
	if !fault.Is(err, fault.Conflict) { // the unit has a head
		g.must(err)
		g.People[name] = id
	}
}

// substitute lets somebody act for somebody else.
func (g *growing) substitute(r *rapid.T) {
	ctx := context.Background()
	posts := g.Org.Now().PostsOf(g.People[g.anybody(r)], g.today())
	if len(posts) == 0 {
		return
	}
	id, err := g.ids.Delegation(ctx)
	g.must(err)
	d := org.Delegation{ID: id, Post: posts[0].ID, To: g.People[g.anybody(r)], Kind: rapid.SampledFrom([]org.DelegationKind{org.Substitute, org.Grant}).Draw(r, "kind"), Since: g.today(), Until: g.today()}
	if posts[0].Until.IsZero() {
		d.Until = d.Until.Add(rapid.IntRange(0, 2).Draw(r, "days"))
	}
	err = g.DB.Write(ctx, func(tx *store.Tx) error { return org.Delegate(tx, d) })
	if !fault.Is(err, fault.Invalid) { // to oneself
		g.must(err)
	}
}

func (g *growing) anybody(r *rapid.T) string {
	return rapid.SampledFrom(slices.Sorted(maps.Keys(g.People))).Draw(r, "who")
}

// open opens a matter and lets whoever may do a few acts on it.
func (g *growing) open(r *rapid.T) {
	ctx := context.Background()
	res, err := g.Engine.Open(ctx, access.Outsider(), "people.request", matter.Input{
		Secrecy: access.Secrecy(rapid.IntRange(0, 2).Draw(r, "secrecy")),
		Values:  map[string]string{"kind": "help", "title": "榕荫社区停水", "body": "三月一日起榕荫社区停水，至今没有恢复。", "region": "990102001001"},
	})
	g.must(err)
	for range rapid.IntRange(0, 4).Draw(r, "acts") {
		g.act(r, res.Matter.ID)
	}
}

func (g *growing) act(r *rapid.T, id matter.ID) {
	ctx := context.Background()
	values := map[string]map[string]string{
		"dispatch":      {"unit": rapid.SampledFrom(g.units).Draw(r, "to").Code, "urgency": "ordinary"},
		"refuse":        {"ground": "petition", "reply": "该事项已进入信访程序，请等待处理结果。"},
		"sign":          nil,
		"ask_extension": {"reason": "需要更换管件", "extra_days": "2"},
		"grant":         nil,
		"decline":       {"reason": "应按期办结"},
		"reply":         {"reply": answer, "outcome": "solved"},
	}
	for _, name := range slices.Sorted(maps.Keys(g.People)) {
		v, err := g.Engine.View(ctx, g.Staff(name), id)
		if fault.Is(err, fault.Withheld) {
			continue
		}
		g.must(err)
		for _, act := range v.Possible {
			if given, known := values[act.Name]; known && !(act.Name == "refuse" && rapid.IntRange(0, 4).Draw(r, "refuse") > 0) {
				_, err := g.Engine.Act(ctx, g.Staff(name), id, act.Name, matter.Input{Values: given})
				g.must(err)
				return
			}
		}
	}
}

// listed reads a whole list, page by page.
func listed(t *testing.T, page func(q matter.Query) (*matter.Page, error), size int) []matter.ID {
	t.Helper()
	var ids []matter.ID
	for q := (matter.Query{Limit: size}); ; {
		p, err := page(q)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range p.Lines {
			ids = append(ids, l.ID)
		}
		if q.From = p.Next; q.From == "" {
			return ids
		}
	}
}

func (g *growing) everything() []*matter.Matter {
	var all []*matter.Matter
	for _, id := range listed(g.t, func(q matter.Query) (*matter.Page, error) {
		return g.Engine.All(context.Background(), access.TheSystem(), q)
	}, 100) {
		all = append(all, (&story{City: g.City, t: g.t, id: id}).now())
	}
	return all
}

// owed decides as a person would, from the posts alone, whether the actor owes
// the next act on the matter.
func (g *growing) owed(a access.Actor, m *matter.Matter) bool {
	if m.End != "" {
		return false
	}
	on := func(p org.Post) bool { return p.Person == org.PersonID(m.Holder.Person) }
	for _, s := range a.Stands {
		if int64(s.Unit) != m.Holder.Unit || string(s.Post) != m.Holder.Post {
			continue
		}
		there := slices.ContainsFunc(g.Org.Now().HoldersOf(s.Unit, s.Post, g.today()), on)
		if !there || org.PersonID(m.Holder.Person) == a.Person || org.PersonID(m.Holder.Person) == s.Principal {
			return true
		}
	}
	return false
}

func (g *growing) check(r *rapid.T, a access.Actor, all []*matter.Matter, size int) {
	ctx := context.Background()
	var seen, owed, late []matter.ID
	byDue := slices.SortedFunc(slices.Values(all), func(x, y *matter.Matter) int {
		return cmp.Or(cmp.Compare(x.DueAt(), y.DueAt()), cmp.Compare(x.ID, y.ID))
	})
	now := g.DB.Now().UnixMicro()
	lateOwed := 0
	for _, m := range all {
		if _, err := access.See(a, m.Object()); err == nil {
			seen = append(seen, m.ID)
		}
	}
	for _, m := range byDue {
		isLate := m.End == "" && m.DueAt() <= now
		if g.owed(a, m) {
			owed = append(owed, m.ID)
			if isLate {
				lateOwed++
			}
		}
		if _, err := access.See(a, m.Object()); err == nil && isLate {
			late = append(late, m.ID)
		}
	}
	for _, list := range []struct {
		name string
		want []matter.ID
		page func(q matter.Query) (*matter.Page, error)
	}{
		{"all", seen, func(q matter.Query) (*matter.Page, error) { return g.Engine.All(ctx, a, q) }},
		{"owed", owed, func(q matter.Query) (*matter.Page, error) { return g.Engine.Owed(ctx, a, q) }},
		{"late", late, func(q matter.Query) (*matter.Page, error) { return g.Engine.Late(ctx, a, q) }},
	} {
		if got := listed(g.t, list.page, size); !slices.Equal(got, list.want) {
			r.Fatalf("%s: listed %v, want %v, for %+v", list.name, got, list.want, a)
		}
	}
	n, l, err := g.Engine.OwedCount(ctx, a, 1000)
	if err != nil || n != len(owed) || l != lateOwed {
		r.Fatalf("counted %d owed, %d late, %v; want %d and %d", n, l, err, len(owed), lateOwed)
	}
	if n, err := g.Engine.LateCount(ctx, a); err != nil || n != len(late) {
		r.Fatalf("counted %d late, %v; want %d", n, err, len(late))
	}
}

func TestAListIsTheFilterOfAllByTheSameRules(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		g := &growing{City: c, t: t, ids: org.NewIDs(c.DB), units: c.Org.Now().Units()}
		step := 0
		rapid.Check(t, func(r *rapid.T) {
			step++
			g.hire(r)
			g.must(c.Org.Refresh(context.Background()))
			if rapid.IntRange(0, 2).Draw(r, "substitute") == 0 {
				g.substitute(r)
				g.must(c.Org.Refresh(context.Background()))
			}
			if step%2 == 0 { // so that a city of a hundred draws has fifty matters
				g.open(r)
			}
			if step%10 == 0 {
				c.Clock.Set(c.Clock.Now().Add(24 * time.Hour))
			}
			if step%5 != 0 {
				return
			}
			all := g.everything()
			actors := []access.Actor{access.TheSystem(), access.Outsider(), access.TheImporter(), {},
				{Kind: access.API, Units: []org.UnitID{rapid.SampledFrom(g.units).Draw(r, "unit").ID}, Level: access.Secrecy(rapid.IntRange(0, 2).Draw(r, "level"))}}
			for range 8 {
				actors = append(actors, c.Staff(g.anybody(r)))
			}
			actors = append(actors, c.Staff("secretary"), c.Staff("supervisor"), c.Staff("water-handler"))
			for _, a := range actors {
				g.check(r, a, all, rapid.IntRange(1, 20).Draw(r, "size"))
			}
		})
	})
}

func TestAListIsOfOneProcessAndOneStateIfAsked(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		permit, opened := accepted(t, c), apply(t, c, "test.permit")
		apply(t, c, "test.joint")
		for _, list := range []struct {
			q    matter.Query
			want []matter.ID
		}{
			{matter.Query{Process: "test.permit"}, []matter.ID{opened.id, permit.id}},
			{matter.Query{Process: "test.permit", State: "examining"}, []matter.ID{permit.id}},
			{matter.Query{State: "granted"}, nil},
		} {
			p, err := c.Engine.All(t.Context(), access.TheSystem(), list.q)
			if err != nil {
				t.Fatal(err)
			}
			var got []matter.ID
			for _, l := range p.Lines {
				got = append(got, l.ID)
			}
			if !slices.Equal(got, list.want) {
				t.Errorf("%+v: %v, want %v", list.q, got, list.want)
			}
		}
		p, err := c.Engine.Owed(t.Context(), c.Staff("dispatcher"), matter.Query{Process: "test.permit"})
		if err != nil || len(p.Lines) != 1 || p.Lines[0].ID != opened.id {
			t.Errorf("owed %+v, %v", p, err)
		}
	})
}

// The head of the city stands in every vacant seat below a unit without a head:
// a thousand of them are one condition.
func TestAMayorWithAThousandVacantSeatsHasAList(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		a := c.Staff("secretary")
		for i := range 3000 {
			a.Stands = append(a.Stands, org.Stand{Unit: org.UnitID(5000 + i), Post: []org.PostKind{"handler", "head", "clerk"}[i%3], Principal: a.Person, Why: org.ByVacancy})
		}
		s := request(t, c)
		s.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
		if p, err := c.Engine.All(t.Context(), a, matter.Query{}); err != nil || len(p.Lines) != 1 {
			t.Errorf("all: %+v, %v", p, err)
		}
		if p, err := c.Engine.Owed(t.Context(), a, matter.Query{}); err != nil || len(p.Lines) != 0 {
			t.Errorf("owed: %+v, %v", p, err)
		}
	})
}
