package crash

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"

	"shuniu/face/page"
)

// slip is what somebody holds in hand about a request: what they were told by the
// city, and may come back with at any time.
type slip struct {
	title  string
	number string
	code   string
	unit   string
	texts  []string                   // that stand in its record
	notes  []string                   // that stand there once
	acts   []string                   // by the staff, whose names stand in its record on the desk
	files  map[[sha256.Size]byte]bool // that came with it
}

// public are the people of the city, residents and staff, at work over HTTP while
// servers die. They remember what they were told.
type public struct {
	*hall
	ended chan struct{} // closed when they shall finish what they are doing
	all   sync.WaitGroup
	told  atomic.Int64 // how often anybody was told that something was done

	submitted, answered chan *slip
	dispatched          map[string]chan *slip // by unit

	mu       sync.Mutex
	slips    []*slip
	titles   map[string]bool // of requests that nobody knows whether they arrived
	sessions map[string]bool // by token: whether it lives
	wrong    []error
}

// manyRequests is more than any test makes.
const manyRequests = 1 << 20

func (h *hall) public() *public {
	p := &public{
		hall: h, ended: make(chan struct{}), titles: map[string]bool{}, sessions: map[string]bool{},
		submitted: make(chan *slip, manyRequests), answered: make(chan *slip, manyRequests), dispatched: map[string]chan *slip{},
	}
	for _, unit := range bureaus() {
		p.dispatched[unit] = make(chan *slip, manyRequests)
	}
	return p
}

// residents is how many of them are at it at once.
const residents = 4

// begin lets all of them begin.
func (p *public) begin(ctx context.Context) {
	for i := range residents {
		p.all.Go(func() { p.resident(ctx, i) })
	}
	for login, unit := range logins() {
		p.all.Go(func() { p.clerk(ctx, login, unit) })
	}
}

// over reports whether they shall finish.
func (p *public) over() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// odd keeps what should not have happened.
func (p *public) odd(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wrong = append(p.wrong, err)
}

