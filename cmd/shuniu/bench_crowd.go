package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"shuniu/kernel/fault"
)

// benchCrowd are residents and staff at their browsers.
type benchCrowd struct {
	e           *env
	url         string
	client      *http.Client
	waiting     int
	dispatchers []clerk
	handlers    []clerk // those of a bureau side by side
	senders     atomic.Uint32

	mu    sync.Mutex
	taken map[string]*took
}

// clerk is somebody signed in at an address of their own.
type clerk struct {
	cookie  *http.Cookie
	address string
}

// took is how long each call of a kind took.
type took struct{ client, server []time.Duration }

// newBenchCrowd signs everybody in through the form.
func newBenchCrowd(ctx context.Context, e *env, at string, waiting int) (*benchCrowd, error) {
	c := &benchCrowd{e: e, url: strings.TrimSuffix(at, "/"), waiting: waiting, taken: map[string]*took{}}
	c.client = &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: waiting, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	dispatchers, handlers := benchStaff()
	for i, s := range slices.Concat(dispatchers, handlers) {
		who := clerk{address: fmt.Sprintf("10.1.%d.%d", i/250, 1+i%250)}
		a, err := c.call(ctx, visit{post: "/desk/sign-in", form: url.Values{"login": {loginOf(s)}, "password": {benchPassword}, "back": {"/desk"}}, as: who})
		if err != nil {
			return nil, err
		}
		if who.cookie = a.cookie("shuniu"); who.cookie == nil {
			return nil, fault.Of(fault.Denied, "%s was not signed in", loginOf(s))
		}
		if s.post == "dispatcher" {
			c.dispatchers = append(c.dispatchers, who)
		} else {
			c.handlers = append(c.handlers, who)
		}
	}
	return c, nil
}

// live lets as many people as may wait carry requests through their lives until
// the end; it returns how many were finished.
func (c *benchCrowd) live(ctx context.Context, end time.Time) (int, error) {
	var lives atomic.Int64
	errs := make([]error, c.waiting)
	var all sync.WaitGroup
	for w := range c.waiting {
		all.Go(func() {
			for c.e.Now().Before(end) && errs[w] == nil {
				if errs[w] = c.life(ctx, int(lives.Load())); errs[w] == nil {
					lives.Add(1)
				}
			}
		})
	}
	all.Wait()
	return int(lives.Load()), errors.Join(errs...)
}

// forget begins the measurement.
func (c *benchCrowd) forget() { c.taken = map[string]*took{} }

// looksEvery: in one life of so many the handler also reads the inbox and the
// matter, and the dispatcher the whole list.
const looksEvery = 10

// life is one request from the portal to a list on the desk.
func (c *benchCrowd) life(ctx context.Context, n int) error {
	number, _, err := c.submit(ctx)
	if err != nil {
		return err
	}
	i := mathrand.IntN(len(c.handlers)) //nolint:gosec // a draw that nothing depends on
	dispatcher, handler, unit := c.dispatchers[i%len(c.dispatchers)], c.handlers[i], bureauCode(i/benchDesks)
	if n%looksEvery == 0 {
		if err := c.look(ctx, handler, number, dispatcher); err != nil {
			return err
		}
	}
	at := "/desk/matter/" + number + "/"
	for _, v := range []visit{
		{name: "dispatch", as: dispatcher, form: url.Values{"unit": {unit}, "urgency": {"ordinary"}}},
		{name: "sign", as: handler, form: url.Values{}},
		{name: "reply", as: handler, form: url.Values{"reply": {benchReply}, "outcome": {"solved"}}},
	} {
		v.post = at + v.name
		if err := c.act(ctx, v); err != nil {
			return err
		}
	}
	return c.find(ctx, handler, number)
}

// submit asks on the portal; the browser is handed number and query code.
func (c *benchCrowd) submit(ctx context.Context) (number, code string, err error) {
	resident := clerk{address: c.somewhere()}
	form := url.Values{"client_key": {rand.Text()}, "review": {"1"}}
	for k, v := range lives()[0][0].values {
		form.Set(k, v)
	}
	title, body := words(mathrand.Int()) //nolint:gosec // a draw that nothing depends on
	form.Set("title", title)
	form.Set("body", body)
	form.Set("phone", fmt.Sprintf("139%08d", c.senders.Load()))
	a, err := c.call(ctx, visit{name: "ask", post: "/ask/send", form: form, as: resident})
	if err != nil {
		return "", "", err
	}
	follow := a.cookie("shuniu_follow")
	if a.status != http.StatusSeeOther || follow == nil {
		return "", "", a.unexpected("ask")
	}
	number, code, _ = strings.Cut(follow.Value, ".")
	return number, code, nil
}

// somewhere is the address of one of some thousand people, for no address may send
// forms faster than people do.
func (c *benchCrowd) somewhere() string {
	n := c.senders.Add(1)
	return fmt.Sprintf("10.2.%d.%d", n>>8&15, n&255)
}

