package portal

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/process"
	"shuniu/service/enterprises/approval"
)

// The paths of applying: with papers, and with a commitment instead of them.
const (
	applyPath  = "/apply/"
	commitPath = "/commit/"
)

// applyLane is how one item is applied for. What was answered about the case goes
// along in the address: they are choices of the guide, nothing that is typed.
func applyLane(o offer) lane {
	return o.lane(approval.Process(o.Item), applyPath)
}

// commitLane is how it is applied for with a commitment (国办发〔2020〕42号).
func commitLane(o offer) lane { return o.lane(approval.Commitment, commitPath) }

func (o offer) lane(process, path string) lane {
	q := url.Values{}
	for key, value := range o.answers {
		q.Set(key, value)
	}
	l := lane{process: process, path: path + o.Implementing(), applies: &application{
		name: o.Name, papers: o.wants(process == approval.Commitment),
		told: map[string]string{approval.FieldItem: o.Implementing(), approval.FieldSituation: o.Situation(o.answers)},
	}}
	if len(q) > 0 {
		l.query = "?" + q.Encode()
	}
	return l
}

// applying does one step of an application for the item in the address.
func (p *portal) applying(step func(intake, http.ResponseWriter, *http.Request, *door.Visitor) error) door.Answer {
	return func(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
		o, err := p.offer(r, v)
		if err != nil {
			return err
		}
		l, open := applyLane(o), o.online()
		if strings.HasPrefix(r.URL.Path, commitPath) {
			l, open = commitLane(o), o.commits()
		}
		if !open {
			return fault.Of(fault.NotFound, "%s is not applied for online", o.Implementing())
		}
		return step(intake{p, l}, w, r, v)
	}
}

// online reports whether the item can be applied for here.
func (o offer) online() bool {
	return approval.Process(o.Item) != "" && slices.Contains(o.Forms, "online")
}

// commits reports whether it can be applied for with a commitment.
func (o offer) commits() bool { return o.online() && approval.Commits(o.Item) }

// committing reports whether what is applied for is decided on a commitment.
func (l lane) committing() bool { return l.process == approval.Commitment }

// application is what is applied for: its name, the papers of the case, and what the
// form says of it that the applicant is not asked for.
type application struct {
	name   lang.Text
	told   map[string]string
	papers templ.Component
}

// told is what the form says without asking; nothing where something is told.
func (l lane) told() map[string]string {
	if l.applies == nil {
		return nil
	}
	return l.applies.told
}

// knows reports whether nobody is asked for a field of the form.
func (l lane) knows(field string) bool {
	_, known := l.told()[field]
	return known
}

// applyTitle is what a page of an application is called.
func applyTitle(l lane, step string) lang.Text {
	switch {
	case step == askWhat && l.committing():
		return page.Word("portal.commit-what").Text()
	case step == askWhat:
		return page.Word("portal.apply-papers").Text()
	case step == askContact:
		return page.Word("portal.apply-who").Text()
	}
	return page.Word("portal.ask-summary").Text()
}

// applyStep is the question a field of an application belongs to: the papers or what
// is committed instead, the place, and everything about whoever applies.
func applyStep(f *process.Field) string {
	switch {
	case f.Type == process.FieldFile, f.Name == approval.FieldCommitted:
		return askWhat
	case f.Type == process.FieldRegion:
		return askWhere
	}
	return askContact
}
