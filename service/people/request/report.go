package request

import (
	"context"
	"slices"
	"time"

	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
)

// Report is what the ledger says of the requests imported from one source; the
// same whenever it is asked. Median and P90 are days from the question to the
// first reply, in tenths; OnTime is how many of the replies kept each limit.
type Report struct {
	Source   string        `json:"source"`
	Requests int           `json:"requests"`
	Answered int           `json:"answered"`
	First    calendar.Date `json:"first"` // earliest day on which one was sent
	Last     calendar.Date `json:"last"`
	Median   float64       `json:"median_days"`
	P90      float64       `json:"p90_days"`
	OnTime   []Kept        `json:"on_time"`
}

// Kept is how many of the answered requests were answered within a limit that
// begins on the day after the question. Share is OnTime of Answered, to the tenth
// of a percent. Provisional counts those whose last day touches a year without an
// arrangement of days off, in which only weekends and holidays of fixed date are
// known.
type Kept struct {
	Limit       calendar.Limit `json:"limit"`
	OnTime      int            `json:"on_time"`
	Share       float64        `json:"share_percent"`
	Provisional int            `json:"provisional"`
}

// ReportRule says how the numbers of a Report are counted.
func ReportRule() lang.Text {
	return lang.T(
		"答复用时自提交之时起至首次答复之时止，24小时计一天；件数为偶数时，中位数取中间两件的平均；九成在此天数内答复，取第⌈0.9×件数⌉件的用时。时限自提交次日起按工作日计算。暂定：所涉年份没有放假安排数据，只按周末和日期固定的节日推算。",
		"Days run from the moment of the question to that of the first reply, 24 hours each; for an even number the median is the mean of the middle two; nine in ten were answered within the days of number ⌈0.9 × n⌉. A limit begins on the day after the question, in working days. Provisional: there is no arrangement of days off for a year it touches, so only weekends and holidays of fixed date are known.")
}

// reportLimits are the limits that cities promise for ordinary and for difficult
// requests.
func reportLimits() []calendar.Limit {
	return []calendar.Limit{{N: 5, Unit: calendar.WorkingDay}, {N: 15, Unit: calendar.WorkingDay}}
}

// Report reads the ledger of what was imported from the importer's source.
func (i *Importer) Report(ctx context.Context) (*Report, error) {
	r := &Report{Source: i.Source, OnTime: []Kept{}}
	for _, l := range reportLimits() {
		r.OnTime = append(r.OnTime, Kept{Limit: l})
	}
	var took []time.Duration
	err := i.Engine.Imported(ctx, i.Source, func(m *matter.Matter, events []ledger.Record) error {
		asked := store.Moment(m.Opened).In(i.Engine.Zone)
		r.Requests++
		day := calendar.DateOf(asked)
		if r.First.IsZero() || day.Before(r.First) {
			r.First = day
		}
		if day.After(r.Last) {
			r.Last = day
		}
		n := slices.IndexFunc(events, func(e ledger.Record) bool { return isReply(e.Event.Act) })
		if n < 0 {
			return nil
		}
		told := store.Moment(events[n].Event.Occurred)
		took = append(took, told.Sub(asked))
		return i.keep(r, asked, told)
	})
	r.measure(took)
	return r, err
}

// keep counts one reply against the limits.
func (i *Importer) keep(r *Report, asked, told time.Time) error {
	for n := range r.OnTime {
		k := &r.OnTime[n]
		due, err := i.Engine.Calendar().Due(calendar.Clock{From: asked, Limit: k.Limit})
		if err != nil {
			return err
		}
		if told.Before(due.At) {
			k.OnTime++
		}
		if due.Provisional {
			k.Provisional++
		}
	}
	return nil
}

// measure works out what needs all of them.
func (r *Report) measure(took []time.Duration) {
	n := len(took)
	if r.Answered = n; n == 0 {
		return
	}
	slices.Sort(took)
	r.Median = days((took[(n-1)/2] + took[n/2]) / 2)
	r.P90 = days(took[(9*n+9)/10-1])
	for i := range r.OnTime {
		k := &r.OnTime[i]
		k.Share = float64((2000*k.OnTime+n)/(2*n)) / 10
	}
}

// days is a duration in days, to the tenth.
func days(d time.Duration) float64 {
	const tenth = 24 * time.Hour / 10
	return float64((d+tenth/2)/tenth) / 10
}
