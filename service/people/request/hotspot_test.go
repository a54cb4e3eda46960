package request_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/insight/hot"
	"shuniu/kernel/matter"
	"shuniu/service/people/request"
	"shuniu/test/city"
)

// tell opens a request of somebody with the words.
func tell(t *testing.T, c *city.City, level access.Secrecy, words ...string) string {
	t.Helper()
	values := map[string]string{"kind": "complaint", "title": words[0], "body": words[1], "region": "990102001001"}
	if len(words) > 2 {
		values["phone"], values["consent"] = words[2], "true"
	}
	res, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Secrecy: level, Values: values})
	if err != nil {
		t.Fatal(err)
	}
	c.Clock.Set(c.Clock.Now().Add(time.Minute))
	return res.Matter.Number
}

// noise are three people with one trouble, two with another, and one with a third,
// who writes twice.
func noise(t *testing.T, c *city.City) (mixing, water []string) {
	t.Helper()
	for i, how := range []string{"日夜轰鸣，老人孩子无法入睡，请尽快查处搬走", "灰尘很大窗户都不敢开，请尽快查处搬走", "没有手续就开工，请尽快查处搬走"} {
		mixing = append(mixing, tell(t, c, access.Open, "澜江新城附近搅拌站扰民", "澜江新城附近的搅拌站"+how+"这个搅拌站", fmt.Sprintf("1380000000%d", i)))
	}
	for i, how := range []string{"三天没有水喝", "老人接不到水"} {
		water = append(water, tell(t, c, access.Open, "榕荫社区物业停水三天", "物业以欠费为由停了自来水，"+how+"，榕荫社区盼恢复供水", fmt.Sprintf("1380000001%d", i)))
	}
	for range 2 {
		tell(t, c, access.Open, "梧桐街路灯不亮", "梧桐街的路灯坏了晚上看不见路，请派人修理路灯", "13800000020")
	}
	c.Follow()
	return mixing, water
}

func tended(t *testing.T, h *request.Hotspots) *request.Hotspots {
	t.Helper()
	if err := h.Tend(t.Context()); err != nil {
		t.Fatal(err)
	}
	return h
}

// found is the whole board as text.
func found(t *testing.T, h *request.Hotspots) string {
	t.Helper()
	top, _ := h.Hottest(t.Context(), 100)
	var b strings.Builder
	for _, s := range top {
		fmt.Fprintf(&b, "%s %q %.3f %d people %v %v\n", s.ID, s.Name, s.Heat, s.People, s.Messages, s.Days)
	}
	return b.String()
}

// expect compares a board with one made from nothing.
func expectSame(t *testing.T, c *city.City, h *request.Hotspots) {
	t.Helper()
	if was, anew := found(t, h), found(t, tended(t, request.NewHotspots(c.Engine))); was != anew {
		t.Errorf("as it came:\n%sfrom nothing:\n%s", was, anew)
	}
}

func of(t *testing.T, h *request.Hotspots, number string) []string {
	t.Helper()
	spot, err := h.Of(number)
	if err != nil && !fault.Is(err, fault.NotFound) {
		t.Fatal(err)
	}
	return spot.Messages
}

func TestTheCitysOwnRequestsMakeHotIssues(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		h := request.NewHotspots(c.Engine)
		if top, at := h.Hottest(t.Context(), 5); len(top) != 0 || !at.IsZero() {
			t.Errorf("found before it was made: %v at %v", top, at)
		}
		mixing, water := noise(t, c)
		held := tell(t, c, access.WorkSecret, "澜江新城附近搅拌站扰民", "澜江新城附近的搅拌站日夜轰鸣，请尽快查处搬走这个搅拌站")
		c.Follow()
		tended(t, h)
		top, at := h.Hottest(t.Context(), 5)
		if len(top) != 2 || !slices.Equal(top[0].Messages, mixing) || !slices.Equal(top[1].Messages, water) || !at.Equal(c.DB.Now()) {
			t.Fatalf("at %v\n%s", at, found(t, h))
		}
		if top[0].People != 3 || top[0].Days[29] != 3 || top[0].Days[28] != 0 || !strings.Contains(top[0].Name, "搅拌站") || slices.Contains(top[0].Messages, held) {
			t.Errorf("%+v", top[0])
		}
		c.Clock.Set(city.At(t, "2026-03-03 09:00"))
		tended(t, h)
		again := tell(t, c, access.Open, "澜江新城附近搅拌站扰民", "澜江新城附近的搅拌站日夜轰鸣，请尽快查处搬走这个搅拌站", "13800000001")
		c.Follow()
		tended(t, h)
		if top, _ := h.Hottest(t.Context(), 1); top[0].People != 3 || len(top[0].Messages) != 4 || top[0].Days[28] != 3 || top[0].Days[29] != 1 || !slices.Contains(top[0].Messages, again) {
			t.Errorf("with one more of the same person: %+v", top[0])
		}
		expectSame(t, c, h)
		if err := c.Engine.Erase(t.Context(), c.Staff("supervisor"), mustFind(t, c, mixing[0]), "个人信息保护法第四十七条"); err != nil {
			t.Fatal(err)
		}
		c.Follow()
		tended(t, h)
		if got := of(t, h, mixing[1]); slices.Contains(got, mixing[0]) || len(got) != 3 {
			t.Errorf("with what was erased: %v", got)
		}
		expectSame(t, c, h)
		c.Clock.Set(city.At(t, "2026-06-20 09:00"))
		if top, _ := tended(t, h).Hottest(t.Context(), 5); len(top) != 0 {
			t.Errorf("after the season %+v", top)
		}
	})
}

