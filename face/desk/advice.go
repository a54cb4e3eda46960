package desk

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"shuniu/face/page"
	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
	"shuniu/service/people/request"
)

// adviceField names the suggestion to be filled in: the name of a field, a colon and
// the value.
const adviceField = "advice"

// advise puts below the questions of an act what might be their answers. Nothing is
// chosen by it.
func (d doing) advise(inputs []page.Input) {
	for _, of := range d.desk.Advice.Suggest(d.View, d.act.Name) {
		i := slices.IndexFunc(inputs, func(in page.Input) bool { return in.Name == of.Field })
		if i < 0 {
			continue
		}
		advice := page.Advice{Name: adviceField, Measured: d.measured(of.Measure)}
		for _, l := range of.Likely {
			o := slices.IndexFunc(inputs[i].Options, func(o page.Option) bool { return o.Value == l.Value })
			if o >= 0 {
				advice.Offers = append(advice.Offers, offer(of.Field, inputs[i].Options[o], l))
			}
		}
		inputs[i].Advice = advice
	}
}

func offer(field string, o page.Option, l request.Likely) page.Offer {
	out := page.Offer{Value: field + ":" + o.Value, Text: page.Word("desk.advice").Fill(page.Texts{"value": o.Whole(), "share": lang.Same(share(l.Share))})}
	out.Why = page.Word("desk.advice-why").Fill(page.Texts{"words": lang.T("“"+strings.Join(l.Words, "”“")+"”", "“"+strings.Join(l.Words, "”, “")+"”")})
	return out
}

// measured says how good the suggestions are.
func (d doing) measured(m request.Measure) lang.Text {
	return page.Word("desk.advice-measured").Fill(page.Texts{
		"n": lang.Same(strconv.Itoa(m.Requests)), "first": lang.Same(share(m.Accuracy)), "two": lang.Same(share(m.TopTwo)),
		"day": page.Date(calendar.DateOf(m.Trained.In(d.desk.Zone))),
	})
}

// share is a part of one in whole hundredths; nothing is called certain.
func share(part float64) string {
	return strconv.Itoa(int(min(99, math.Round(100*part)))) + "%"
}

// fill takes a suggestion into what is typed; what is no question of the act is left.
func (d doing) fill(what string) error {
	if field, value, ok := strings.Cut(what, ":"); ok && slices.Contains(slices.Concat(d.act.Needs, d.act.Asks), field) {
		d.typed.Set(field, value)
	}
	return nil
}
