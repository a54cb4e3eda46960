package cockpit

import (
	"net/url"
	"strconv"

	"shuniu/face/page"
	"shuniu/kernel/assessment/scorecard"
	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
	"shuniu/service/leaders/statistics"
)

const (
	latePath   = "/desk/late"
	openPath   = "/desk/all?state=people.request%2F*"
	matterPath = "/desk/matter/"
	hotPath    = "/desk/hot"
	cardsPath  = "/desk/assessment"
	behindPath = cardsPath + "/matters"
	owedPath   = "/desk"

	statisticsPath = "/desk/statistics"
	seriesPath     = statisticsPath + "/series"

	briefProcess = "leaders.brief"
	briefPath    = "/desk/new/" + briefProcess
)

// figure is one number a leader looks at, with what is usual of it.
type figure struct {
	name  page.Word
	value string
	usual lang.Text // of it, or what it means
	off   bool      // outside what is usual
	href  string
}

// figures are the six.
func (s view) figures() []figure {
	return []figure{
		s.daily(page.Word("cockpit.received-today"), "submitted"),
		s.daily(page.Word("cockpit.answered-today"), "answered"),
		{name: page.Word("cockpit.open"), value: strconv.FormatInt(s.open, 10), href: openPath, usual: page.Word("cockpit.open-means").Text()},
		s.lateNow(),
		s.share(page.Word("cockpit.on-time"), "on_time"),
		s.share(page.Word("cockpit.satisfied"), "satisfied"),
	}
}

// countedTo is where the engine stops counting what is late.
const countedTo = 100

// lateNow is how many matters of any kind are late.
func (s view) lateNow() figure {
	f := figure{name: page.Word("cockpit.late"), value: strconv.Itoa(s.late), href: latePath, usual: page.Word("cockpit.none-late").Text()}
	if s.late > 0 {
		f.off, f.usual = true, page.Word("cockpit.some-late").Text()
	}
	if s.late >= countedTo {
		f.value = strconv.Itoa(countedTo-1) + "+"
	}
	return f
}

// daily is today's count of a measure against the same day of the past weeks. A day that
// is not over may be below them and is not called unusual for it.
func (s view) daily(name page.Word, measure string) figure {
	low, high := int64(-1), int64(0)
	for w := 1; w <= weeksBack && 7*w <= daysShown*(spans+1); w++ {
		n := s.days[s.today.Add(-7*w).String()].Numbers[measure].N
		if low < 0 || n < low {
			low = n
		}
		high = max(high, n)
	}
	n := s.days[s.today.String()].Numbers[measure].N
	return figure{
		name: name, value: strconv.FormatInt(n, 10), off: n > high, href: s.lately(measure, s.today),
		usual: page.Word("cockpit.usual-day").With("low", strconv.FormatInt(low, 10), "high", strconv.FormatInt(high, 10)),
	}
}

// share is a share of the last thirty days against those of the spans before, as far as
// there was enough in them.
func (s view) share(name page.Word, measure string) figure {
	low, high, known := int64(0), int64(0), false
	for span := 1; span <= spans; span++ {
		n := s.span(measure, span)
		permille, ok := n.Permille()
		if !ok || !n.Tells() {
			continue
		}
		if !known || permille < low {
			low = permille
		}
		high, known = max(high, permille), true
	}
	f := figure{name: name, value: "—", href: s.lately(measure, s.today.Add(1-daysShown)), usual: page.Word("cockpit.usual-unknown").Text()}
	if known {
		f.usual = page.Word("cockpit.usual-share").With("low", percent(low), "high", percent(high))
	}
	now := s.span(measure, 0)
	if permille, ok := now.Permille(); ok && now.Tells() {
		f.value, f.off = percent(permille), known && permille < low
	} else {
		f.usual = page.Word("cockpit.too-few").With("value", strconv.FormatInt(now.Value, 10), "n", strconv.FormatInt(now.N, 10))
	}
	return f
}

// span adds up the days of a span, 0 for the one that ends today.
func (s view) span(measure string, back int) scorecard.Number {
	var sum scorecard.Number
	for d := range daysShown {
		n := s.days[s.today.Add(-daysShown*back-d).String()].Numbers[measure]
		sum.N += n.N
		sum.Value += n.Value
	}
	return sum
}

// seriesHref is the address of an indicator's months.
func seriesHref(f statistics.Figure) string {
	return seriesPath + "?" + url.Values{"indicator": {f.Indicator}}.Encode()
}

// monthsOf tells of which month the first of the statistics are, and from where.
func (s view) monthsOf() lang.Text {
	f := s.months[0]
	month := f.Month.Text()
	return lang.Text{Zh: month.Zh + "，" + f.Release.Source, En: month.En + ", " + f.Release.Source}
}

// beside is what has to be known of a figure besides its value: how it changed, of which
// month it is if not of that of the first, and that it was revised.
func (s view) beside(f statistics.Figure) lang.Text {
	out := lang.Same(f.Rise())
	if f.Month != s.months[0].Month {
		month := f.Month.Text()
		out = lang.Text{Zh: out.Zh + "，" + month.Zh, En: out.En + ", " + month.En}
	}
	if f.Revision > 1 {
		revised := page.Word("statistics.revised").With("n", strconv.Itoa(f.Revision-1))
		out = lang.Text{Zh: out.Zh + "，" + revised.Zh, En: out.En + ", " + revised.En}
	}
	return out
}

func percent(permille int64) string {
	return strconv.FormatFloat(float64(permille)/10, 'f', 1, 64) + "%"
}

// lately is the address of what was counted from a day on.
func (s view) lately(measure string, since calendar.Date) string {
	return behindPath + "?" + url.Values{"measure": {measure}, "since": {since.String()}}.Encode()
}
