package portal

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/process"
	"shuniu/service/enterprises/approval"
)

const applyPath = "/apply/"

// applyLane is how one item is applied for. What was answered about the case goes
// along in the address: they are choices of the guide, nothing that is typed.
func applyLane(o offer) lane {
	q := url.Values{}
	for key, value := range o.answers {
		q.Set(key, value)
	}
	l := lane{process: approval.Process(o.Item), path: applyPath + o.Implementing(), offer: &o}
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
		if !o.online() {
			return fault.Of(fault.NotFound, "%s is not applied for online", o.Implementing())
		}
		return step(intake{p, applyLane(o)}, w, r, v)
	}
}

// online reports whether the item can be applied for here.
func (o offer) online() bool {
	return approval.Process(o.Item) != "" && slices.Contains(o.Forms, "online")
}

// told is what an application says that the applicant is not asked for.
func (l lane) told() map[string]string {
	if l.offer == nil {
		return nil
	}
	told := map[string]string{approval.FieldItem: l.offer.Implementing()}
	if s := l.offer.situation(); s != "" {
		told[approval.FieldSituation] = s
	}
	return told
}

// situation is what was answered about the case, for the window to read.
func (o offer) situation() string {
	var out []string
	for _, q := range o.Questions {
		if n := slices.Index(q.Options, o.answers[q.Key]); n >= 0 {
			out = append(out, q.Text.Zh+q.Labels[n].Zh)
		}
	}
	return strings.Join(out, "；")
}

// applyTitle is what a page of an application is called.
func applyTitle(step string) lang.Text {
	switch step {
	case askWhat:
		return page.Word("portal.apply-papers").Text()
	case askContact:
		return page.Word("portal.apply-who").Text()
	}
	return page.Word("portal.ask-summary").Text()
}

// applyStep is the question a field of an application belongs to: the papers, the
// place, and everything about whoever applies.
func applyStep(f *process.Field) string {
	switch f.Type {
	case process.FieldFile:
		return askWhat
	case process.FieldRegion:
		return askWhere
	}
	return askContact
}
