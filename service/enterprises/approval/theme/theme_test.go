package theme_test

import (
	"strings"
	"testing"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/service/enterprises/approval/theme"
	"shuniu/test/city"
)

func TestEveryDefectOfTheThemesIsNamed(t *testing.T) {
	_, err := theme.Read(strings.NewReader(`{"themes": [{"code": "a", "name": {"zh": "甲", "en": ""}, "summary": {"zh": "乙", "en": "B"}, "leads": [], "promised": 46,
		"questions": [{"key": "x y", "text": {"zh": "丙", "en": "C"}, "options": ["yes"], "labels": []}],
		"parts": [{"item": "990134002000", "consult": "nandi", "about": {"zh": "", "en": ""}, "when": ["x=maybe"]}, {"item": "990199999000"}]}]}`), city.Items(t))
	want := []string{"name", "leads", "promised", "questions[0].key", "questions[0].options", "parts[0].item", "parts[0].about", "parts[0].when[0]", "parts[1].item"}
	var got []string
	for _, d := range fault.As(err).Defects {
		got = append(got, strings.TrimPrefix(d.Field, "themes[0]."))
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("named are %v, not %v", got, want)
	}
	if _, err := theme.Read(strings.NewReader(`{"themes": [], "more": 1}`), city.Items(t)); err == nil {
		t.Error("an unknown key is read")
	}
}

func TestAPaperThatSeveralWantIsHandedInOnce(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		b := city.Themes(t)
		fitOut := b.Find(city.FitOut)
		answers, ds := fitOut.ParseAnswers("noise=no rebuild=yes")
		if len(ds) > 0 {
			t.Fatal(ds)
		}
		day, dir := city.At(t, "2026-03-02 09:00"), c.Org.Now()
		p, gaps, led := b.Plan(fitOut, answers, theme.Place{Dir: dir, Region: "990102001000", Day: calendar.DateOf(day)})
		if len(gaps) > 0 || !led || p.Lead.Code != "water" || len(p.Shares) != 2 {
			t.Fatalf("gaps %v, led by %s, %d take part", gaps, p.Lead.Code, len(p.Shares))
		}
		papers := p.Papers()
		if len(papers) != 1 || len(papers[0].Units) != 2 {
			t.Errorf("%d papers, the first for %d departments", len(papers), len(papers[0].Units))
		}
		if got := p.Situation().En; got != "Is the structure changed? Yes; Is there work at night? No" {
			t.Errorf("the situation is %q", got)
		}
	})
}