// act sends the form of an act.
func (c *benchCrowd) act(ctx context.Context, v visit) error {
	v.form.Set("client_key", rand.Text())
	v.as.address = c.somewhere() // each clerk of the crowd stands for many
	a, err := c.call(ctx, v)
	if err == nil && a.status != http.StatusSeeOther {
		err = a.unexpected(v.name)
	}
	return err
}

// farthest is how many pages of a list somebody turns.
const farthest = 20

// find turns the pages of what the handler may see until the matter is there.
func (c *benchCrowd) find(ctx context.Context, who clerk, number string) error {
	at := "/desk/all"
	for range farthest {
		a, err := c.call(ctx, visit{name: "list", get: at, as: who})
		switch {
		case err != nil:
			return err
		case a.status != http.StatusOK:
			return a.unexpected("list")
		case strings.Contains(a.body, "/desk/matter/"+number):
			return nil
		}
		_, next, ok := strings.Cut(a.body, `href="/desk/all?from=`)
		if !ok {
			break
		}
		from, _, _ := strings.Cut(next, `"`)
		at = "/desk/all?from=" + from
	}
	return fault.Of(fault.Internal, "matter %s is in no list", number)
}

// look opens pages that change nothing.
func (c *benchCrowd) look(ctx context.Context, handler clerk, number string, dispatcher clerk) error {
	for _, p := range []struct {
		name, path string
		who        clerk
	}{{"inbox", "/desk", handler}, {"late", "/desk/late", handler}, {"matter", "/desk/matter/" + number, dispatcher}, {"hotline-inbox", "/desk", dispatcher}, {"hotline-list", "/desk/all", dispatcher},
		{"search", "/desk/search?" + url.Values{"q": {benchAsked()}}.Encode(), dispatcher}} {
		a, err := c.call(ctx, visit{name: p.name, get: p.path, as: p.who})
		if err == nil && a.status != http.StatusOK {
			err = a.unexpected(p.name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// visit is one request; one without a name is not measured.
type visit struct {
	name, get, post string
	form            url.Values
	as              clerk
}

type answer struct {
	status  int
	body    string
	cookies []*http.Cookie
}

func (a answer) cookie(name string) *http.Cookie {
	if i := slices.IndexFunc(a.cookies, func(c *http.Cookie) bool { return c.Name == name }); i >= 0 {
		return a.cookies[i]
	}
	return nil
}

func (a answer) unexpected(what string) error {
	return fault.Of(fault.Internal, "%s: status %d: %.2000s", what, a.status, a.body)
}

func (c *benchCrowd) call(ctx context.Context, q visit) (answer, error) {
	method, body := http.MethodGet, io.Reader(nil)
	if q.post != "" {
		method, body = http.MethodPost, strings.NewReader(q.form.Encode())
	}
	req, err := http.NewRequestWithContext(ctx, method, c.url+q.get+q.post, body)
	if err != nil {
		return answer{}, fault.Wrap(fault.Invalid, err, "address")
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.Header.Set("X-Forwarded-For", q.as.address)
	if q.as.cookie != nil {
		req.AddCookie(q.as.cookie)
	}
	begun := c.e.Now()
	res, err := c.client.Do(req)
	if err != nil {
		return answer{}, fault.Wrap(fault.Unavailable, err, "call")
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return answer{}, fault.Wrap(fault.Unavailable, err, "call")
	}
	if q.name != "" {
		c.note(q.name, c.e.Now().Sub(begun), res.Header.Get("Server-Timing"))
	}
	return answer{status: res.StatusCode, body: string(b), cookies: res.Cookies()}, nil
}

// note keeps what a call took; the server's own time is "app;dur=1.234".
func (c *benchCrowd) note(name string, client time.Duration, timing string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.taken[name]
	if t == nil {
		t = &took{}
		c.taken[name] = t
	}
	t.client = append(t.client, client)
	if _, dur, ok := strings.Cut(timing, "dur="); ok {
		if server, err := strconv.ParseFloat(dur, 64); err == nil {
			t.server = append(t.server, time.Duration(server*float64(time.Millisecond)))
		}
	}
}

// benchCalls are the calls measured, in the order of a life.
func benchCalls() []string {
	return []string{"ask", "dispatch", "sign", "reply", "list", "inbox", "late", "matter", "hotline-inbox", "hotline-list", "search"}
}

// times are how long the calls took.
func (c *benchCrowd) times() []callTime {
	var out []callTime
	for _, name := range benchCalls() {
		t := c.taken[name]
		if t == nil {
			continue
		}
		k := callTime{Name: name, N: len(t.client)}
		k.P50, k.P99 = spread(t.client)
		k.Server.P50, k.Server.P99 = spread(t.server)
		out = append(out, k)
	}
	return out
}

func spread(all []time.Duration) (p50, p99 float64) {
	if len(all) == 0 {
		return 0, 0
	}
	slices.Sort(all)
	return ms(all[len(all)/2]), ms(all[len(all)*99/100])
}
