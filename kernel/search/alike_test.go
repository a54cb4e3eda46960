package search_test

import (
	"slices"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/matter"
	"shuniu/kernel/search"
	"shuniu/test/city"
)

// from sends a request of somebody about a place.
func from(t *testing.T, c *city.City, process, title, region, phone string) matter.ID {
	t.Helper()
	values := map[string]string{"title": title, "body": "从昨天夜里开始，一直到今天早上，请尽快派人来看。", "region": region, "phone": phone, "consent": "true"}
	if process == "people.request" {
		values["kind"] = "help"
	}
	res, err := c.Engine.Open(t.Context(), access.Outsider(), process, matter.Input{Values: values})
	if err != nil {
		t.Fatal(err)
	}
	return res.Matter.ID
}

func TestTwinsAreOfTheSamePersonOrPlaceAndWordsAndOpen(t *testing.T) {
	city.On(t, followed(), func(t *testing.T, c *city.City) {
		const street, elsewhere = "990102001001", "990103000000"
		both := from(t, c, "people.request", "二号楼支管爆裂停水", street, "13912345678")
		words := from(t, c, "people.request", "二号楼支管爆裂没有水", "990102001000", "13900001111")
		person := from(t, c, "people.request", "路灯三个月不亮", street, "13912345678")
		from(t, c, "people.request", "二号楼支管爆裂停水", elsewhere, "13900002222") // another county
		from(t, c, "people.request", "小学门口占道经营", street, "13900003333")     // another thing
		from(t, c, "people.tip", "二号楼支管爆裂停水有人受贿", street, "13912345678")    // a report never shows
		ended := from(t, c, "people.request", "二号楼支管爆裂停水", street, "13912345678")
		do(t, c, "dispatcher", ended, "refuse", "ground", "concluded", "reply", "此事已经依法办结，不再受理。")
		asked := from(t, c, "people.request", "二号楼支管爆裂停水", street, "13912345678")
		c.Follow()
		twins := func(who string) (out []matter.ID) {
			a := c.Staff(who)
			v, err := c.Engine.View(t.Context(), access.TheSystem(), asked)
			if err != nil {
				t.Fatal(err)
			}
			found, err := search.NewMatters(c.Engine).Twins(t.Context(), a, v, 5)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range found {
				if f.Person != (f.ID == both || f.ID == person) || f.Words != (f.ID == both || f.ID == words) {
					t.Errorf("%d: person %v, words %v", f.ID, f.Person, f.Words)
				}
				out = append(out, f.ID)
			}
			return out
		}
		if got, want := twins("dispatcher"), []matter.ID{both, words, person}; !slices.Equal(got, want) {
			t.Errorf("suggested %v, want %v", got, want)
		}
		if got := twins("nandi-handler"); len(got) > 0 {
			t.Errorf("somebody without a part in them is told of %v", got)
		}
	})
}
