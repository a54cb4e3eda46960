package crowd

import (
	"bytes"
	"context"
	"fmt"
	mathrand "math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"sync"
	"time"

	"shuniu/kernel/fault"
)

// Work is people at work: staff who open lists, read matters and act, residents who
// ask, follow, read and apply, each with the time between two pages that people take.
type Work struct {
	*Browser
	Staff     []Person // signed in
	Residents int
	Pace      float64  // how many times as fast as people are; 1: as people are
	Paper     []byte   // what is uploaded
	Items     []string // codes of what can be applied for online
	Words     func(n int) (title, body string)
	Sought    func(n int) string // what somebody looks for
	Region    func(code string) string
}

// Pages are the kinds of page, in the order in which they are told.
func Pages() []string {
	return []string{"inbox", "late", "all", "search", "matter", "act",
		"home", "answers", "answer", "guide", "items", "item", "ask-form", "ask", "receipt", "follow", "apply-form", "upload", "apply", "figures"}
}

// What people wait between two pages: staff half a minute, residents some minutes.
const (
	staffRest    = 40 * time.Second
	residentRest = 3 * time.Minute
)

// Run lets everybody work until ctx ends. They begin spread over one rest, as people
// do not all come in at once.
func (w *Work) Run(ctx context.Context) error {
	failed := make(chan error, 1)
	var all sync.WaitGroup
	begin := func(rest time.Duration, turn func(context.Context) error) {
		all.Go(func() {
			wait := time.Duration(mathrand.Float64() * float64(rest)) //nolint:gosec // nothing depends on the draw
			for w.pause(ctx, wait) {
				if err := turn(ctx); err != nil && ctx.Err() == nil {
					select {
					case failed <- err:
					default:
					}
					return
				}
				wait = time.Duration(mathrand.ExpFloat64() * float64(rest)) //nolint:gosec // likewise
			}
		})
	}
	for _, p := range w.Staff {
		c := &clerk{w, p, nil}
		begin(staffRest, c.turn)
	}
	for i := range w.Residents {
		r := &resident{Work: w, as: Person{Address: fmt.Sprintf("10.%d.%d.%d", 32+i>>16, i>>8&255, i&255)}}
		begin(residentRest, r.turn)
	}
	all.Wait()
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}

// pause waits as a person does between two pages; false where it is over.
func (w *Work) pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(time.Duration(float64(d) / w.Pace))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// page opens a page that everybody may open; what else comes back is noted.
func (w *Work) page(ctx context.Context, name, at string, as Person) (Answer, error) {
	a, err := w.Call(ctx, Visit{Name: name, Get: at, As: as})
	if err == nil && a.Status != http.StatusOK {
		w.fail(name, a.Status)
	}
	return a, err
}

// clerk is one of the staff.
type clerk struct {
	*Work
	as      Person
	matters []string // of the list looked at last
}

func chance(n int) bool { return mathrand.IntN(100) < n } //nolint:gosec // nothing depends on the draw

func (c *clerk) turn(ctx context.Context) error {
	switch n := mathrand.IntN(100); { //nolint:gosec // likewise
	case n < 8:
		return c.list(ctx, "late", "/desk/late")
	case n < 16:
		return c.list(ctx, "all", "/desk/all")
	case n < 22:
		return c.list(ctx, "search", "/desk/search?"+url.Values{"q": {c.Sought(mathrand.Int())}}.Encode()) //nolint:gosec // likewise
	case n < 45 || len(c.matters) == 0:
		return c.list(ctx, "inbox", "/desk")
	}
	return c.matter(ctx)
}

func (c *clerk) list(ctx context.Context, name, at string) error {
	a, err := c.page(ctx, name, at, c.as)
	c.matters = links(a.Body, "/desk/matter/")
	return err
}

// matter is one of the list; now and then what it waits for is done.
func (c *clerk) matter(ctx context.Context) error {
	at := c.matters[mathrand.IntN(len(c.matters))] //nolint:gosec // likewise
	a, err := c.Call(ctx, Visit{Name: "matter", Get: at, As: c.as})
	switch {
	case err != nil:
		return err
	case a.Status == http.StatusNotFound: // it went elsewhere since the list was read
		return nil
	case a.Status != http.StatusOK:
		c.fail("matter", a.Status)
		return nil
	}
	path, _, _ := strings.Cut(at, "?")
	for _, f := range forms(a.Body) {
		if act, ok := strings.CutPrefix(f.Action, path+"/"); ok && !strings.HasPrefix(act, "reading") && chance(60) {
			return c.act(ctx, f)
		}
	}
	return nil
}

// act fills a form in after a moment and sends it. What others did first, and what a
// form does not take, are answers that people get too.
func (c *clerk) act(ctx context.Context, f *Form) error {
	if !c.pause(ctx, staffRest/2) {
		return nil
	}
	f.Fill(func(string) string { _, body := c.Words(mathrand.Int()); return body }, c.now(), mathrand.IntN) //nolint:gosec // likewise
	a, err := c.Call(ctx, Visit{Name: "act", Post: f.Action, Form: f.Values, As: c.as})
	if err == nil && a.Status >= http.StatusInternalServerError {
		c.fail("act", a.Status)
	}
	return err
}

// resident is one of the others.
type resident struct {
	*Work
	as Person // with the cookie of what is followed, if something is
}

