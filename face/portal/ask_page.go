package portal

import (
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/process"
)

// question is one page of 我要说.
type question struct {
	*door.Visitor
	*asking
	step string
	err  error
	like []alike
}

// alike is a published request that resembles the one being written.
type alike struct {
	href  string
	title string
	by    string
}

// mostAlike is how many are shown.
const mostAlike = 3

// keptByBrowser lets the browser keep the pages of a form while it is being
// written, so that its back button loses nothing; they are checked again before
// any other use, and forgotten with the matter (see leave).
const keptByBrowser = "private, no-cache"

// ask shows a question or the summary.
func (p intake) ask(w http.ResponseWriter, r *http.Request, q question) error {
	w.Header().Set("Cache-Control", keptByBrowser)
	if q.closed {
		w.Header().Set("Cache-Control", "no-store")
	}
	here := askPath
	if q.applies != nil {
		here = itemsPath
	}
	pg := p.page(r, q.Visitor, q.title(), here)
	var body templ.Component
	if q.step == askSummary {
		if q.general() {
			q.like = p.alike(r, q)
		}
		body = q.check()
	} else {
		body = q.form()
	}
	if q.err == nil {
		return p.Show(w, pg.Portal(), body)
	}
	pg.Failed = true
	return p.Again(w, q.err, pg.Portal(), body)
}

// alike are published requests with the same words. Whoever asks is never kept from
// it by a search that fails.
func (p intake) alike(r *http.Request, q question) []alike {
	var title, body string
	for _, f := range q.of(askWhat) {
		if f.Type == process.FieldText && title == "" {
			title = q.values[f.Name]
		} else {
			body += q.values[f.Name] + "\n"
		}
	}
	found, err := p.Published.Similar(r.Context(), title, body, mostAlike)
	if err != nil {
		slog.Error("similar answered requests", "error", err)
		return nil
	}
	out := make([]alike, len(found))
	for i, one := range found {
		unit, _ := q.dir.Unit(one.Unit)
		out[i] = alike{href: answersPath + "/" + string(one.ID), by: unit.Name.In(q.Lang)}
		out[i].title, _ = headline(one.Question)
	}
	return out
}

func (q question) title() lang.Text {
	if q.applies != nil && q.step != askWhere {
		return applyTitle(q.lane, q.step)
	}
	switch q.step {
	case askKind:
		if q.stuck() {
			return page.Word("portal.stuck-kind").Text()
		}
		if q.closed {
			return page.Word("portal.tip-title").Text()
		}
		return page.Word("portal.ask-kind").Text()
	case askContact:
		if q.closed {
			return page.Word("portal.tip-contact").Text()
		}
		return page.Word("portal.ask-contact").Text()
	case askWhat:
		return page.Word("portal.ask-what").Text()
	case askWhere:
		return q.whereInput().Label
	}
	return page.Word("portal.ask-summary").Text()
}

// progress tells how far it is: the summary is the last page.
func (q question) progress() lang.Text {
	all := q.steps()
	return page.Word("portal.progress").With("n", strconv.Itoa(slices.Index(all, q.step)+1), "all", strconv.Itoa(len(all)))
}

// inputs are the questions of the page with what was typed and what is wrong.
func (q question) inputs() ([]page.Input, []lang.Text) {
	if q.step == askWhere {
		return page.Mark([]page.Input{q.whereInput()}, q.err)
	}
	var inputs []page.Input
	for _, f := range q.of(q.step) {
		in := page.FromField(f, q.required(f))
		in.Value = q.values[f.Name]
		switch {
		case f.Type == process.FieldUnit:
			in.Options, in.Unchosen = unitOptions(q.dir), page.Word("portal.tip-unit-unknown").Text()
		case f.Name == kindParam && q.step == askKind:
			in.Options = append(in.Options, page.Option{Value: asTip, Label: page.Word("portal.tip-kind").Text(), Help: page.Word("portal.tip-kind-help").Text()})
		}
		inputs = append(inputs, in)
	}
	inputs = docket.Attached(inputs, q.Held)
	if len(inputs) == 1 && q.applies == nil {
		inputs[0].Heading, inputs[0].Label = true, q.title()
	}
	return page.Mark(inputs, q.err)
}

// hidden carries all that is not asked on this page.
func (q question) hidden() []page.Hidden {
	out := []page.Hidden{{Name: page.KeyField, Value: q.key}, {Name: stepField, Value: q.step}}
	if q.review {
		out = append(out, page.Hidden{Name: reviewField, Value: "1"})
	}
	if q.step == askWhere {
		out = append(out, page.Hidden{Name: withinField, Value: string(q.within)}, page.Hidden{Name: wasField, Value: string(q.was)})
	}
	for _, f := range q.fields() {
		if v := q.values[f.Name]; v != "" && q.asking.step(f) != q.step {
			out = append(out, page.Hidden{Name: f.Name, Value: v})
		}
	}
	return out
}

// answers are what the summary shows, in the order asked.
func (q question) answers() []answer {
	var out []answer
	for _, step := range q.steps() {
		for _, f := range q.of(step) {
			out = append(out, answer{
				step: step, key: f.Label, value: q.valueOf(f),
				lost: q.lost(f),
			})
		}
	}
	return out
}

// valueOf is the value of a field as typed, or the names of its files.
func (q question) valueOf(f *process.Field) string {
	if f.Type != process.FieldFile {
		return docket.Value(q.dir, f, q.values[f.Name]).In(q.Lang)
	}
	var names []string
	for _, held := range q.Held {
		if held.Field == f.Name {
			names = append(names, held.Name+" ("+page.Bytes(held.Size)+")")
		}
	}
	return strings.Join(names, "\n")
}

// opened reports whether what is folded has something in it or something wrong.
func opened(inputs []page.Input) bool {
	return slices.ContainsFunc(inputs, func(in page.Input) bool { return in.Value != "" || !in.Error.IsZero() })
}

// drafts reports whether the browser keeps what is being written on the page.
func (q question) drafts() bool { return q.step == askWhat && q.general() }

// takesFiles reports whether the page asks for files.
func (q question) takesFiles() bool {
	return slices.ContainsFunc(q.of(q.step), func(f *process.Field) bool { return f.Type == process.FieldFile })
}

func (q question) lost(f *process.Field) lang.Text {
	if q.err == nil {
		return lang.Text{}
	}
	for _, d := range fault.As(q.err).Defects {
		if d.Field == f.Name {
			return d.Text
		}
	}
	return lang.Text{}
}

// answer is one line of the summary; lost is what is wrong with it.
type answer struct {
	step  string
	key   lang.Text
	value string
	lost  lang.Text
}
