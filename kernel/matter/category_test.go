package matter_test

import (
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/category"
	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
	"shuniu/test/city"
)

const sortedProcess = `process: test.sorted
title: {zh: 来件, en: Letter}
word: {zh: 来件, en: letter}
letter: V
applicant: {zh: 来信人, en: Writer}
form:
  - {name: category, type: category, label: {zh: 分类, en: Category}, public: true}
roles:
  clerk: {title: {zh: 受理员, en: Clerk}, unit: hotline, post: dispatcher}
clocks:
  answer: {title: {zh: 答复, en: Answer}, limit: 5wd, basis: local}
states:
  sent: {title: {zh: 待复, en: Sent}, holder: clerk, clocks: [answer]}
  closed: {title: {zh: 已复, en: Closed}, end: answered}
acts:
  send: {title: {zh: 寄出, en: Send}, from: start, to: sent, by: applicant, needs: [category]}
  answer: {title: {zh: 答复, en: Answer}, from: sent, to: closed, by: clerk, answers: applicant}
`

func TestACategoryIsALeafOfTheCitysListAndOutlivesIt(t *testing.T) {
	d, findings := process.Parse("sorted.yaml", []byte(sortedProcess))
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	city.On(t, city.Options{Definitions: []*process.Definition{d}}, func(t *testing.T, c *city.City) {
		send := func(e *matter.Engine, code string) (*matter.Result, error) {
			return e.Open(t.Context(), access.Outsider(), "test.sorted", matter.Input{Values: map[string]string{"category": code}})
		}
		for _, code := range []string{"0101", "990101", "", "x"} {
			_, err := send(c.Engine, code)
			_ = is(t, err, fault.Invalid)
		}
		res, err := send(c.Engine, "010101")
		if err != nil {
			t.Fatal(err)
		}
		was, _ := category.Embedded().Find("010101")

		own, err := category.Load("own.csv", []byte("code,name_zh,name_en\n91,城建,Building\n"))
		if err != nil {
			t.Fatal(err)
		}
		setup := c.Engine.Setup
		setup.Categories = own.Over(category.Embedded())
		e, err := matter.New(t.Context(), setup)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := send(e, "91"); err != nil {
			t.Error(err)
		}
		_, err = send(e, "010101")
		_ = is(t, err, fault.Invalid)
		view, err := e.View(t.Context(), access.TheSystem(), res.Matter.ID)
		if err != nil {
			t.Fatal(err)
		}
		o := view.Definition.Field("category").Option(view.Values["category"].Text)
		if o == nil || o.Label != was.Name {
			t.Errorf("the old matter shows %v, want %v", o, was.Name)
		}
	})
}
