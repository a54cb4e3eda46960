package portal

import (
	"net/http"
	"strings"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
)

// askSend opens the matter. What is sent twice under one key is opened once and
// gets the same receipt.
func (p intake) askSend(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	a, err := p.received(r)
	if err != nil {
		return err
	}
	res, err := p.Engine.Open(r.Context(), access.Outsider(), p.lane.process, matter.Input{Key: a.key, Values: a.values})
	if err != nil {
		return p.askAgain(w, r, question{Visitor: v, asking: a, step: askSummary, err: err})
	}
	p.hand(w, r, res)
	return nil
}

// askAgain leads to what is wrong; only what no page can mend is shown as a
// failure.
func (p intake) askAgain(w http.ResponseWriter, r *http.Request, q question) error {
	q.review = true
	switch f := fault.As(q.err); f.Kind {
	case fault.Invalid:
		q.step = q.firstWrong(f.Defects)
		if q.step == askWhere {
			q.enterWhere(q.dir.City().Code)
		}
	case fault.Conflict:
		// The key has been used for another text: what is sent now is a new request,
		// if the resident means it to be.
		key, err := docket.Rekey(r, p.Engine, access.Outsider(), q.key)
		if err != nil {
			return err
		}
		q.rekeyed(key)
		q.err = fault.New(fault.Conflict, page.Word("portal.ask-sent-before").Text(), f.Operator)
	case fault.Unavailable:
	default:
		return q.err
	}
	return p.ask(w, r, q)
}

// rekeyed carries on under another key with the files that came along.
func (a *asking) rekeyed(key string) {
	a.key = key
	for _, f := range a.fields() {
		if f.Type != process.FieldFile {
			continue
		}
		var ids []string
		for _, held := range a.Held {
			if held.Field == f.Name {
				ids = append(ids, string(held.ID))
			}
		}
		a.values[f.Name] = strings.Join(ids, " ")
	}
}

func (q question) firstWrong(ds []fault.Defect) string {
	for _, step := range q.steps() {
		for _, f := range q.of(step) {
			for _, d := range ds {
				if d.Field == f.Name {
					return step
				}
			}
		}
	}
	return askSummary
}
