package matter_test

import (
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
	"shuniu/test/city"
)

// stuck is a process whose timed exit leads to a unit that this city does not
// have, where "lost" is its start, and nowhere wrong where it is "sound".
const stuck = `
process: test.stuck
title: {zh: 卡住的事项, en: Stuck}
word: {zh: 事项, en: matter}
letter: S
applicant: {zh: 申请人, en: Applicant}
form:
  - {name: subject, type: text, label: {zh: 事项, en: Subject}, min: 2, max: 60}
roles:
  keeper: {title: {zh: 保管员, en: Keeper}, unit: water, post: handler}
  ghost: {title: {zh: 不存在的单位, en: Ghost}, unit: ghost, post: handler}
clocks:
  short: {title: {zh: 短, en: Short}, limit: 1d, basis: local, then: pass}
  long: {title: {zh: 长, en: Long}, limit: 2d, basis: local, breach: yellow}
states:
  lost: {title: {zh: 待转, en: Lost}, holder: keeper, clocks: [short]}
  nowhere: {title: {zh: 无处, en: Nowhere}, holder: ghost, clocks: [long]}
  sound: {title: {zh: 正常, en: Sound}, holder: keeper, clocks: [long]}
  done: {title: {zh: 已办结, en: Done}, end: answered}
acts:
  apply: {title: {zh: 申请, en: Apply}, from: start, to: lost, by: applicant, needs: [subject]}
  save: {title: {zh: 救出, en: Save}, from: lost, to: sound, by: keeper}
  pass: {title: {zh: 转出, en: Pass}, from: lost, to: nowhere, by: system}
  finish: {title: {zh: 办结, en: Finish}, from: [nowhere, sound], to: done, by: keeper, answers: applicant}
`

func TestMattersThatCannotBeSettledHoldUpNoOthers(t *testing.T) {
	def, findings := process.Parse("stuck.yaml", []byte(stuck))
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	city.On(t, city.Options{Definitions: []*process.Definition{def}}, func(t *testing.T, c *city.City) {
		in := matter.Input{Values: map[string]string{"subject": "占用道路许可"}}
		const many = 450
		var last *matter.Matter
		for range many {
			res, err := c.Engine.Open(t.Context(), access.Outsider(), "test.stuck", in)
			if err != nil {
				t.Fatal(err)
			}
			last = res.Matter
		}
		s := &story{City: c, t: t, id: last.ID}
		s.do("water-handler", "save")
		c.Clock.Set(city.At(t, "2026-03-09 09:00"))
		n, err := c.Engine.Sweep(t.Context())
		if n != many || !fault.Is(err, fault.Unavailable) {
			t.Errorf("%d of %d were looked at, %v", n, many, err)
		}
		if m := s.now(); m.Did[matter.ActBreach] != 1 {
			t.Errorf("the last of them was not settled: %v", m.Did)
		}
	})
}