// photo is a picture nobody else has.
func photo() paper {
	content := make([]byte, 1+rand.IntN(200_000))
	for i := range content {
		content[i] = byte(rand.IntN(256))
	}
	return paper{name: fmt.Sprintf("照片%d.png", rand.IntN(1000)), content: "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + string(content)}
}

// photos are up to two of them.
func photos() []paper {
	all := []paper{}
	for range rand.IntN(3) {
		all = append(all, photo())
	}
	return all
}

func (s *slip) holds(files []paper) {
	for _, f := range files {
		s.files[sha256.Sum256([]byte(f.content))] = true
	}
}

// resident asks for one thing after the other, adds to it, and rates what was
// answered.
func (p *public) resident(ctx context.Context, who int) {
	for n := 0; !p.over() && ctx.Err() == nil; n++ {
		s, err := p.asks(ctx, fmt.Sprintf("第%d-%d号路灯不亮", who, n))
		if err == nil && s != nil {
			if rand.IntN(3) == 0 {
				err = p.adds(ctx, s)
			}
			p.submitted <- s
		}
		select {
		case s := <-p.answered:
			if err == nil {
				err = p.rates(ctx, s)
			}
		default:
		}
		if err != nil {
			p.odd(err)
		}
	}
}

// asks sends a request with its files, as a browser does after the last question.
// Some turn away after the files, and some where they get no answer.
func (p *public) asks(ctx context.Context, title string) (*slip, error) {
	v, s := p.visitor(), &slip{title: title}
	form, err := p.describes(ctx, v, s, photos())
	if err != nil || rand.IntN(8) == 0 {
		return nil, err
	}
	if rand.IntN(10) == 0 {
		return p.once(ctx, v, s, form)
	}
	a, err := v.sends(ctx, "/ask/send", form)
	if err != nil {
		return nil, fmt.Errorf("send %s: %w", title, err)
	}
	return p.receives(ctx, v, s, a)
}

// describes says what it is about, with files, and returns the form that is then
// to be sent.
func (p *public) describes(ctx context.Context, v *visitor, s *slip, files []paper) (*sheet, error) {
	first, err := v.goes(ctx, "/ask")
	if err != nil {
		return nil, err
	}
	form, err := first.form("/ask")
	if err != nil {
		return nil, err
	}
	form.values.Set("kind", "help")
	form.values.Set("step", "what")
	form.values.Set("title", s.title)
	form.values.Set("body", "滨江路"+s.title+"，晚上看不清路，请派人修理。")
	form.files = files
	s.texts, s.files = form.values["body"], map[[sha256.Size]byte]bool{}
	s.holds(files)
	next, err := v.sends(ctx, "/ask", form)
	if err != nil || next.status != http.StatusOK {
		return nil, fmt.Errorf("files of %s: %w %v", s.title, err, next)
	}
	if form, err = next.form("/ask"); err != nil {
		return nil, err
	}
	form.values.Set("region", "990102000000")
	return form, nil
}

// once is somebody who does not try again.
func (p *public) once(ctx context.Context, v *visitor, s *slip, form *sheet) (*slip, error) {
	server, err := p.any(ctx, rand.IntN(100))
	if err != nil {
		return nil, err
	}
	a, err := v.once(ctx, http.MethodPost, server+"/ask/send", form)
	if err != nil || a.status == http.StatusServiceUnavailable {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.titles[s.title] = true
		return nil, nil
	}
	return p.receives(ctx, v, s, a)
}

// receives takes the receipt and reads it.
func (p *public) receives(ctx context.Context, v *visitor, s *slip, a *answer) (*slip, error) {
	held, ok := v.cookies["shuniu_follow"]
	if a.status != http.StatusSeeOther || !ok {
		return nil, fmt.Errorf("send %s: %v", s.title, a)
	}
	s.number, s.code, _ = strings.Cut(held, ".")
	p.mu.Lock()
	p.slips = append(p.slips, s)
	p.mu.Unlock()
	p.told.Add(1)
	receipt, err := v.goes(ctx, a.location)
	if err != nil {
		return nil, err
	}
	if receipt.status != http.StatusOK || !strings.Contains(receipt.body, s.code) {
		return nil, fmt.Errorf("the receipt of %s: %v", s.number, receipt)
	}
	return s, nil
}

// follows is a visitor who has proved the request theirs.
func (p *public) follows(ctx context.Context, s *slip) (*visitor, error) {
	v := p.visitor()
	a, err := v.sends(ctx, "/follow", &sheet{values: url.Values{"number": {s.number}, "code": {s.code}}})
	if err == nil && a.status != http.StatusSeeOther {
		err = fmt.Errorf("number and code of %s: %v", s.number, a)
	}
	return v, err
}

// adds is a resident's further information, with files.
func (p *public) adds(ctx context.Context, s *slip) error {
	v, err := p.follows(ctx, s)
	if err != nil {
		return err
	}
	note := fmt.Sprintf("补充%d：对面的一盏也不亮。", rand.Int64())
	files := photos()
	err = p.acts(ctx, v, doing{path: "/follow/act/supplement", values: url.Values{"note": {note}}, files: files, mark: note, record: "/follow/matter"})
	if err == nil {
		s.notes = append(s.notes, note)
		s.holds(files)
	}
	return err
}

func (p *public) rates(ctx context.Context, s *slip) error {
	v, err := p.follows(ctx, s)
	if err != nil {
		return err
	}
	err = p.acts(ctx, v, doing{path: "/follow/act/rate", values: url.Values{"rating": {"good"}}, mark: "评价", record: "/follow/matter"})
	if err == nil {
		s.acts = append(s.acts, "评价")
	}
	return err
}

// doing is an act with what is typed for it. Mark stands in the record once it is
// done.
type doing struct {
	path         string
	values       url.Values
	files        []paper
	record, mark string
}

// acts fills the form of an act and sends it. Where somebody came between it is
// looked at again; where an attempt ended without an answer the record says whether
// it was done.
func (p *public) acts(ctx context.Context, v *visitor, d doing) error {
	twice := false
	for range 5 {
		blank, err := v.goes(ctx, d.path)
		if err != nil {
			return err
		}
		if blank.status == http.StatusConflict && twice {
			return p.done(ctx, v, d)
		}
		form, err := blank.form(d.path)
		if err != nil {
			return err
		}
		for name, values := range d.values {
			form.values[name] = values
		}
		form.files = d.files
		a, err := v.sends(ctx, d.path, form)
		switch {
		case err != nil:
			return err
		case a.status == http.StatusSeeOther && !strings.Contains(a.location, "sign-in"):
			p.told.Add(1)
			return nil
		case a.status != http.StatusConflict:
			return fmt.Errorf("%s: %v", d.path, a)
		}
		twice = twice || a.twice
		if a.twice && p.done(ctx, v, d) == nil {
			return nil
		}
	}
	return fmt.Errorf("%s: five times somebody came between", d.path)
}

// done looks for an act in the record.
func (p *public) done(ctx context.Context, v *visitor, d doing) error {
	a, err := v.goes(ctx, d.record)
	if err == nil && !strings.Contains(a.body, d.mark) {
		err = fmt.Errorf("%s was not done: %v", d.path, a)
	}
	return err
}

// clerk is one of the staff: signs in, does what comes, and now and then signs out
// or leaves a session open.
func (p *public) clerk(ctx context.Context, login, unit string) {
	var v *visitor
	todo := p.submitted
	if unit != "hotline" {
		todo = p.dispatched[unit]
	}
	for {
		var s *slip
		select {
		case s = <-todo:
		case <-p.ended:
			return
		}
		var err error
		if v == nil {
			v, err = p.signsIn(ctx, login)
		}
		if err == nil {
			err = p.works(ctx, v, s, unit)
		}
		if err == nil && rand.IntN(20) == 0 {
			v, err = nil, p.leaves(ctx, v)
		}
		if err != nil {
			p.odd(fmt.Errorf("%s: %w", login, err))
			if v == nil {
				return
			}
		}
	}
}

// works does what is next for a request.
func (p *public) works(ctx context.Context, v *visitor, s *slip, unit string) error {
	if unit == "hotline" {
		s.unit = bureaus()[rand.IntN(len(bureaus()))]
		err := p.staffActs(ctx, v, s, doing{path: "dispatch", values: url.Values{"unit": {s.unit}, "urgency": {"ordinary"}}, mark: "派单"})
		if err == nil {
			p.dispatched[s.unit] <- s
		}
		return err
	}
	if err := p.staffActs(ctx, v, s, doing{path: "sign", mark: "签收"}); err != nil {
		return err
	}
	reply := fmt.Sprintf("已更换灯泡和镇流器，第%d次检修完成。", rand.Int64())
	files := photos()
	for i := range files {
		files[i].field = "papers"
	}
	err := p.staffActs(ctx, v, s, doing{path: "reply", values: url.Values{"reply": {reply}, "outcome": {"solved"}}, files: files, mark: reply})
	if err == nil {
		s.texts = append(s.texts, reply)
		s.holds(files)
		p.answered <- s
	}
	return err
}

func (p *public) staffActs(ctx context.Context, v *visitor, s *slip, d doing) error {
	d.record = "/desk/matter/" + s.number
	d.path = d.record + "/" + d.path
	err := p.acts(ctx, v, d)
	if err == nil {
		s.acts = append(s.acts, d.mark)
	}
	return err
}

// signsIn opens a session.
func (p *public) signsIn(ctx context.Context, login string) (*visitor, error) {
	v := p.visitor()
	a, err := v.sends(ctx, "/desk/sign-in", &sheet{values: url.Values{"login": {login}, "password": {password}, "back": {"/desk"}}})
	if err != nil {
		return nil, err
	}
	if a.status != http.StatusSeeOther || v.cookies["shuniu"] == "" {
		return nil, fmt.Errorf("sign in: %v", a)
	}
	p.session(v.cookies["shuniu"], true)
	p.told.Add(1)
	return v, nil
}

// leaves signs out, or only goes away.
func (p *public) leaves(ctx context.Context, v *visitor) error {
	if rand.IntN(2) == 0 {
		return nil
	}
	token := v.cookies["shuniu"]
	a, err := v.sends(ctx, "/desk/sign-out", &sheet{values: url.Values{page.KeyField: {"-"}}})
	if err == nil && a.status != http.StatusSeeOther {
		err = fmt.Errorf("sign out: %v", a)
	}
	if err == nil {
		p.session(token, false)
	}
	return err
}

func (p *public) session(token string, lives bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sessions[token] = lives
}
