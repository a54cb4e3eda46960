package matter_test

import (
	"sync"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/keyring"
	"shuniu/kernel/matter"
	"shuniu/test/city"
)

// atOnce calls try n times at once, in turn with each process of the city, and
// returns what each call led to.
func atOnce(processes []*city.City, n int, try func(c *city.City, i int) (*matter.Result, error)) ([]*matter.Result, []error) {
	results, errs := make([]*matter.Result, n), make([]error, n)
	var ready, done sync.WaitGroup
	ready.Add(n)
	for i := range n {
		done.Go(func() {
			ready.Done()
			ready.Wait()
			results[i], errs[i] = try(processes[i%len(processes)], i)
		})
	}
	done.Wait()
	return results, errs
}

func praise() map[string]string {
	return map[string]string{"kind": "praise", "title": "感谢热线中心", "body": "反映的路灯第二天就修好了，谢谢。", "region": "990102001001"}
}

func TestASubmissionSentManyTimesAtOnceOpensOneMatter(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		both := []*city.City{c, c.Sibling(t)}
		results, errs := atOnce(both, 16, func(c *city.City, _ int) (*matter.Result, error) {
			return c.Engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Key: "a-secret", Values: praise()})
		})
		first := 0
		for i, res := range results {
			if errs[i] != nil {
				t.Fatalf("submission %d: %v", i, errs[i])
			}
			if !res.Repeated {
				first++
			}
			if res.Matter.ID != results[0].Matter.ID || res.Code != results[0].Code || res.Matter.Number != results[0].Matter.Number || res.Code == "" {
				t.Errorf("submission %d led to %d, %q", i, res.Matter.ID, res.Code)
			}
		}
		if matters, events := count(t, c); first != 1 || matters != 1 || events != 1 {
			t.Errorf("%d first submissions, %d matters, %d events", first, matters, events)
		}
	})
}

func TestAnActSentManyTimesAtOnceIsDoneOnce(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := request(t, c)
		both := []*city.City{c, c.Sibling(t)}
		_, errs := atOnce(both, 12, func(c *city.City, _ int) (*matter.Result, error) {
			return c.Engine.Act(t.Context(), c.Staff("dispatcher"), s.id, "dispatch", matter.Input{Key: "k", Values: map[string]string{"unit": "water", "urgency": "ordinary"}})
		})
		for i, err := range errs {
			if err != nil {
				t.Errorf("%d: %v", i, err)
			}
		}
		if m := s.in("dispatched"); m.Seq != 2 {
			t.Errorf("%d events", m.Seq)
		}
	})
}

func TestAKeyUsedForSomethingElseIsAConflictThatSaysSo(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		both := []*city.City{c, c.Sibling(t)}
		_, errs := atOnce(both, 8, func(c *city.City, i int) (*matter.Result, error) {
			values := praise()
			values["title"] = []string{"感谢热线中心", "感谢水务局"}[i/2%2]
			return c.Engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Key: "a-secret", Values: values})
		})
		refused := 0
		for _, err := range errs {
			if err != nil {
				refused++
				if _ = is(t, err, fault.Conflict); !matter.IsKeyReused(err) {
					t.Errorf("refused for another reason: %v", err)
				}
			}
		}
		if matters, _ := count(t, c); refused != 4 || matters != 1 {
			t.Errorf("%d of 8 refused, %d matters", refused, matters)
		}
		s := request(t, c)
		a, in := c.Staff("dispatcher"), matter.Input{Key: "k", Values: map[string]string{"unit": "water", "urgency": "ordinary"}}
		if _, err := c.Engine.Act(t.Context(), a, s.id, "dispatch", in); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Engine.Act(t.Context(), a, request(t, c).id, "dispatch", in); !matter.IsKeyReused(err) {
			t.Errorf("the same on another matter: %v", err)
		}
	})
}

func TestARefusedAttemptDoesNotUseUpItsKey(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		values := praise()
		values["title"] = "谢"
		in := matter.Input{Key: "a-secret", Values: values}
		_, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", in)
		_ = is(t, err, fault.Invalid)
		in.Values = praise()
		if res, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", in); err != nil || res.Repeated {
			t.Errorf("%+v, %v", res, err)
		}
	})
}

func TestAKeyIsItsOwners(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := request(t, c)
		in := matter.Input{Key: "k", Values: map[string]string{"note": "又停水了"}}
		if _, err := c.Engine.Act(t.Context(), s.resident(), s.id, "supplement", in); err != nil {
			t.Fatal(err)
		}
		if res, err := c.Engine.Act(t.Context(), s.resident(), s.id, "supplement", in); err != nil || !res.Repeated {
			t.Errorf("its owner: %+v, %v", res, err)
		}
		for who, a := range map[string]access.Actor{"a stranger": access.Outsider(), "who asked something else": request(t, c).resident(), "another unit": c.Staff("water-handler")} {
			if res, err := c.Engine.Act(t.Context(), a, s.id, "supplement", in); !fault.Is(err, fault.Withheld) {
				t.Errorf("%s is told %+v, %v", who, res, err)
			}
		}
		for _, who := range []string{"water-handler", "water-colleague"} {
			one := request(t, c)
			one.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
			if res, err := c.Engine.Act(t.Context(), c.Staff(who), one.id, "sign", matter.Input{Key: "same"}); err != nil || res.Repeated {
				t.Errorf("%s, who may use any key of their own: %+v, %v", who, res, err)
			}
		}
	})
}

