package request_test

import (
	"slices"
	"strings"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/attachment"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/search"
	"shuniu/service/people/request"
	"shuniu/test/city"
)

const photo = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"

// sends opens a matter with a photograph, in its own words.
func sends(t *testing.T, c *city.City, process string, values map[string]string) (*story, attachment.ID) {
	t.Helper()
	key := access.Outsider()
	f, err := c.Engine.Tray(key, values["title"]+values["accused"]).Put(t.Context(), "files", "周某拍的.png", strings.NewReader(photo))
	if err != nil {
		t.Fatal(err)
	}
	values["files"] = string(f.ID)
	res, err := c.Engine.Open(t.Context(), key, process, matter.Input{Key: values["title"] + values["accused"], Values: values})
	if err != nil {
		t.Fatal(err)
	}
	return &story{City: c, t: t, id: res.Matter.ID, num: res.Matter.Number, code: res.Code}, f.ID
}

func TestWhoeverIsAnonymousToTheUnitStaysSo(t *testing.T) {
	city.On(t, followed(), func(t *testing.T, c *city.City) {
		for anonymous, seen := range map[string]bool{"": true, "true": false} {
			s, file := sends(t, c, "people.request", map[string]string{
				"kind": "complaint", "title": "夜里施工太吵了" + anonymous, "body": "工地夜里十二点还在打桩，老人睡不着。", "region": "990102001001",
				"name": "周晓雯", "phone": "13800001234", "consent": "true", "anonymous": anonymous,
			})
			s.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
			s.do("water-handler", "sign")
			for _, who := range []string{"water-handler", "water-head"} {
				v, err := c.Engine.View(t.Context(), c.Staff(who), s.id)
				if err != nil {
					t.Fatal(err)
				}
				_, named := v.Values["name"]
				_, called := v.Values["phone"]
				if named != seen || called != seen || v.Unmasks != (seen && who == "water-handler") {
					t.Errorf("anonymous %q, %s: name %v, phone %v, unmasks %v", anonymous, who, named, called, v.Unmasks)
				}
				for _, e := range v.Timeline {
					for _, f := range []string{"name", "phone", "files"} {
						if _, there := e.Values[f]; there && !seen {
							t.Errorf("%s finds %s in the record", who, f)
						}
					}
				}
			}
			got, err := c.Engine.Unmask(t.Context(), c.Staff("water-handler"), s.id)
			if err != nil || (got["phone"] == "13800001234") != seen || (len(got) > 0) != seen {
				t.Errorf("anonymous %q: the unit reads %v, %v", anonymous, got, err)
			}
			content, err := c.Engine.File(t.Context(), c.Staff("water-handler"), s.id, file)
			if (err == nil) != seen || !seen && !fault.Is(err, fault.NotFound) {
				t.Errorf("anonymous %q: the unit opens the file: %v", anonymous, err)
			}
			if err == nil {
				content.Close()
			}
			if got, err = c.Engine.Unmask(t.Context(), c.Staff("dispatcher"), s.id); err != nil || got["name"] != "周晓雯" {
				t.Errorf("the hotline reads %v, %v", got, err)
			}
			if v, err := c.Engine.View(t.Context(), access.ByCode(int64(s.id)), s.id); err != nil || v.Values["phone"].Text != "13800001234" {
				t.Errorf("the resident no longer reads their own number: %v", err)
			}
			if seen {
				s.refused(fault.Conflict, "dispatcher", "pass_on", "note", "诉求人说每晚十二点以后最吵。")
			} else {
				s.do("dispatcher", "pass_on", "note", "诉求人说每晚十二点以后最吵。")
			}
		}
	})
}

func TestContactDataNeedsConsentAndTheConsentIsOnRecord(t *testing.T) {
	city.On(t, followed(), func(t *testing.T, c *city.City) {
		values := map[string]string{
			"kind": "complaint", "title": "夜里施工太吵", "body": "工地夜里十二点还在打桩，老人睡不着。", "region": "990102001001", "phone": "13800001234",
		}
		if _, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Values: values}); !fault.Is(err, fault.Invalid) {
			t.Errorf("without consent: %v", err)
		}
		values["consent"] = "true"
		res, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Values: values})
		if err != nil || res.Matter.Fields["consent"] != "true" {
			t.Errorf("with it: %v", err)
		}
		delete(values, "phone")
		delete(values, "consent")
		if _, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Values: values}); err != nil {
			t.Errorf("nothing is told of the person, so there is nothing to consent to: %v", err)
		}
	})
}

// all is a city with every projection in which a report might show.
func all() city.Options {
	return city.Options{Followers: func(c *city.City) []ledger.Follower {
		return []ledger.Follower{request.NewPublished(c.Engine), search.NewMatters(c.Engine)}
	}}
}

func tells(t *testing.T, c *city.City, reported, accused string) (*story, attachment.ID) {
	t.Helper()
	return sends(t, c, request.Tips, map[string]string{
		"title": "验收时收受好处费" + reported, "body": "水务局有人在支管工程验收时收受好处费，现场有人看见。", "region": "990102001001",
		"reported": reported, "accused": accused, "name": "周晓雯", "phone": "13800001234", "consent": "true",
	})
}

