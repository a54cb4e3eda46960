package rating

import (
	"context"

	"shuniu/kernel/assessment"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
)

// By is what figures are counted by.
type By string

// The ways of counting. A subject is the code of an item, or the id of a unit: the one
// that decided, or the one whose window took the application in.
const (
	City     By = "city"
	ByUnit   By = "unit"
	ByItem   By = "item"
	ByWindow By = "window"
)

// Graded counts by grade, in the order of Grades.
type Graded [5]int64

func (g Graded) satisfied() (n int64) {
	for _, c := range g[:lowest] {
		n += c
	}
	return n
}

func (g Graded) plus(o Graded) Graded {
	for i := range g {
		g[i] += o[i]
	}
	return g
}

// Figure is what was counted of one subject in one month. First are the first
// ratings; Last the same services by their last rating, without those that were ruled
// to be false.
type Figure struct {
	Month   assessment.Month
	By      By
	Subject string
	Served  int64
	Rated   int64
	Again   int64
	False   int64
	First   Graded
	Last    Graded
}

func (f Figure) plus(o Figure) Figure {
	f.Served += o.Served
	f.Rated += o.Rated
	f.Again += o.Again
	f.False += o.False
	f.First, f.Last = f.First.plus(o.First), f.Last.plus(o.Last)
	return f
}

// Measures are all the measures, in the order in which pages show them.
func Measures() []assessment.Measure[Figure] {
	served := func(f Figure) int64 { return f.Served }
	rated := func(f Figure) int64 { return f.Rated }
	return []assessment.Measure[Figure]{
		{Name: "served", Count: served, Title: lang.T("服务", "Served"), Rule: lang.T(
			"本月办完、可以评价的服务次数：送达、不予许可、不予受理都计，按当时计入办理单位、事项和收件窗口。",
			"Services finished in the month and open to rating, whether issued, denied or not accepted, counted at that time for unit, item and the window that took it in.")},
		{Name: "rated", Of: served, Count: rated, Title: lang.T("已评价", "Rated"), Rule: lang.T(
			"本月作出首次评价的次数，一次服务评价一次。占比为与本月服务次数之比。没有评价的，不算任何一档。",
			"First ratings given in the month, one for each service. The share is of those served in the month. Whoever did not rate counts in no grade.")},
		{Name: "satisfied", Of: rated, Title: lang.T("首次满意", "Satisfied at first"), Rule: lang.T(
			"首次评价为非常满意、满意或者基本满意的次数。首次评价不因以后重新评价而改变。",
			"First ratings of very satisfied, satisfied or fairly satisfied. A later rating does not change the first."),
			Count: func(f Figure) int64 { return f.First.satisfied() }},
		{Name: "low", Of: rated, Title: lang.T("首次差评", "Low at first"), Rule: lang.T(
			"首次评价为不满意或者非常不满意的次数；每一件都要联系核实、整改、反馈。",
			"First ratings of dissatisfied or very dissatisfied; each is followed up."),
			Count: func(f Figure) int64 { return f.First[3] + f.First[4] }},
		{Name: "satisfied_now", Title: lang.T("整改后满意", "Satisfied at last"), Rule: lang.T(
			"按最后一次评价计的满意次数，计入首次评价的月份；与“首次满意”一并公布。经裁定属于误评、恶意差评的，首次评价仍计，这里不计。",
			"Satisfied by the last rating, counted where the first was given, and published beside it. Ratings ruled to be false stay among the first and are left out here."),
			Of: func(f Figure) int64 { return f.Rated - f.False }, Count: func(f Figure) int64 { return f.Last.satisfied() }},
		{Name: "again", Count: func(f Figure) int64 { return f.Again }, Title: lang.T("重新评价", "Rated again"), Rule: lang.T(
			"差评整改反馈之后重新评价的次数，每件最多一次，计入首次评价的月份。",
			"Rated anew after a follow-up, once at most, counted where the first rating was given.")},
		{Name: "false", Count: func(f Figure) int64 { return f.False }, Title: lang.T("误评", "Ruled false"), Rule: lang.T(
			"办理单位申诉后，由该单位以外的人裁定为误评、恶意差评的次数，计入首次评价的月份。",
			"Ratings that somebody outside the unit ruled to be mistaken or malicious on its appeal, counted where they were given.")},
	}
}

// Figures is the projection that counts ratings.
type Figures struct{ engine *matter.Engine }

// NewFigures makes the projection of the engine's city; months are those of its zone.
func NewFigures(e *matter.Engine) *Figures { return &Figures{engine: e} }

// most is how many subjects one page of figures has.
const most = 200

// Month are the figures of one month by subject, from the one named on. The city is one
// subject, "". Next is where the next page begins, "" at the end.
func (f *Figures) Month(ctx context.Context, month assessment.Month, by By, from string) (page []Figure, next string, err error) {
	all, err := figures(f.engine.DB.Follow().Read(ctx), monthSQL, string(month), string(by), from, most+1)
	if err == nil && len(all) > most {
		return all[:most], all[most].Subject, nil
	}
	return all, "", err
}

// Months are the figures of one subject from the first month to the last.
func (f *Figures) Months(ctx context.Context, by By, subject string, span [2]assessment.Month) ([]Figure, error) {
	return figures(f.engine.DB.Follow().Read(ctx), monthsSQL, string(by), subject, string(span[0]), string(span[1]))
}

// ParseBy reads a way of counting; the empty one is ByUnit.
func ParseBy(s string) (By, error) {
	switch By(s) {
	case "":
		return ByUnit, nil
	case ByUnit, ByItem, ByWindow, City:
		return By(s), nil
	}
	return "", fault.Of(fault.NotFound, "no figures by %q", s)
}
