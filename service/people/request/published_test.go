package request_test

import (
	"slices"
	"strings"
	"testing"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/process"
	"shuniu/kernel/search"
	definitions "shuniu/process"
	"shuniu/service/people/request"
	"shuniu/test/city"
)

func list(t *testing.T, p *request.Published, f request.Filter) []request.Publication {
	t.Helper()
	page, err := p.List(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	return page.Items
}

func TestWhatStillLooksPersonalIsPublishedOnlyOnceChecked(t *testing.T) {
	city.On(t, followed(), func(t *testing.T, c *city.City) {
		s := ask(t, c, "help", "990102001001")
		s.answered("water", "water-handler")
		s.do("resident", "rate", "rating", "good")
		texts := []string{"public_question", "王女士反映榕荫社区停水三天。", "public_answer", "支管爆裂，已修复并恢复供水。", "secrecy_reviewed", "true"}
		if got := s.refused(fault.Invalid, "publisher", "publish", texts...); !slices.Equal(got, []string{"public_question"}) {
			t.Errorf("refused for %v", got)
		}
		v, err := c.Engine.View(t.Context(), c.Staff("publisher"), s.id)
		if err != nil {
			t.Fatal(err)
		}
		compared := request.ComparePublish(v, map[string]string{"public_question": "王女士反映301室停水，电话×××。"})
		marked := func(pieces []search.Piece) (out []string) {
			for _, p := range pieces {
				if p.Match {
					out = append(out, p.Text)
				}
			}
			return out
		}
		if got := marked(compared[0].Before); !slices.Equal(got, []string{"2", "1", "301", "13800000000"}) {
			t.Errorf("the original marks %v", got)
		}
		if got := marked(compared[0].After); !slices.Equal(got, []string{"×××"}) || !slices.Equal(compared[0].Left, []string{"王", "301"}) {
			t.Errorf("the text marks %v, left %v", got, compared[0].Left)
		}
		s.do("publisher", "publish", append(texts, "suspects_checked", "true")...)
	})
}

func TestPublishedShowsReviewedWordsOnly(t *testing.T) {
	city.On(t, followed(), func(t *testing.T, c *city.City) {
		p := request.NewPublished(c.Engine)
		s := ask(t, c, "complaint", "990102001001")
		c.Move("2026-03-04 16:00")
		s.answered("water", "water-handler")
		s.do("resident", "rate", "rating", "good")
		c.Follow()
		if items := list(t, p, request.Filter{}); len(items) != 0 {
			t.Fatalf("answered but not published: %+v", items)
		}
		c.Move("2026-03-06 10:00")
		s.publish("榕荫社区停水三天，请尽快恢复。")
		c.Follow()
		items := list(t, p, request.Filter{})
		if len(items) != 1 {
			t.Fatalf("%d published", len(items))
		}
		got := items[0]
		unit, _ := c.Org.Now().UnitByCode("water")
		want := request.Publication{
			ID: got.ID, Kind: "complaint", Unit: unit.ID, Region: "990102001001",
			Question: "榕荫社区停水三天，请尽快恢复。", Answer: "支管爆裂，已修复并恢复供水。",
			Opened: date(t, "2026-03-02"), Answered: date(t, "2026-03-04"), Published: date(t, "2026-03-06"), Days: 2, Rating: "good",
		}
		if got != want {
			t.Fatalf("published\n%+v, want\n%+v", got, want)
		}
		if len(got.ID) != 16 || strings.Contains(s.num, strings.ToUpper(string(got.ID))) {
			t.Errorf("public id %q", got.ID)
		}
		one, err := p.One(t.Context(), got.ID)
		if err != nil || one != got {
			t.Errorf("%+v, %v", one, err)
		}
		if _, err := p.One(t.Context(), "nothing"); !fault.Is(err, fault.NotFound) {
			t.Errorf("unknown id: %v", err)
		}
		s.publish("榕荫社区停水三天。") // corrected: the same page with other words
		c.Follow()
		if one, err = p.One(t.Context(), got.ID); err != nil || one.Question != "榕荫社区停水三天。" || one.Published != got.Published {
			t.Errorf("%+v, %v", one, err)
		}
	})
}

func TestErasedRequestLeavesThePublicList(t *testing.T) {
	city.On(t, followed(), func(t *testing.T, c *city.City) {
		p := request.NewPublished(c.Engine)
		gone, lost := ask(t, c, "help", "990102001001"), ask(t, c, "help", "990102001001")
		gone.published("water", "water-handler", "good")
		c.Follow()
		id := list(t, p, request.Filter{})[0].ID
		if err := c.Engine.Erase(t.Context(), c.Staff("supervisor"), gone.id, "个人信息保护法第四十七条"); err != nil {
			t.Fatal(err)
		}
		lost.published("water", "water-handler", "good")
		if err := c.Engine.Erase(t.Context(), c.Staff("supervisor"), lost.id, "个人信息保护法第四十七条"); err != nil {
			t.Fatal(err) // erased before any follower has read of its publication
		}
		c.Follow()
		if items := list(t, p, request.Filter{}); len(items) != 0 {
			t.Fatalf("left: %+v", items)
		}
		if _, err := p.One(t.Context(), id); !fault.Is(err, fault.NotFound) {
			t.Fatalf("its page: %v", err)
		}
	})
}

func TestPublishedIsFilteredAndPaged(t *testing.T) {
	city.On(t, followed(), func(t *testing.T, c *city.City) {
		p := request.NewPublished(c.Engine)
		for i, r := range []struct{ kind, region, unit, handler string }{
			{"help", "990102001001", "water", "water-handler"},
			{"complaint", "990102001000", "housing", "housing-head"},
			{"help", "990102000000", "water", "water-handler"},
			{"consult", "990103000000", "water", "water-handler"},
			{"help", "990100000000", "housing", "housing-head"},
		} {
			if i != 2 { // two at the same moment
				c.Clock.Set(city.At(t, "2026-03-02 09:00").AddDate(0, 0, i))
			}
			ask(t, c, r.kind, r.region).published(r.unit, r.handler, "good")
		}
		c.Follow()
		water, _ := c.Org.Now().UnitByCode("water")
		for _, row := range []struct {
			name   string
			filter request.Filter
			want   int
		}{
			{"everything", request.Filter{}, 5},
			{"a kind", request.Filter{Kind: "help"}, 3},
			{"a unit", request.Filter{Unit: water.ID}, 3},
			{"the city", request.Filter{Region: "990100000000"}, 5},
			{"a county", request.Filter{Region: "990102000000"}, 3},
			{"a township", request.Filter{Region: "990102001000"}, 2},
			{"a village", request.Filter{Region: "990102001001"}, 1},
			{"unit, kind and county", request.Filter{Unit: water.ID, Kind: "help", Region: "990102000000"}, 2},
			{"nothing", request.Filter{Kind: "praise"}, 0},
		} {
			items := list(t, p, row.filter)
			if len(items) != row.want {
				t.Errorf("%s: %d, want %d", row.name, len(items), row.want)
			}
			if !slices.IsSortedFunc(items, func(a, b request.Publication) int { return b.Published.Compare(a.Published) }) {
				t.Errorf("%s: not the newest first", row.name)
			}
			var paged []request.Publication
			f := row.filter
			f.Limit = 2
			for {
				page, err := p.List(t.Context(), f)
				if err != nil {
					t.Fatal(err)
				}
				paged = append(paged, page.Items...)
				if f.From = page.Next; f.From == "" {
					break
				}
			}
			if !slices.Equal(paged, items) {
				t.Errorf("%s: by pages %d items, %d at once", row.name, len(paged), len(items))
			}
		}
	})
}

func TestFirstAndRevisedRatingAreBothShown(t *testing.T) {
	defs, findings := definitions.All()
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	i := slices.IndexFunc(defs, func(d *process.Definition) bool { return d.Name == "people.request" })
	source := strings.Replace(string(defs[i].Source), "rate: {title: {zh: 评价, en: Rate}, from: [answered, advised]", "rate: {title: {zh: 评价, en: Rate}, from: [answered, advised, closed]", 1)
	if defs[i], findings = process.Parse("request.yaml", []byte(source)); len(findings) > 0 {
		t.Fatal(findings)
	}
	o := followed()
	o.Definitions = defs
	city.On(t, o, func(t *testing.T, c *city.City) {
		p := request.NewPublished(c.Engine)
		s := ask(t, c, "help", "990102001001")
		s.published("water", "water-handler", "poor")
		shown := func() [2]string {
			c.Follow()
			r := list(t, p, request.Filter{})[0]
			return [2]string{r.Rating, r.Revised}
		}
		if got := shown(); got != [2]string{"poor", ""} {
			t.Errorf("rated once: %v", got)
		}
		s.do("resident", "rate", "rating", "very_good")
		if got := shown(); got != [2]string{"poor", "very_good"} {
			t.Errorf("rated twice: %v", got)
		}
		s.do("resident", "rate", "rating", "poor")
		if got := shown(); got != [2]string{"poor", ""} {
			t.Errorf("back to the first: %v", got)
		}
	})
}

func date(t *testing.T, s string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestPublishedIsFoundByItsReviewedWordsAlone(t *testing.T) {
	city.On(t, followed(), func(t *testing.T, c *city.City) {
		p := request.NewPublished(c.Engine)
		find := func(typed string, f request.Filter) (ids []request.PublicID) {
			t.Helper()
			q, err := search.Parse(typed)
			if err != nil {
				t.Fatal(err)
			}
			m, err := p.Find(t.Context(), q, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, one := range m.Items {
				ids = append(ids, one.ID)
			}
			return ids
		}
		similar := func(title string) int {
			t.Helper()
			like, err := p.Similar(t.Context(), title, "不知道什么时候能恢复。", 3)
			if err != nil {
				t.Fatal(err)
			}
			return len(like)
		}
		s, hidden := ask(t, c, "complaint", "990102001001"), ask(t, c, "help", "990102001001")
		for _, one := range []*story{s, hidden} {
			one.answered("water", "water-handler")
			one.do("resident", "rate", "rating", "good")
		}
		c.Follow()
		if got := find("停水", request.Filter{}); len(got) != 0 || similar("榕荫社区停水") != 0 {
			t.Fatalf("found before it is published: %v", got)
		}
		s.publish("榕荫社区断水三天，请尽快恢复。")
		c.Follow()
		id := list(t, p, request.Filter{})[0].ID
		water, _ := c.Org.Now().UnitByCode("water")
		for _, row := range []struct {
			typed  string
			filter request.Filter
			want   int
		}{
			{"断水", request.Filter{}, 1},
			{"断水 支管爆裂", request.Filter{Kind: "complaint", Unit: water.ID}, 1},
			{"断水", request.Filter{Kind: "help"}, 0},
			{"停水", request.Filter{}, 0}, // the resident's own word
		} {
			if got := find(row.typed, row.filter); len(got) != row.want || row.want == 1 && got[0] != id {
				t.Errorf("%s, %+v: %v", row.typed, row.filter, got)
			}
		}
		if similar("榕荫社区断水") != 1 || similar("路灯坏了") != 0 {
			t.Error("similar are not those that have words in common")
		}
		s.publish("榕荫社区没有水三天。") // corrected
		c.Follow()
		if found := find("断水", request.Filter{}); len(found) != 0 || len(find("没有水", request.Filter{})) != 1 {
			t.Errorf("after a correction: %v", found)
		}
		s.do("publisher", "unpublish", "reason", "需要更正后再公开")
		c.Follow()
		if len(find("没有水", request.Filter{})) != 0 || similar("榕荫社区没有水") != 0 {
			t.Error("found after it was withdrawn")
		}
	})
}

// TestDefinitionHasTheNamesLookedFor keeps the projections from looking for what
// the definition calls otherwise.
func TestDefinitionHasTheNamesLookedFor(t *testing.T) {
	defs, findings := definitions.All()
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	d := defs[slices.IndexFunc(defs, func(d *process.Definition) bool { return d.Name == "people.request" })]
	for _, act := range []string{"submit", "dispatch", "sign", "reply", "publish"} {
		if d.Act(act) == nil {
			t.Errorf("no act %s", act)
		}
	}
	for _, field := range []string{"kind", "title", "body", "region", "unit", "urgency", "reply", "outcome", "rating", "public_question", "public_answer"} {
		if d.Field(field) == nil {
			t.Errorf("no field %s", field)
		}
	}
	for _, field := range []string{"public_question", "public_answer"} {
		if f := d.Field(field); f != nil && (!f.Public || f.Personal) {
			t.Errorf("%s may not be published", field)
		}
	}
}
