package portal

import (
	"net/http"
	"time"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
	"shuniu/service/enterprises/approval"
	"shuniu/service/enterprises/approval/hall"
)

const receiptPath = door.FollowPath + "/receipt"

// receiptCookie lets the receipt show the query code. It is sent to the receipt
// alone and lasts as long as somebody needs to write twelve characters down, so
// that a computer shared with others stops showing them.
const (
	receiptCookie = "shuniu_receipt"
	receiptLasts  = 30 * time.Minute
)

// hand leads whoever opened a matter to its receipt.
func (p *portal) hand(w http.ResponseWriter, r *http.Request, res *matter.Result) {
	p.Following(w, res.Matter.Number, res.Code)
	p.handReceipt(w, res.Code)
	http.Redirect(w, r, receiptPath, http.StatusSeeOther)
}

func (p *portal) handReceipt(w http.ResponseWriter, code string) {
	p.setReceipt(w, code, int(receiptLasts/time.Second))
}

func (p *portal) setReceipt(w http.ResponseWriter, code string, age int) {
	http.SetCookie(w, &http.Cookie{
		Name: receiptCookie, Value: code, Path: receiptPath, MaxAge: age,
		HttpOnly: true, Secure: p.Secure, SameSite: http.SameSiteLaxMode,
	})
}

// codeOf is the query code to show on the receipt, if it is this matter's.
func (p following) codeOf(r *http.Request, m *matter.Matter) (string, error) {
	c, err := r.Cookie(receiptCookie)
	if err != nil {
		return "", nil //nolint:nilerr // without the cookie the receipt goes without the code
	}
	a, err := p.Engine.Prove(r.Context(), m.Number, c.Value)
	if fault.Is(err, fault.NotFound) || err == nil && matter.ID(a.Matter) != m.ID {
		return "", nil
	}
	return c.Value, err
}

func (p following) receipt(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	s, err := p.sight(r, v)
	if err != nil {
		return err
	}
	code, err := p.codeOf(r, s.Matter)
	if err != nil {
		return err
	}
	clocks, err := s.clocks()
	if err != nil {
		return err
	}
	about, err := visit(r, s)
	if err != nil {
		return err
	}
	slip := page.Receipt{
		Title: page.Word("portal.receipt-title").Text(), Number: s.Matter.Number, Code: code,
		At: p.watch.Moment(s.Matter.Opened), Unit: p.City.In(v.Lang), Next: s.next(clocks), Track: matterPath, Draft: draftName,
	}
	if slip.Proof, err = p.ratedBy(r, s); err != nil {
		return err
	}
	switch {
	case s.Definition.Restricted:
		slip.Title = page.Word("portal.tip-receipt").Text()
	case approval.Applied(s.Matter.Process):
		slip.Title = page.Word("portal.apply-receipt").Text()
	case s.Matter.Process == approval.Stuck:
		slip.Title = page.Word("portal.stuck-receipt").Text()
	}
	here := askPath
	switch {
	case approval.Applied(s.Matter.Process):
		here = itemsPath
	case s.Matter.Process == hall.Visits:
		here, slip.Title = hallsPath, page.Word("lobby.receipt").Text()
	}
	pg := p.page(r, v, slip.Title, here)
	return p.Show(w, pg.Portal(), s.slip(slip, clocks, about))
}

// next says what happens after the sending and by when, by the process itself.
func (s sight) next(clocks []running) []lang.Text {
	var next []lang.Text
	for _, c := range clocks {
		if !c.duty.IsZero() {
			next = append(next, c.duty)
		}
	}
	if s.Matter.Process == hall.Visits {
		return append(next, page.Word("lobby.receipt-next").Text(), page.Word("portal.receipt-follow").Text())
	}
	next = append(next, s.answerLimits()...)
	next = append(next, page.Word("portal.receipt-follow").Text())
	if s.Definition.Restricted {
		return append(next, page.Word("portal.tip-receipt-safe").Text())
	}
	if approval.Applied(s.Matter.Process) || s.Matter.Process == approval.Stuck {
		return append(next, page.Word("portal.apply-rate").Text())
	}
	return append(next, page.Word("portal.receipt-rate").Text())
}

// answerLimits tells how long whoever gets the matter has to answer it: the first
// limit that runs where an answer can be given, where the sender does not choose
// its length, and that did not begin with the sending. What this matter itself sets
// a shorter limit for, as the law lets a city promise, is told with it.
func (s sight) answerLimits() []lang.Text {
	var told []lang.Text
	opening := s.Definition.State(s.Definition.ActsFrom(process.Start)[0].To)
	for _, c := range s.Definition.Clocks {
		if opening.Runs(c.Name) || c.Until != "" || !answeredUnder(s.Definition, c) {
			continue
		}
		if own := *c; c.Given != "" {
			own.Limit = c.Shortened(c.Limit, s.Values[c.Given].Text)
			told = append(told, limitText(s.Definition, &own))
		} else if len(told) == 0 {
			told = append(told, limitText(s.Definition, c))
		}
	}
	return told
}

func answeredUnder(def *process.Definition, c *process.Clock) bool {
	for _, a := range def.Acts {
		if a.Answers != process.ToApplicant {
			continue
		}
		for _, from := range a.From {
			if st := def.State(from); st != nil && st.Runs(c.Name) {
				return true
			}
		}
	}
	return false
}
