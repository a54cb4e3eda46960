package portal

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
	"shuniu/service/enterprises/approval"
	"shuniu/service/people/request"
)

const (
	askPath = "/ask"
	tipPath = "/tip"

	stuckPath = "/stuck"

	// draftName is under which a browser with scripts keeps the text being written,
	// in its tab alone, until the receipt.
	draftName = "ask"
)

// lane is a process by which residents tell something, and where it is asked for.
type lane struct {
	process string
	path    string
	query   string       // of every address of it
	closed  bool         // a report of wrongdoing: no browser keeps any of it
	applies *application // what is applied for; nil where something is told
}

func requestLane() lane { return lane{process: requests, path: askPath} }

func tipLane() lane { return lane{process: request.Tips, path: tipPath, closed: true} }

// stuckLane is for what somebody could not get done 办不成事.
func stuckLane() lane { return lane{process: approval.Stuck, path: stuckPath} }

func (l lane) stuck() bool { return l.path == stuckPath }

// general reports whether anything may be told in the lane.
func (l lane) general() bool { return l.path == askPath }

func (l lane) next() string { return l.path + l.query }

func (l lane) send() string { return l.path + "/send" + l.query }

// asTip is the answer to what kind of thing it is that leads to the other lane.
const asTip = "tip"

// The questions of 我要说, one page each, and the summary after them.
const (
	askKind    = "kind"
	askWhat    = "what"
	askWhere   = "where"
	askContact = "contact"
	askSummary = "summary"
)

// accusedField belongs to what is told although it is a person's name.
const accusedField = "accused"

// Names of the hidden fields that carry the asking from page to page; those of
// values are the names of the process's fields.
const (
	stepField   = "step"   // the question answered
	toField     = "to"     // where a button leads: back, or a question to change
	reviewField = "review" // set when the summary has been seen
	withinField = "within" // the region whose parts are asked for
	wasField    = "was"    // the region chosen before this page
	back        = "back"
)

// asking is one request while it is being written. It lives in the hidden fields
// of the forms and nowhere else.
type asking struct {
	lane
	def    *process.Definition
	act    *process.Act
	dir    *org.Directory
	key    string
	values map[string]string // as typed
	review bool
	within org.RegionCode
	was    org.RegionCode
	docket.Sent
}

// begun is an asking with nothing in it. The key is a secret: whoever repeats it
// is told the query code of what was sent under it.
func (p intake) begun() (*asking, error) {
	def, err := p.Engine.Process(p.lane.process)
	if err != nil {
		return nil, err
	}
	acts := def.ActsFrom(process.Start)
	if len(acts) == 0 {
		return nil, fault.Of(fault.Internal, "process %s has no opening act", p.lane.process)
	}
	dir := p.Org.Now()
	if dir.City().Code == "" {
		return nil, fault.Of(fault.Unavailable, "no regions are loaded")
	}
	a := &asking{lane: p.lane, def: def, act: acts[0], dir: dir, key: page.NewKey(), values: map[string]string{}, within: dir.City().Code}
	maps.Copy(a.values, p.told())
	return a, nil
}

// received reads an asking from a form that was sent.
func (p intake) received(r *http.Request) (*asking, error) {
	a, err := p.begun()
	if err != nil {
		return nil, err
	}
	if a.Sent, err = docket.Receive(r, p.Door, access.Outsider(), a.fields()); err != nil {
		return nil, err
	}
	if key := a.Values.Get(page.KeyField); key != "" {
		a.key = key
	}
	for _, f := range a.fields() {
		if v := strings.Join(a.Values[f.Name], " "); v != "" {
			a.values[f.Name] = v
		}
	}
	maps.Copy(a.values, p.told())
	a.review = a.Values.Get(reviewField) != ""
	a.was = org.RegionCode(a.Values.Get(wasField))
	if within := org.RegionCode(a.Values.Get(withinField)); within != "" {
		if _, ok := a.dir.Region(within); ok {
			a.within = within
		}
	}
	return a, nil
}

// fields are what the opening act needs or asks, in the form's order.
func (a *asking) fields() []*process.Field {
	var out []*process.Field
	for _, f := range a.def.Form {
		if slices.Contains(a.act.Needs, f.Name) || slices.Contains(a.act.Asks, f.Name) {
			out = append(out, f)
		}
	}
	return out
}

func (a *asking) required(f *process.Field) bool { return slices.Contains(a.act.Needs, f.Name) }

// step is the question a field belongs to, by its kind, so that a field added to
// the process is asked without a change here.
func (a *asking) step(f *process.Field) string {
	switch {
	case a.knows(f.Name):
		return ""
	case a.applies != nil:
		return applyStep(f)
	case f.Type == process.FieldRegion:
		return askWhere
	case f.Type == process.FieldFile, f.Type == process.FieldUnit, f.Name == accusedField:
		return askWhat
	case !a.required(f), f.Personal:
		return askContact
	case f.Type == process.FieldChoice, f.Type == process.FieldCategory:
		return askKind
	}
	return askWhat
}