func TestWhatCameLateIsReadInTheOrderOfItsTime(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		h := request.NewHotspots(c.Engine)
		mixing, _ := noise(t, c)
		tended(t, h)
		_, err := c.Engine.Import(t.Context(), matter.History{Source: "mailbox", ID: "1", Process: "people.request", Acts: []matter.Past{
			{Act: "submit", Occurred: city.At(t, "2026-02-20 08:00"), Values: map[string]string{"kind": "help", "title": "澜江新城附近搅拌站扰民", "body": "澜江新城附近的搅拌站日夜轰鸣，请尽快查处搬走这个搅拌站", "region": "990102001001"}},
		}})
		if err != nil {
			t.Fatal(err)
		}
		c.Follow()
		if got := of(t, tended(t, h), mixing[0]); len(got) != 4 || got[0] == mixing[0] {
			t.Errorf("%v", got)
		}
		expectSame(t, c, h)
	})
}

// A large board is not made anew with each message.
func TestALargeBoardIsTheSameFromNothing(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		h := request.NewHotspots(c.Engine).MakeLarge()
		mixing, water := noise(t, c)
		tended(t, h)
		c.Clock.Set(city.At(t, "2026-03-03 09:00"))
		tended(t, h)
		for range 3 {
			tell(t, c, access.Open, "澜江新城附近搅拌站扰民", "澜江新城附近的搅拌站日夜轰鸣，请尽快查处搬走这个搅拌站")
			noise(t, c)
			tended(t, h)
		}
		if was, anew := found(t, h), found(t, tended(t, request.NewHotspots(c.Engine).MakeLarge())); was != anew {
			t.Errorf("as it came:\n%sfrom nothing:\n%s", was, anew)
		}
		if len(of(t, h, mixing[0])) != 15 || len(of(t, h, water[0])) != 8 {
			t.Error(found(t, h))
		}
	})
}

func mustFind(t *testing.T, c *city.City, number string) matter.ID {
	t.Helper()
	id, err := c.Engine.Find(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// says makes a statement and gives the error.
func says(t *testing.T, c *city.City, h *request.Hotspots, who string, said hot.Saying) error {
	t.Helper()
	c.Clock.Set(c.Clock.Now().Add(time.Minute))
	err := h.State(t.Context(), c.Staff(who), said, matter.Input{Values: map[string]string{"reason": "现场核实过的情况"}})
	c.Follow()
	return err
}

func TestWhatPeopleStateHoldsUntilItIsRevoked(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		h := request.NewHotspots(c.Engine)
		mixing, water := noise(t, c)
		tended(t, h)
		if err := says(t, c, h, "dispatcher", hot.Saying{Messages: mixing[2:], Others: mixing[:2]}); err != nil {
			t.Fatal(err)
		}
		check := func(when string, want ...string) {
			t.Helper()
			for _, h := range []*request.Hotspots{h, tended(t, request.NewHotspots(c.Engine))} {
				if got := of(t, h, mixing[0]); !slices.Equal(got, want) {
					t.Errorf("%s: %v, not %v", when, got, want)
				}
			}
		}
		check("split", mixing[:2]...)
		if err := says(t, c, h, "supervisor", hot.Saying{Messages: slices.Concat(mixing[:2], water)}); err != nil {
			t.Fatal(err)
		}
		check("joined", slices.Concat(mixing[:2], water)...)
		spot, _ := h.Of(mixing[0])
		if said, lines, err := h.About(t.Context(), c.Staff("supervisor"), spot); err != nil || len(said) != 2 || len(lines) != 2 || said[0].ID != lines[0].ID || len(said[0].Others) != 0 {
			t.Errorf("%v %v %v", said, lines, err)
		} else if _, err := c.Engine.Act(t.Context(), c.Staff("supervisor"), said[0].ID, "revoke", matter.Input{Values: map[string]string{"reason": "并不是一件事"}}); err != nil {
			t.Fatal(err)
		}
		if said, _, err := h.About(t.Context(), c.Staff("dispatcher"), spot); err != nil || len(said) != 1 {
			t.Errorf("the dispatcher sees what the office stated: %v %v", said, err)
		}
		c.Follow()
		tended(t, h)
		check("revoked", mixing[:2]...)
	})
}

func TestAStatementIsAboutRequestsThatMayBeSeen(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		h := request.NewHotspots(c.Engine)
		mixing, _ := noise(t, c)
		held := tell(t, c, access.WorkSecret, "澜江新城附近搅拌站扰民", "澜江新城附近的搅拌站日夜轰鸣，请尽快查处")
		for name, said := range map[string]hot.Saying{
			"one alone": {Messages: mixing[:1]}, "held closely": {Messages: []string{mixing[0], held}}, "no request": {Messages: []string{mixing[0], "Q9901-1"}},
			"on both sides": {Messages: mixing[:1], Others: mixing},
		} {
			if err := says(t, c, h, "supervisor", said); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := says(t, c, h, "water-head", hot.Saying{Messages: mixing}); !fault.Is(err, fault.Denied) {
			t.Errorf("by whoever sees some of them: %v", err)
		}
		for who, want := range map[string]bool{"dispatcher": true, "hotline-head": true, "supervisor": true, "secretary": true, "water-head": false, "district-head": false, "nandi-handler": false} {
			if got := request.SeesRequests(c.Engine, c.Staff(who)); got != want {
				t.Errorf("%s: %v", who, got)
			}
		}
	})
}
