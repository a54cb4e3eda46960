package request_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shuniu/kernel/matter"
	"shuniu/service/people/request"
	"shuniu/test/city"
)

const (
	waterCategory   = "020101"
	housingCategory = "010105"
)

// past enters requests as they were dispatched and signed for before: twelve about
// water, twelve about housing.
func past(t *testing.T, c *city.City, acts ...matter.Past) (ids []matter.ID) {
	t.Helper()
	water := []string{"自来水停了没有水", "小区停水三天没人管", "家里停水，水压太低", "水管爆裂停水"}
	housing := []string{"小区物业乱收停车费", "停车位被物业锁住", "物业停车费涨价", "地下车库停车位不够"}
	for i := range 24 {
		title, unit, category := water[i/2%4], "water", waterCategory
		if i%2 == 1 {
			title, unit, category = housing[i/2%4], "housing", housingCategory
		}
		history := matter.History{Source: "mailbox", ID: fmt.Sprint(len(acts), "/", i), Process: "people.request", Acts: append([]matter.Past{
			{Act: "submit", Occurred: city.At(t, "2026-03-02 08:00"), Values: map[string]string{"kind": "help", "title": title, "body": fmt.Sprintf("%s，第%c次反映，请政府尽快处理。", title, '一'+rune(i)), "region": "990102001001"}},
			{Act: "dispatch", Occurred: city.At(t, "2026-03-02 08:10"), Values: map[string]string{"unit": unit, "urgency": "ordinary", "category": category}},
		}, acts...)}
		res, err := c.Engine.Import(t.Context(), history)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, res.Matter.ID)
	}
	c.Follow()
	return ids
}

func signed(t *testing.T) matter.Past {
	return matter.Past{Act: "sign", Occurred: city.At(t, "2026-03-02 08:20")}
}

// advised is what is suggested for a new request about a leak, by field.
func advised(t *testing.T, c *city.City, a *request.Advice, act string) map[string]request.Advised {
	t.Helper()
	s := ask(t, c, "help", "990102001001")
	v, err := c.Engine.View(t.Context(), c.Staff("dispatcher"), s.id)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]request.Advised{}
	for _, one := range a.Suggest(v, act) {
		out[one.Field] = one
	}
	return out
}

func tend(t *testing.T, a *request.Advice) {
	t.Helper()
	if err := a.Tend(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func models(t *testing.T, folder string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.model"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestCategoryAndUnitAreSuggestedFromTheCitysOwnHistory(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		past(t, c, signed(t))
		settings := request.AdviceSettings{Folder: filepath.Join(t.TempDir(), "insight"), Fewest: 20}
		a := request.NewAdvice(c.Engine, settings)
		if found := advised(t, c, a, "dispatch"); len(found) != 0 {
			t.Errorf("suggested before anything was learned: %v", found)
		}
		tend(t, a)
		check := func(a *request.Advice) {
			t.Helper()
			found := advised(t, c, a, "dispatch")
			for field, value := range map[string]string{"category": waterCategory, "unit": "water"} {
				got := found[field]
				if len(got.Likely) == 0 || got.Likely[0].Value != value || got.Likely[0].Share < 0.5 || len(got.Likely[0].Words) == 0 {
					t.Errorf("%s: %+v", field, got)
				}
				if got.Measure.Requests != 24 || got.Measure.Accuracy < 0.9 || got.Measure.TopTwo < got.Measure.Accuracy || !got.Measure.Trained.Equal(c.DB.Now()) {
					t.Errorf("%s: measured as %+v", field, got.Measure)
				}
			}
		}
		check(a)
		if found := advised(t, c, a, "refuse"); len(found) != 0 {
			t.Errorf("suggested for an act that sorts nothing: %v", found)
		}
		again := request.NewAdvice(c.Engine, settings)
		tend(t, again)
		check(again)
		if found := advised(t, c, nil, "dispatch"); len(found) != 0 {
			t.Error("no advice suggests something")
		}
		s := ask(t, c, "help", "990102001001")
		v, err := c.Engine.View(t.Context(), c.Staff("dispatcher"), s.id)
		if err != nil {
			t.Fatal(err)
		}
		for field, value := range v.Values {
			value.Text = "水，停，水，停，水。"
			v.Values[field] = value
		}
		if found := a.Suggest(v, "dispatch"); len(found) != 0 {
			t.Errorf("suggested without a reason: %+v", found)
		}
		s.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
		s.do("water-handler", "ask_return", "reason", reason)
		s.do("auditor", "agree_return")
		v, err = c.Engine.View(t.Context(), c.Staff("dispatcher"), s.id)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range a.Suggest(v, "dispatch") {
			if one.Field == "unit" {
				t.Errorf("a unit that returned it is suggested again: %v", one)
			}
		}
	})
}

