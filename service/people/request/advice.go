package request

import (
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"shuniu/kernel/insight"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
)

const (
	leastShare = 0.3 // below it nothing is said
	sureShare  = 0.7 // from it on, one suggestion is enough
	mostWords  = 3
)

// Advice suggests the category of a request, and the unit to dispatch it to, as the
// city has sorted and dispatched its own requests before; with its reasons, and how
// often it was right when it was tried. It chooses nothing.
//
// A nil Advice, and one that has not learned yet, suggests nothing. It may be asked
// while it learns.
type Advice struct {
	engine *matter.Engine
	folder string
	fewest int

	now     atomic.Pointer[learned]
	tending sync.Mutex
	read    int64 // how far the ledger was looked through for what was erased since
	stale   bool  // something was
}

// AdviceSettings say where the models are kept, in a folder of their own, and from
// how many requests on something is learned: 200 if 0.
type AdviceSettings struct {
	Folder string
	Fewest int
}

// NewAdvice makes the advice of the engine's city; Tend lets it learn.
func NewAdvice(e *matter.Engine, s AdviceSettings) *Advice {
	if s.Fewest == 0 {
		s.Fewest = 200
	}
	return &Advice{engine: e, folder: s.Folder, fewest: s.Fewest}
}

// Advised are the suggestions for one field of a form, the likeliest first, and how
// good the model is that they are from.
type Advised struct {
	Field   string
	Likely  []Likely
	Measure Measure
}

// Likely is a value that the field may have: the code of a category or a unit.
type Likely struct {
	Value string
	Share float64  // how likely it is, 0 to 1
	Words []string // of the request, that spoke for it
}

// Suggest gives at most two suggestions for each field by which an act sorts or
// dispatches a request, as far as there are any. What is not in use any more is not
// suggested, nor is a unit to which the request was dispatched before.
func (a *Advice) Suggest(v *matter.View, act string) []Advised {
	if a == nil || v.Definition.Name != process || act != actDispatch && act != actAnswer {
		return nil
	}
	now := a.now.Load()
	if now == nil {
		return nil
	}
	var out []Advised
	for _, field := range []string{fieldCategory, fieldUnit} {
		m := now.models[field]
		if m == nil {
			continue
		}
		if likely := likely(m.Suggest(asked(v.Values[fieldTitle].Text, v.Values[fieldBody].Text)), a.useful(v, field)); len(likely) > 0 {
			out = append(out, Advised{field, likely, now.Fields[field]})
		}
	}
	return out
}

// Sort gives what Suggest does for the category of a request that is still being written
// down. Asked without words it tells only whether it would suggest anything: an Advised
// without Likely.
func (a *Advice) Sort(title, body string) (Advised, bool) {
	if a == nil {
		return Advised{}, false
	}
	now := a.now.Load()
	if now == nil || now.models[fieldCategory] == nil {
		return Advised{}, false
	}
	out := Advised{Field: fieldCategory, Measure: now.Fields[fieldCategory]}
	if title+body != "" {
		out.Likely = likely(now.models[fieldCategory].Suggest(asked(title, body)), a.useful(nil, fieldCategory))
	}
	return out, true
}

// asked is what a request is judged by.
func asked(title, body string) string { return title + "\n" + body }

// likely are the first suggestions worth saying, none without a reason; useful gives the value that is
// shown for a class, "" for none.
func likely(found []insight.Suggestion, useful func(class string) string) []Likely {
	var out []Likely
	for _, s := range found {
		if s.Share < leastShare || len(out) == 2 || len(out) == 1 && out[0].Share >= sureShare {
			break
		}
		one := Likely{Value: useful(s.Class), Share: s.Share}
		if one.Value == "" || len(s.Why) == 0 {
			continue
		}
		for _, r := range s.Why[:min(mostWords, len(s.Why))] {
			one.Words = append(one.Words, r.Words)
		}
		out = append(out, one)
	}
	return out
}

func (a *Advice) useful(v *matter.View, field string) func(string) string {
	if field == fieldCategory {
		inUse := map[string]bool{}
		for _, o := range a.engine.Categories.Options() {
			inUse[o.Value] = !o.Retired
		}
		return func(class string) string {
			if inUse[class] {
				return class
			}
			return ""
		}
	}
	dir := a.engine.Org.Now()
	return func(class string) string {
		id, err := strconv.ParseInt(class, 10, 64)
		unit, ok := dir.Unit(org.UnitID(id))
		before := slices.ContainsFunc(v.Timeline, func(e matter.Entry) bool { return e.Event.Act == actDispatch && e.Event.Effects.Assigned == id })
		if err != nil || !ok || before {
			return ""
		}
		return unit.Code
	}
}

// settled is what the events of a request say of how it was sorted and dispatched.
type settled struct {
	whole    bool // from its opening on
	sorted   bool // the hotline has dispatched or answered it
	category string
	unit     int64 // to which it was dispatched first
	signed   bool
	moved    bool // it went to another unit after all
	erased   bool
}

func (s *settled) take(e *ledger.Event) {
	s.whole = s.whole || e.Effects.Opening != nil
	s.erased = s.erased || e.Effects.Erased
	if category := given(e, fieldCategory); category != "" {
		s.category = category
	}
	switch e.Act {
	case actDispatch:
		s.moved, s.sorted = s.unit != 0, true
		if s.unit == 0 {
			s.unit = e.Effects.Assigned
		}
	case actAnswer:
		s.sorted = true
	case actSign:
		s.signed = true
	case actAgreeReturn, actRule:
		s.moved = true
	}
}

// classes are the classes that a request is an example of, by field; the unit only
// if it signed and kept it.
func (s *settled) classes() map[string]string {
	out := map[string]string{}
	if !s.whole || s.erased {
		return out
	}
	if s.category != "" && s.sorted {
		out[fieldCategory] = s.category
	}
	if s.unit != 0 && s.signed && !s.moved {
		out[fieldUnit] = strconv.FormatInt(s.unit, 10)
	}
	return out
}