func (r *resident) turn(ctx context.Context) error {
	switch n := mathrand.IntN(100); { //nolint:gosec // nothing depends on the draw
	case n < 14:
		return r.reads(ctx, "home", "/")
	case n < 30:
		return r.browse(ctx, shelf{"answers", "/answers", "answer", "/answers/"})
	case n < 36:
		return r.reads(ctx, "guide", "/guide")
	case n < 40:
		return r.reads(ctx, "figures", "/figures")
	case n < 62:
		return r.browse(ctx, shelf{"items", "/items?" + url.Values{"q": {pick(r.sought())}}.Encode(), "item", "/items/"})
	case n < 80 && r.as.Cookie != nil:
		return r.reads(ctx, "follow", "/follow/matter")
	case n < 96 || len(r.Items) == 0:
		return r.ask(ctx)
	}
	return r.apply(ctx)
}

func (r *resident) sought() []string {
	return []string{"食品", "卫生", "招牌", "排水", "登记", "救助", "开店"}
}

func pick(of []string) string { return of[mathrand.IntN(len(of))] } //nolint:gosec // nothing depends on the draw

func (r *resident) reads(ctx context.Context, name, at string) error {
	_, err := r.page(ctx, name, at, r.as)
	return err
}

// shelf is a list, where it is, and what it leads to.
type shelf struct{ list, at, one, prefix string }

// browse opens a list and one of what it leads to.
func (r *resident) browse(ctx context.Context, s shelf) error {
	a, err := r.page(ctx, s.list, s.at, r.as)
	if all := links(a.Body, s.prefix); err == nil && len(all) > 0 && r.pause(ctx, residentRest/10) {
		_, err = r.page(ctx, s.one, pick(all), r.as)
	}
	return err
}

// ask tells of a trouble and reads the receipt.
func (r *resident) ask(ctx context.Context) error {
	a, err := r.page(ctx, "ask-form", "/ask", r.as)
	if err != nil || !r.pause(ctx, residentRest/2) {
		return err
	}
	key := keyOf(a.Body)
	title, body := r.Words(mathrand.Int()) //nolint:gosec // nothing depends on the draw
	return r.sent(ctx, "ask", "/ask/send", url.Values{"client_key": {key}, "review": {"1"}, "kind": {"complaint"}, "title": {title}, "body": {body}, "region": {r.Region("")},
		"name": {"周某某"}, "phone": {fmt.Sprintf("1390000%04d", mathrand.IntN(10000))}, "consent": {"true"}}) //nolint:gosec // likewise
}

// sent sends what was written and follows it from then on.
func (r *resident) sent(ctx context.Context, name, at string, form url.Values) error {
	a, err := r.Call(ctx, Visit{Name: name, Post: at, Form: form, As: r.as})
	if err != nil {
		return err
	}
	follow := a.Cookie("shuniu_follow")
	if a.Status == http.StatusUnprocessableEntity {
		return nil // it is not done at that place, say
	}
	if a.Status != http.StatusSeeOther || follow == nil {
		r.fail(name, a.Status)
		return nil
	}
	r.as.Cookie = follow
	return r.reads(ctx, "receipt", a.To)
}

// keyOf is the key of the form in a page.
func keyOf(page string) string {
	for _, f := range forms(page) {
		if k := f.Values.Get("client_key"); k != "" {
			return k
		}
	}
	return ""
}

// apply hands in an application with a paper.
func (r *resident) apply(ctx context.Context) error {
	code := pick(r.Items)
	a, err := r.page(ctx, "apply-form", "/apply/"+code, r.as)
	if err != nil || !r.pause(ctx, residentRest/2) {
		return err
	}
	for _, f := range forms(a.Body) {
		if !strings.HasPrefix(f.Action, "/apply/") {
			continue
		}
		if a, err = r.upload(ctx, f); err != nil {
			return err
		}
		break
	}
	for _, f := range forms(a.Body) {
		if papers := f.Values.Get("papers"); papers != "" {
			return r.sent(ctx, "apply", "/apply/"+code+"/send", url.Values{"client_key": {f.Values.Get("client_key")}, "review": {"1"}, "papers": {papers}, "region": {r.Region(code)},
				"holder_name": {"澜湾某某餐饮有限公司"}, "phone": {fmt.Sprintf("1390000%04d", mathrand.IntN(10000))}, "truthful": {"true"}}) //nolint:gosec // likewise
		}
	}
	r.fail("upload", a.Status)
	return nil
}

func (r *resident) upload(ctx context.Context, f *Form) (Answer, error) {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, values := range f.Values {
		for _, v := range values {
			_ = m.WriteField(name, v) // a buffer takes everything
		}
	}
	part, err := m.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="papers"; filename="申请书.png"`}, "Content-Type": {"image/png"}})
	if err != nil {
		return Answer{}, fault.Wrap(fault.Internal, err, "upload")
	}
	_, _ = part.Write(r.Paper)
	_ = m.Close()
	a, err := r.Call(ctx, Visit{Name: "upload", Post: f.Action, Type: m.FormDataContentType(), Body: b.Bytes(), As: r.as})
	if err == nil && a.Status != http.StatusOK && a.Status != http.StatusSeeOther {
		r.fail("upload", a.Status)
	}
	return a, err
}
