package request

import (
	"context"
	"slices"

	"shuniu/kernel/assessment"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
)

// Figure is what was counted for one unit in one month; Unit 0 is the whole city.
// Each number is that of the Measure of the same name.
type Figure struct {
	Month     assessment.Month
	Unit      org.UnitID
	Received  int64
	Answered  int64
	OnTime    int64
	Rated     int64
	Satisfied int64
	Reopened  int64

	SatisfiedNow int64 // by the last rating, where the first one was counted
}

func (f Figure) plus(o Figure) Figure {
	f.Received += o.Received
	f.Answered += o.Answered
	f.OnTime += o.OnTime
	f.Rated += o.Rated
	f.Satisfied += o.Satisfied
	f.Reopened += o.Reopened
	f.SatisfiedNow += o.SatisfiedNow
	return f
}

// Sum adds figures up, of several months or units; Month and Unit are those of
// the first. The city's own figure (Unit 0) must not be added to its units'.
func Sum(figures ...Figure) Figure {
	var sum Figure
	for i, f := range figures {
		if i == 0 {
			sum.Month, sum.Unit = f.Month, f.Unit
		}
		sum = sum.plus(f)
	}
	return sum
}

// satisfied are the ratings that count as satisfied.
var satisfied = []string{"very_good", "good", "fair"}

func isSatisfied(rating string) bool { return slices.Contains(satisfied, rating) }

// Measures are all the measures, in the order in which pages show them.
func Measures() []assessment.Measure[Figure] {
	received := func(f Figure) int64 { return f.Received }
	answered := func(f Figure) int64 { return f.Answered }
	rated := func(f Figure) int64 { return f.Rated }
	return []assessment.Measure[Figure]{
		{Name: "received", Count: received, Title: lang.T("收到", "Received"), Rule: lang.T(
			"单位：本月派给该单位的诉求件数，按派单时间计。全市：本月提交的诉求件数，按提交时间计。件数多少本身不加分、不扣分。",
			"Unit: requests dispatched to it in the month, by the time of dispatch. City: requests sent in the month, by the time they were sent. Many or few earn and cost nothing by themselves."),
		},
		{Name: "answered", Count: answered, Title: lang.T("已答复", "Answered"), Rule: lang.T(
			"本月首次答复的诉求件数，每件只计一次，计入答复时的承办单位。仅作承诺不算答复，不予受理不计入。",
			"Requests given their first reply in the month, each once, counted for the unit in charge at that time. A promise alone is no reply; refused requests are not counted."),
		},
		{Name: "on_time", Of: answered, Title: lang.T("按时答复", "Answered on time"), Rule: lang.T(
			"已答复的诉求中，首次答复之前办理时限（含经批准的延期）没有逾期、作过承诺的也没有超过承诺日期的件数。",
			"Of the answered: those whose handling limit, with any extension granted, and promised date, if any, had not been breached before the first reply."),
			Count: func(f Figure) int64 { return f.OnTime },
		},
		{Name: "rated", Of: answered, Count: rated, Title: lang.T("已评价", "Rated"), Rule: lang.T(
			"本月由诉求人作出首次评价的件数，按评价时间计，计入当时的承办单位。占比为与本月已答复件数之比。",
			"Requests first rated by the resident in the month, by the time of rating, counted for the unit in charge. The share is of those answered in the month."),
		},
		{Name: "satisfied", Of: rated, Title: lang.T("满意", "Satisfied"), Rule: lang.T(
			"已评价的诉求中，首次评价为非常满意、满意或者基本满意的件数。未评价的一律不算满意。",
			"Of the rated: those whose first rating was very satisfied, satisfied or fairly satisfied. Unrated is never satisfied."),
			Count: func(f Figure) int64 { return f.Satisfied },
		},
		{Name: "satisfied_now", Of: rated, Title: lang.T("修改后满意", "Satisfied after changes"), Rule: lang.T(
			"已评价的诉求中，最后一次评价为非常满意、满意或者基本满意的件数，计入首次评价的月份和单位。首次评价不因修改而改变，两个数字一并公布。",
			"Of the rated: those whose last rating was very satisfied, satisfied or fairly satisfied, counted where the first was given. The first rating is not changed by a later one, and both are published."),
			Count: func(f Figure) int64 { return f.SatisfiedNow },
		},
		{Name: "reopened", Of: answered, Title: lang.T("退回重办", "Sent back"), Rule: lang.T(
			"本月因诉求人不认可答复、经复核退回重办的次数，按退回时间计，计入被退回的单位。占比为与本月已答复件数之比。",
			"How often a request was sent back in the month because the resident rejected the answer and the reviewer agreed, by the time it was sent back, counted for the unit that has to do it again. The share is of those answered in the month."),
			Count: func(f Figure) int64 { return f.Reopened },
		},
	}
}

// Months are the figures of the months from first to last, both included: by
// month, the city (Unit 0) before its units. What was not counted is left out.
func (f *Figures) Months(ctx context.Context, first, last assessment.Month) ([]Figure, error) {
	return figures(f.engine.DB.Follow().Read(ctx), monthsSQL, string(first), string(last))
}