func TestAUnitIsLearnedFromRequestsThatItKept(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		past(t, c) // nobody has signed for them
		a := request.NewAdvice(c.Engine, request.AdviceSettings{Folder: t.TempDir(), Fewest: 20})
		tend(t, a)
		if found := advised(t, c, a, "dispatch"); len(found["category"].Likely) == 0 || len(found["unit"].Likely) != 0 {
			t.Errorf("%+v", found)
		}
	})
}

func TestWhatWasErasedIsUnlearned(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		ids := past(t, c, signed(t))
		folder := t.TempDir()
		a := request.NewAdvice(c.Engine, request.AdviceSettings{Folder: folder, Fewest: 23})
		tend(t, a)
		before := models(t, folder)
		c.Clock.Set(city.At(t, "2026-03-02 10:00"))
		if tend(t, a); strings.Join(models(t, folder), " ") != strings.Join(before, " ") || len(before) != 2 {
			t.Errorf("learned again on the same day: %v, then %v", before, models(t, folder))
		}
		erase := func(id matter.ID) {
			t.Helper()
			if err := c.Engine.Erase(t.Context(), c.Staff("supervisor"), id, "个人信息保护法第四十七条"); err != nil {
				t.Fatal(err)
			}
			c.Follow()
		}
		erase(ids[0])
		tend(t, a)
		if n := advised(t, c, a, "dispatch")["unit"].Measure.Requests; n != 23 || len(models(t, folder)) != 2 {
			t.Errorf("trained on %d requests; kept %v", n, models(t, folder))
		}
		erase(ids[1])
		tend(t, a)
		if found := advised(t, c, a, "dispatch"); len(found) != 0 || len(models(t, folder)) != 0 {
			t.Errorf("suggested from too little: %v; kept %v", found, models(t, folder))
		}
	})
}

func TestItLearnsAnewOnceANightAndFromADamagedFile(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		past(t, c, signed(t))
		folder := t.TempDir()
		settings := request.AdviceSettings{Folder: folder, Fewest: 20}
		a := request.NewAdvice(c.Engine, settings)
		tend(t, a)
		c.Clock.Set(city.At(t, "2026-03-03 01:59"))
		tend(t, a)
		if at := advised(t, c, a, "dispatch")["unit"].Measure.Trained; !at.Equal(city.At(t, "2026-03-02 09:00")) {
			t.Errorf("learned before the night, at %v", at)
		}
		c.Clock.Set(city.At(t, "2026-03-03 02:10"))
		tend(t, a)
		if at := advised(t, c, a, "dispatch")["unit"].Measure.Trained; !at.Equal(c.DB.Now()) {
			t.Errorf("not learned in the night: %v", at)
		}
		for _, name := range models(t, folder) {
			if err := os.WriteFile(name, []byte("cut short"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		c.Clock.Set(city.At(t, "2026-03-03 08:00"))
		again := request.NewAdvice(c.Engine, settings)
		tend(t, again)
		if found := advised(t, c, again, "dispatch"); !found["unit"].Measure.Trained.Equal(c.DB.Now()) {
			t.Errorf("%+v", found)
		}
	})
}