func TestAReportNeverShowsToOthers(t *testing.T) {
	city.On(t, all(), func(t *testing.T, c *city.City) {
		s, file := tells(t, c, "water", "骆泉，局长")
		c.Follow()
		asked, err := search.Parse("好处费")
		if err != nil {
			t.Fatal(err)
		}
		matters := search.NewMatters(c.Engine)
		for name := range c.People {
			if name == "hotline-head" { // stands for the keeper, whose post is vacant
				continue
			}
			who := c.Staff(name)
			if _, err := c.Engine.View(t.Context(), who, s.id); !fault.Is(err, fault.Withheld) {
				t.Errorf("%s sees it: %v", name, err)
			}
			if _, err := c.Engine.File(t.Context(), who, s.id, file); !fault.Is(err, fault.Withheld) {
				t.Errorf("%s opens its file: %v", name, err)
			}
			if _, err := c.Engine.Unmask(t.Context(), who, s.id); !fault.Is(err, fault.Withheld) {
				t.Errorf("%s unmasks it: %v", name, err)
			}
			if _, err := c.Engine.Act(t.Context(), who, s.id, "inquire", matter.Input{Values: map[string]string{"unit": "housing"}}); !fault.Is(err, fault.Withheld) {
				t.Errorf("%s acts on it: %v", name, err)
			}
			for list, of := range map[string]func() (*matter.Page, error){
				"owed": func() (*matter.Page, error) { return c.Engine.Owed(t.Context(), who, matter.Query{}) },
				"all":  func() (*matter.Page, error) { return c.Engine.All(t.Context(), who, matter.Query{}) },
				"late": func() (*matter.Page, error) { return c.Engine.Late(t.Context(), who, matter.Query{}) },
			} {
				if p, err := of(); err != nil || len(p.Lines) > 0 {
					t.Errorf("%s has it in %s: %v", name, list, err)
				}
			}
			if found, err := matters.Find(t.Context(), who, search.Question{Query: asked}); err != nil || len(found.Found) > 0 {
				t.Errorf("%s finds it: %v", name, err)
			}
		}
		found, err := matters.Find(t.Context(), c.Staff("hotline-head"), search.Question{Query: asked})
		if err != nil || len(found.Found) != 1 {
			t.Errorf("its keeper does not find it, so nothing was tried: %v", err)
		}
		published := request.NewPublished(c.Engine)
		if like, err := published.Similar(t.Context(), s.row().Number, "验收时收受好处费", 5); err != nil || len(like) > 0 {
			t.Errorf("it resembles something: %v, %v", like, err)
		}
		if list, err := published.List(t.Context(), request.Filter{}); err != nil || len(list.Items) > 0 {
			t.Errorf("published: %v, %v", list, err)
		}
	})
}

func TestAReportPassesByTheUnitThePersonAndTheirKeeper(t *testing.T) {
	city.On(t, all(), func(t *testing.T, c *city.City) {
		sees := func(s *story) (who []string) {
			for name := range c.People {
				if _, err := c.Engine.View(t.Context(), c.Staff(name), s.id); err == nil {
					who = append(who, name)
				}
			}
			slices.Sort(who)
			return who
		}
		for reported, want := range map[string]string{"water": "hotline-head", "hotline": "secretary"} {
			s, _ := tells(t, c, reported, "")
			if got := sees(s); !slices.Equal(got, []string{want}) {
				t.Errorf("a report on %s is seen by %v", reported, got)
			}
		}
		named, _ := tells(t, c, "", "顾平，热线中心负责人")
		if got := sees(named); !slices.Equal(got, []string{"secretary"}) {
			t.Errorf("a report on its keeper is seen by %v", got)
		}
		if got := named.refused(fault.Invalid, "secretary", "inquire", "unit", "hotline"); !slices.Equal(got, []string{"unit"}) {
			t.Errorf("refused for %v", got)
		}
		head, _ := tells(t, c, "", "方厦局长")
		if got := head.refused(fault.Invalid, "hotline-head", "inquire", "unit", "housing"); !slices.Equal(got, []string{"unit"}) {
			t.Errorf("refused for %v", got)
		}
		head.do("hotline-head", "inquire", "unit", "water")
		v, err := c.Engine.View(t.Context(), c.Staff("water-head"), head.id)
		if err != nil || v.Values["accused"].Text == "" || v.Values["name"].Text != "" {
			t.Errorf("the inquirer knows the person reported and not the reporter: %+v, %v", v.Values["name"], err)
		}
		_, err = c.Engine.Open(t.Context(), access.Outsider(), request.Tips, matter.Input{Values: map[string]string{
			"title": "举报市政府办公室", "body": "办公室采购时没有按规定比价，多花了钱。", "region": "990100000000", "reported": "office",
		}})
		if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.As(err).Defects[0].Text.Zh, "12388") {
			t.Errorf("nobody independent is left: %v", err)
		}
	})
}

func TestAHandOverIsFollowedUntilItIsAcknowledged(t *testing.T) {
	city.On(t, all(), func(t *testing.T, c *city.City) {
		s, _ := tells(t, c, "water", "")
		s.do("hotline-head", "hand_over", "route", "discipline", "reason", "涉嫌违纪，移交纪检监察机关。")
		if got := s.row(); got.State != "handed" || got.End != "" || got.DueAt() == matter.NoDue {
			t.Fatalf("handed over, nothing runs: %+v", got)
		}
		c.Move("2026-03-06 10:00") // three working days have passed
		if got := s.row(); got.Did[matter.ActBreach] == 0 {
			t.Errorf("no breach although nobody has acknowledged: %v", got.Did)
		}
		s.do("hotline-head", "hand_again", "reason", "对方称不属其管辖。")
		s.do("hotline-head", "hand_over", "route", "police", "reason", "涉嫌犯罪，移交公安机关。")
		s.do("hotline-head", "acknowledged", "receipt", "潮公受字〔2026〕12号", "reply", "您的举报已移交公安机关并由其受理，后续由公安机关告知。")
		if got := s.row(); got.End == "" || got.DueAt() != matter.NoDue {
			t.Errorf("acknowledged: %+v", got)
		}
	})
}