func (a *asking) of(step string) []*process.Field {
	var out []*process.Field
	for _, f := range a.fields() {
		if a.step(f) == step {
			out = append(out, f)
		}
	}
	return out
}

// steps are the pages in their order. Of an application the kind of thing is known.
func (l lane) steps() []string {
	all := []string{askKind, askWhat, askWhere, askContact, askSummary}
	if l.applies != nil {
		return all[1:]
	}
	return all
}

func (l lane) stepAfter(step string) string {
	all := l.steps()
	return all[min(slices.Index(all, step)+1, len(all)-1)]
}

func (l lane) stepBefore(step string) string {
	all := l.steps()
	return all[max(slices.Index(all, step)-1, 0)]
}

// defects are what is wrong with the answers of one question.
func (a *asking) defects(step string) error {
	var ds []fault.Defect
	for _, f := range a.of(step) {
		v, d := f.Parse(a.values[f.Name])
		if d == nil && v == "" && a.required(f) {
			d = missing(f)
		}
		if d != nil {
			ds = append(ds, *d)
		}
	}
	if step == askWhere && len(ds) == 0 {
		ds = a.misplaced()
	}
	if len(ds) == 0 {
		ds = a.refused(step)
	}
	return fault.Defects(ds)
}

// refused is what the opening act's guard says of one question, where all that it
// looks at is asked there: a consent that is missing is told beside its box.
func (a *asking) refused(step string) []fault.Defect {
	g := a.act.Guard
	if g == nil {
		return nil
	}
	var box string
	for _, name := range g.Fields {
		f := a.def.Field(name)
		if f == nil || a.step(f) != step {
			return nil
		}
		if f.Type == process.FieldBool {
			box = name
		}
	}
	values := map[string]string{}
	for _, f := range a.of(step) {
		values[f.Name], _ = f.Parse(a.values[f.Name])
	}
	if ok, err := g.Eval(a.def.Vars(values, nil, calendar.Date{})); ok || err != nil {
		return nil // what cannot be decided here the engine decides
	}
	return []fault.Defect{{Field: box, Text: a.act.Refusal}}
}

func missing(f *process.Field) *fault.Defect {
	text := page.Word("portal.missing")
	if f.Type == process.FieldChoice || f.Type == process.FieldCategory || f.Type == process.FieldRegion {
		text = page.Word("portal.missing-choice")
	}
	return &fault.Defect{Field: f.Name, Text: text.Fill(page.Texts{"label": f.Label})}
}

func (p intake) askFirst(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	a, err := p.begun()
	if err != nil {
		return err
	}
	return p.ask(w, r, question{Visitor: v, asking: a, step: a.steps()[0]})
}

// askNext takes the answer to one question and shows the next one; a defect shows
// the same one again. Going back and changing never check what is on the page left.
func (p intake) askNext(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	a, err := p.received(r)
	if err != nil {
		return err
	}
	q := question{Visitor: v, asking: a, step: a.Values.Get(stepField)}
	if !slices.Contains(a.steps(), q.step) {
		q.step = a.steps()[0]
	}
	if q.step == askKind && !a.closed && a.values[kindParam] == asTip {
		http.Redirect(w, r, tipPath, http.StatusSeeOther)
		return nil
	}
	switch to := a.Values.Get(toField); {
	case a.Err() != nil:
		q.err = a.Err()
	case a.Removed:
	case to == back:
		q.step = a.goBack(q.step)
	case slices.Contains(a.steps(), to):
		q.step, a.review = to, true
		a.enterWhere(a.dir.City().Code)
	default:
		if q.err = a.defects(q.step); q.err == nil {
			q.step = a.goOn(q.step)
		}
	}
	return p.ask(w, r, q)
}

// goOn is the question after one that has been answered.
func (a *asking) goOn(step string) string {
	if step == askWhere {
		if a.deeper() {
			return askWhere
		}
		a.was = ""
	}
	if a.review {
		return askSummary
	}
	next := a.stepAfter(step)
	if next == askWhere {
		a.enterWhere(a.dir.City().Code)
	}
	return next
}

// goBack is the question before.
func (a *asking) goBack(step string) string {
	if step == askWhere {
		if a.within.Level() > org.City {
			a.within = a.within.Parent()
			return askWhere
		}
		a.leaveWhere()
	}
	if a.review {
		return askSummary
	}
	before := a.stepBefore(step)
	if before == askWhere {
		a.enterWhere(a.lastAsked())
	}
	return before
}
