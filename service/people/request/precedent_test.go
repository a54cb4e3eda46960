package request_test

import (
	"testing"

	"shuniu/kernel/ledger"
	"shuniu/kernel/search"
	"shuniu/service/people/request"
	"shuniu/test/city"
)

// ruled is a request of a city in which the conference has ruled once.
func ruled(t *testing.T, c *city.City) *story {
	s := ask(t, c, "help", "990102001001")
	s.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
	s.do("water-handler", "ask_return", "reason", reason)
	s.do("auditor", "confer", "reason", "两个单位各执一词，提请会商。")
	s.do("hotline-head", "rule", "unit", "housing", "ruling", "小区红线内的污水管网由住建部门承办。")
	c.Follow()
	return s
}

func precedentsFollowed() city.Options {
	return city.Options{Followers: func(c *city.City) []ledger.Follower {
		return []ledger.Follower{request.NewPrecedents(c.Engine)}
	}}
}

func TestRulingsAreFoundByWhoeverMayReadThem(t *testing.T) {
	city.On(t, precedentsFollowed(), func(t *testing.T, c *city.City) {
		s, p := ruled(t, c), request.NewPrecedents(c.Engine)
		housing, _ := c.Org.Now().UnitByCode("housing")
		water, _ := c.Org.Now().UnitByCode("water")
		found := func(who string, f request.PrecedentFilter) int {
			t.Helper()
			page, err := p.List(t.Context(), c.Staff(who), f)
			if err != nil {
				t.Fatal(err)
			}
			return len(page.Items)
		}
		words := func(typed string) request.PrecedentFilter {
			q, err := search.Parse(typed)
			if err != nil {
				t.Fatal(err)
			}
			return request.PrecedentFilter{Words: &q}
		}
		for what, want := range map[string]struct {
			who string
			f   request.PrecedentFilter
			n   int
		}{
			"all":                  {"dispatcher", request.PrecedentFilter{}, 1},
			"the words":            {"dispatcher", words("污水管网"), 1},
			"other words":          {"dispatcher", words("路灯"), 0},
			"the unit":             {"dispatcher", request.PrecedentFilter{Unit: housing.ID}, 1},
			"another unit":         {"dispatcher", request.PrecedentFilter{Unit: water.ID}, 0},
			"words, another unit":  {"dispatcher", request.PrecedentFilter{Unit: water.ID, Words: words("污水管网").Words}, 0},
			"no part in it":        {"nandi-handler", request.PrecedentFilter{}, 0},
			"words, no part in it": {"nandi-handler", words("污水管网"), 0},
			"not for their eyes":   {"publisher", words("污水管网"), 0},
		} {
			if n := found(want.who, want.f); n != want.n {
				t.Errorf("%s: %d found", what, n)
			}
		}
		page, err := p.List(t.Context(), c.Staff("dispatcher"), request.PrecedentFilter{Limit: 1})
		if err != nil || page.Next == "" || page.Items[0].Unit != housing.ID || page.Items[0].Ruled.String() != "2026-03-02" {
			t.Fatalf("%+v, %v", page, err)
		}
		if page, err = p.List(t.Context(), c.Staff("dispatcher"), request.PrecedentFilter{Limit: 1, From: page.Next}); err != nil || len(page.Items) != 0 {
			t.Errorf("after the last one: %+v, %v", page, err)
		}
		v, err := c.Engine.View(t.Context(), c.Staff("dispatcher"), s.id)
		if err != nil {
			t.Fatal(err)
		}
		if like, err := p.Similar(t.Context(), c.Staff("dispatcher"), v, 5); err != nil || len(like) != 1 {
			t.Errorf("like itself: %v, %v", like, err)
		}
		if like, err := p.Similar(t.Context(), c.Staff("nandi-handler"), v, 5); err != nil || len(like) != 0 {
			t.Errorf("like itself, no part in it: %v, %v", like, err)
		}
	})
}

func TestAnErasedRulingIsNoPrecedent(t *testing.T) {
	city.On(t, precedentsFollowed(), func(t *testing.T, c *city.City) {
		s, p := ruled(t, c), request.NewPrecedents(c.Engine)
		if err := c.Engine.Erase(t.Context(), c.Staff("supervisor"), s.id, "个人信息保护法第四十七条"); err != nil {
			t.Fatal(err)
		}
		c.Follow()
		page, err := p.List(t.Context(), c.Staff("dispatcher"), request.PrecedentFilter{})
		if err != nil || len(page.Items) != 0 {
			t.Errorf("%+v, %v", page, err)
		}
		dump, err := p.Dump(c.DB.Follow().Read(t.Context()))
		if err != nil || dump != "" {
			t.Errorf("the projection still holds %q, %v", dump, err)
		}
	})
}
