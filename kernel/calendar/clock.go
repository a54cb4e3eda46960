package calendar

import (
	"fmt"
	"time"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// Clock is a limit at work: where it starts and all that has happened to it. A
// restart is another Clock with another From.
type Clock struct {
	// From is the moment of the start, in the city's location, which also settles
	// what date any other moment has. Its own date is never counted.
	From time.Time

	// Limit is how long it runs. Until, if set, is a fixed date instead: Limit is
	// ignored and neither pauses nor days of rest move the date (信息公开条例 art. 49).
	Limit Limit
	Until Date

	Pauses []Pause

	// Extend is counted on from the last day of the limit (of Until, if set) as it
	// was before rolling; limits of one unit that follow each other are first added
	// together. Hours and minutes can only extend hours and minutes.
	Extend []Limit

	// Before counts backward from the date of an event ("三十日前"): the event day is
	// not counted and nothing rolls.
	Before bool

	// NoRoll keeps a last day that is a day of rest (else 民法典 art. 203 moves it).
	NoRoll bool
}

// Pause is time that does not count, from one moment until another. A limit
// counted in dates loses the dates after that of From up to and including that
// of To; one in hours or minutes loses the exact time. Pauses may overlap. A
// pause that is not over has no To and so no due: ask when it ends.
type Pause struct {
	From, To time.Time
}

// Due is when a clock runs out.
type Due struct {
	Date Date // the last day of the limit, on which the act is in time
	Raw  Date // the last day before rolling over days of rest; never after Date

	// At is the moment of breach in the location of the clock's From: 00:00 of the
	// day after Date, or the exact moment for limits in hours and minutes.
	At time.Time

	// Provisional means that some date was judged without its year's arrangement
	// and the due may move once that is loaded.
	Provisional bool
}

// Note is the sentence to show beside a provisional due, empty for others.
func (d Due) Note() lang.Text {
	if !d.Provisional {
		return lang.Text{}
	}
	return lang.T("暂定：所涉年份的放假安排尚未载入，周末和公历日期固定的法定节假日按休息日计，春节、清明节、端午节、中秋节和调休尚不能计入；安排载入后重新计算。",
		"Provisional: the holiday arrangement of a year concerned is not loaded. Weekends and statutory holidays of fixed date count as days of rest; the Spring Festival, Qingming, Dragon Boat and Mid-Autumn holidays and make-up days cannot be counted yet. It will be computed again once the arrangement is loaded.")
}

// Due computes when the clock runs out. The error is Invalid and names all
// defects by field: from, limit, extend[i], pause[i]; or, with no field, that the
// clock would run out more than two centuries away.
func (c *Calendar) Due(k Clock) (Due, error) {
	return c.run(&k, nil)
}

// check names what is wrong with the clock itself.
func (k *Clock) check() error {
	var ds []fault.Defect
	if DateOf(k.From).IsZero() {
		ds = append(ds, fault.Defect{Field: "from", Text: lang.T("缺少起算时间。", "The start is missing.")})
	}
	if k.Until.IsZero() && !k.Limit.valid() {
		ds = append(ds, fault.Defect{Field: "limit", Text: limitText()})
	}
	exact := k.Until.IsZero() && k.Limit.Unit.Exact()
	for i, e := range k.Extend {
		switch {
		case !e.valid():
			ds = append(ds, fault.Defect{Field: fmt.Sprintf("extend[%d]", i), Text: limitText()})
		case e.Unit.Exact() && !exact:
			ds = append(ds, fault.Defect{Field: fmt.Sprintf("extend[%d]", i), Text: lang.T("按日计算的时限不能按小时或者分钟延长。", "A limit in days cannot be extended by hours or minutes.")})
		}
		exact = exact && e.Unit.Exact()
	}
	for i, p := range k.Pauses {
		if DateOf(p.From).IsZero() || DateOf(p.To).IsZero() || p.To.Before(p.From) {
			ds = append(ds, fault.Defect{Field: fmt.Sprintf("pause[%d]", i), Text: lang.T("暂停应有开始和结束，结束不早于开始。", "A pause needs a start and an end, and may not end before it starts.")})
		}
	}
	return fault.Defects(ds)
}

func tooFar() error {
	return fault.Defects([]fault.Defect{{Text: lang.T("到期日在两百年以外，请核对起算日、时限和暂停。", "The due date is more than two centuries away; check start, limit and pauses.")}})
}
