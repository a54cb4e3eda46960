package desk

import (
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"shuniu/face/page"
	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
	"shuniu/kernel/process"
	"shuniu/service/people/request"
)

// adviceField names the suggestion to be filled in: the name of a field, a colon and
// the value.
const adviceField = "advice"

// Of which process, and by which of its fields, what is being written down is judged.
const (
	requestProcess = "people.request"
	adviceTitle    = "title"
	adviceBody     = "body"
)

// advise puts below the questions of an act what might be their answers. Nothing is
// chosen by it.
func (d doing) advise(inputs []page.Input) {
	for _, of := range d.desk.Advice.Suggest(d.View, d.act.Name) {
		put(inputs, of, d.desk.Zone)
	}
}

// advise puts what a request that is being written down might be below the question of
// its category, and a way to ask for it.
func (o opening) advise(inputs []page.Input) {
	if o.def.Name != requestProcess {
		return
	}
	title, body := o.typed.Get(adviceTitle), o.typed.Get(adviceBody)
	of, ok := o.desk.Advice.Sort(title, body)
	advice := put(inputs, of, o.desk.Zone)
	if !ok || advice == nil {
		return
	}
	advice.Ask = page.Word("desk.advice-ask").Text()
	if title+body != "" && len(advice.Offers) == 0 {
		advice.Measured = page.Word("desk.advice-none").Text()
	}
}

// put writes the suggestions for a field below its question; nil if that is not asked.
func put(inputs []page.Input, of request.Advised, zone *time.Location) *page.Advice {
	i := slices.IndexFunc(inputs, func(in page.Input) bool { return in.Name == of.Field })
	if i < 0 {
		return nil
	}
	advice := page.Advice{Name: adviceField, Measured: measured(of.Measure, zone)}
	for _, l := range of.Likely {
		o := slices.IndexFunc(inputs[i].Options, func(o page.Option) bool { return o.Value == l.Value })
		if o >= 0 {
			advice.Offers = append(advice.Offers, offer(of.Field, inputs[i].Options[o], l))
		}
	}
	inputs[i].Advice = advice
	return &inputs[i].Advice
}

func offer(field string, o page.Option, l request.Likely) page.Offer {
	out := page.Offer{Value: field + ":" + o.Value, Text: page.Word("desk.advice").Fill(page.Texts{"value": o.Whole(), "share": lang.Same(share(l.Share))})}
	out.Why = page.Word("desk.advice-why").Fill(page.Texts{"words": lang.T("“"+strings.Join(l.Words, "”“")+"”", "“"+strings.Join(l.Words, "”, “")+"”")})
	return out
}

// measured says how good the suggestions are.
func measured(m request.Measure, zone *time.Location) lang.Text {
	return page.Word("desk.advice-measured").Fill(page.Texts{
		"n": lang.Same(strconv.Itoa(m.Requests)), "first": lang.Same(share(m.Accuracy)), "two": lang.Same(share(m.TopTwo)),
		"day": page.Date(calendar.DateOf(m.Trained.In(zone))),
	})
}

// share is a part of one in whole hundredths; nothing is called certain.
func share(part float64) string {
	return strconv.Itoa(int(min(99, math.Round(100*part)))) + "%"
}

// fill takes a suggestion into what is typed; what is no question of the act is left.
func fill(typed url.Values, act *process.Act, what string) {
	if field, value, ok := strings.Cut(what, ":"); ok && slices.Contains(slices.Concat(act.Needs, act.Asks), field) {
		typed.Set(field, value)
	}
}
