package desk

import (
	"math"
	"net/http"

	"shuniu/face/page"
	"shuniu/kernel/fault"
	"shuniu/kernel/insight/quality"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/service/people/request"
)

// checks are the acts by which somebody checks an answer, and where it is: in the
// form, in the request itself, or in the one that is inspected.
var checks = map[string]func(d *doing, r *http.Request) (*matter.View, string, error){
	"people.request/approve_reply": func(d *doing, _ *http.Request) (*matter.View, string, error) {
		return d.View, d.typed.Get("reply"), nil
	},
	"people.request/uphold": lastReply,
	"people.request/redo":   lastReply,
	"people.quality/find": func(d *doing, r *http.Request) (*matter.View, string, error) {
		v, err := d.desk.Engine.View(r.Context(), d.Actor, d.View.Matter.Parent)
		if err != nil {
			return nil, "", err
		}
		return v, request.LastReply(v), nil
	},
}

func lastReply(d *doing, _ *http.Request) (*matter.View, string, error) {
	return d.View, request.LastReply(d.View), nil
}

// From so little on the checker is told to look.
const (
	takesLittle  = 0.08 // half of real answers take up less than 0.19
	littleNamed  = 0.4
	littleOfOwn  = 0.5
	littleGround = 0.3
)

// finding is one thing to look at in an answer, with the reasons.
type finding struct {
	title page.Word
	why   []lang.Text
	look  bool
	like  string // number of the request with nearly the same answer, if the reader may see it
}

// assess reads the answer that the act is about beside those given before.
func (d *doing) assess(r *http.Request) error {
	check := checks[d.Definition.Name+"/"+d.act.Name]
	if check == nil || d.desk.Answers == nil {
		return nil
	}
	v, reply, err := check(d, r)
	if fault.Is(err, fault.Withheld) || fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	q, ok := d.desk.Answers.Read(v, reply)
	if !ok {
		return nil
	}
	own, err := d.own(r, q)
	d.found = []finding{
		{title: page.Word("desk.quality-takes"), why: q.Takes.Why, look: q.Takes.Score < takesLittle},
		{title: page.Word("desk.quality-specific"), why: q.Specific.Why, look: q.Specific.Score < littleNamed},
		{title: page.Word("desk.quality-basis"), why: q.Basis.Why, look: q.Basis.Score < littleGround},
		own,
	}
	return err
}

// own says whether the answer is another's. Which one, only whoever may see that is
// told.
func (d *doing) own(r *http.Request, q quality.Quality) (finding, error) {
	f := finding{title: page.Word("desk.quality-own"), why: q.Own.Why, look: q.Own.Score < littleOfOwn && !q.Asked}
	if q.Like == "" {
		if len(f.why) == 0 {
			f.why = []lang.Text{page.Word("desk.quality-own-none").Text()}
		}
		return f, nil
	}
	said := page.Word("desk.quality-like-other")
	if q.Asked {
		said = page.Word("desk.quality-like-same")
	}
	f.why = []lang.Text{said.With("part", share(math.Min(1, 1-q.Own.Score)))}
	_, err := d.desk.Engine.Glance(r.Context(), d.Actor, q.Like)
	switch {
	case err == nil:
		f.like = q.Like
	case !fault.Is(err, fault.Withheld) && !fault.Is(err, fault.NotFound):
		return f, err
	}
	return f, nil
}
