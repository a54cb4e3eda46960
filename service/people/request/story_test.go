package request_test

import (
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/service/people/request"
	"shuniu/test/city"
)

// followed is a city with both projections.
func followed() city.Options {
	return city.Options{Followers: func(c *city.City) []ledger.Follower {
		return []ledger.Follower{request.NewPublished(c.Engine)}
	}}
}

// story carries one request through a scenario.
type story struct {
	*city.City
	t         *testing.T
	id        matter.ID
	num, code string
}

func ask(t *testing.T, c *city.City, kind, region string) *story {
	t.Helper()
	res, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Values: map[string]string{
		"kind": kind, "title": "停水三天没人管", "body": "我家住榕荫社区2号楼1单元301室，电话13800000000，停水三天。", "region": region,
		"name": "周某", "phone": "13800000000", "consent": "true",
	}})
	if err != nil {
		t.Fatal(err)
	}
	return &story{City: c, t: t, id: res.Matter.ID, num: res.Matter.Number, code: res.Code}
}

func (s *story) do(who, act string, pairs ...string) {
	s.t.Helper()
	var actor access.Actor
	if who == "resident" {
		var err error
		if actor, err = s.Engine.Prove(s.t.Context(), s.num, s.code); err != nil {
			s.t.Fatal(err)
		}
	} else {
		actor = s.Staff(who)
	}
	values := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	if _, err := s.Engine.Act(s.t.Context(), actor, s.id, act, matter.Input{Values: values}); err != nil {
		s.t.Fatalf("%s by %s: %v", act, who, err)
	}
}

// answered takes the request to its answer by the unit's own people.
func (s *story) answered(unit, handler string) {
	s.t.Helper()
	s.do("dispatcher", "dispatch", "unit", unit, "urgency", "ordinary")
	s.do(handler, "sign")
	s.do(handler, "reply", "reply", "二号楼支管爆裂，已于今日修复并恢复供水。", "outcome", "solved")
}

// published takes it to its publication.
func (s *story) published(unit, handler, rating string) {
	s.t.Helper()
	s.answered(unit, handler)
	s.do("resident", "rate", "rating", rating)
	s.publish("榕荫社区停水三天，请尽快恢复。")
}

func (s *story) publish(question string) {
	s.t.Helper()
	s.do("publisher", "publish", "public_question", question, "public_answer", "支管爆裂，已修复并恢复供水。", "secrecy_reviewed", "true")
}