func TestTwoPeopleActingAtOnceGetOneSuccessAndOneConflictThatNamesWhatTheOtherDid(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		both := []*city.City{c, c.Sibling(t)}
		for range 4 {
			s := request(t, c)
			acts := []string{"dispatch", "refuse"}
			_, errs := atOnce(both, 2, func(c *city.City, i int) (*matter.Result, error) {
				values := map[string]string{"unit": "water", "urgency": "ordinary"}
				if acts[i] == "refuse" {
					values = map[string]string{"ground": "petition", "reply": "该事项已进入信访程序，请等待处理结果。"}
				}
				return c.Engine.Act(t.Context(), c.Staff("dispatcher"), s.id, acts[i], matter.Input{Values: values})
			})
			winner := 0
			if errs[0] != nil {
				winner = 1
			}
			if errs[winner] != nil {
				t.Fatal(errs)
			}
			e := is(t, errs[1-winner], fault.Conflict)
			def, err := c.Engine.Process("people.request")
			if err != nil {
				t.Fatal(err)
			}
			mine, theirs, state := def.Act(acts[1-winner]).Title, def.Act(acts[winner]).Title, def.State(s.now().State).Title
			for _, word := range []string{mine.Zh, theirs.Zh, state.Zh, "2026-03-02 09:00"} {
				contains(t, e.Person.Zh, word)
			}
			for _, word := range []string{mine.En, theirs.En, state.En, "2026-03-02 09:00"} {
				contains(t, e.Person.En, word)
			}
			if m := s.now(); m.Seq != 2 {
				t.Errorf("%d events", m.Seq)
			}
		}
	})
}

func TestWhoTakesWhatTheColleagueTookMeanwhileIsTold(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		both := []*city.City{c, c.Sibling(t)}
		s := request(t, c)
		s.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
		_, errs := atOnce(both, 2, func(c *city.City, i int) (*matter.Result, error) {
			return c.Engine.Act(t.Context(), c.Staff([]string{"water-handler", "water-colleague"}[i]), s.id, "sign", matter.Input{})
		})
		loser := 0
		if errs[0] == nil {
			loser = 1
		}
		e := is(t, errs[loser], fault.Conflict)
		contains(t, e.Person.Zh, "签收")
		contains(t, e.Person.En, "Being handled")
	})
}

func TestWhoActsOnWhatHasChangedSinceTheyLookedIsTold(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := request(t, c)
		seen := s.now().Seq
		s.do("resident", "supplement", "note", "三号楼也停水了")
		in := matter.Input{Seen: seen, Values: map[string]string{"unit": "water", "urgency": "ordinary"}}
		_, err := c.Engine.Act(t.Context(), c.Staff("dispatcher"), s.id, "dispatch", in)
		contains(t, is(t, err, fault.Conflict).Person.Zh, "补充情况")
		in.Seen = s.now().Seq
		if _, err := c.Engine.Act(t.Context(), c.Staff("dispatcher"), s.id, "dispatch", in); err != nil {
			t.Fatal(err)
		}
		seen = s.now().Seq
		c.Move("2026-03-10 09:00") // reminders and breaches are no reason to read again
		if m := s.now(); m.Seq == seen {
			t.Fatal("nothing happened meanwhile")
		}
		if _, err := c.Engine.Act(t.Context(), c.Staff("water-handler"), s.id, "sign", matter.Input{Seen: seen}); err != nil {
			t.Errorf("after clocks alone: %v", err)
		}
	})
}

func TestAConflictNamesTheLastActThoughAClockRanOutAfterIt(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := request(t, c)
		s.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
		c.Move("2026-03-10 09:00")
		e := s.refused(fault.Conflict, "dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
		contains(t, e.Person.Zh, "派单”，")
		contains(t, e.Person.Zh, "2026-03-02 09:00")
	})
}

func TestADatabaseIsBoundToOneKeyring(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		first, second := keyring.New(), keyring.New() // as two nodes of a new city would make
		if err := c.DB.Write(t.Context(), first.Bind); err != nil {
			t.Fatal(err)
		}
		_ = is(t, c.DB.Write(t.Context(), second.Bind), fault.Unavailable)
		if err := c.DB.Write(t.Context(), first.Bind); err != nil {
			t.Errorf("the same again: %v", err)
		}
	})
}
