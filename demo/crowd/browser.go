// Package crowd is people at their browsers: residents and staff who use a city that
// is served, over HTTP and through its forms, while what they wait is measured.
//
// It knows the pages as a person does, by their addresses, links and forms, and
// nothing of what is behind them. Everything it writes is made up.
package crowd

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"shuniu/kernel/fault"
)

// Browser sends the requests of everybody in a crowd and measures them.
type Browser struct {
	url    string
	client *http.Client
	now    func() time.Time

	mu     sync.Mutex
	taken  map[string]*took
	failed map[string]int // what was answered that no person should meet, by kind of page and status
}

// Person is somebody at an address of their own, signed in where there is a cookie.
type Person struct {
	Cookie  *http.Cookie
	Address string
}

// Visit is one request; one without a name is not measured.
type Visit struct {
	Name, Get, Post string
	Form            url.Values
	Type            string // of the body; empty: an encoded form
	Body            []byte
	As              Person
}

// Answer is what came back.
type Answer struct {
	Status  int
	Body    string
	To      string // where it leads
	cookies []*http.Cookie
}

// took is how long each call of a kind took.
type took struct{ client, server []time.Duration }

// Taken is how long the calls of a kind took: as the person waited, and as the server
// counted it, in milliseconds.
type Taken struct {
	Name   string  `json:"call"`
	N      int     `json:"n"`
	P50    float64 `json:"client_p50_ms"`
	P99    float64 `json:"client_p99_ms"`
	Server struct {
		P50 float64 `json:"p50_ms"`
		P99 float64 `json:"p99_ms"`
	} `json:"server"`
}

// NewBrowser is for so many people who wait at once.
func NewBrowser(at string, atOnce int, now func() time.Time) *Browser {
	b := &Browser{url: strings.TrimSuffix(at, "/"), now: now}
	b.client = &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: atOnce, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	b.Forget()
	return b
}

// Forget begins the measurement.
func (b *Browser) Forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.taken, b.failed = map[string]*took{}, map[string]int{}
}

// Cookie is one that was set, or nil.
func (a Answer) Cookie(name string) *http.Cookie {
	if i := slices.IndexFunc(a.cookies, func(c *http.Cookie) bool { return c.Name == name }); i >= 0 {
		return a.cookies[i]
	}
	return nil
}

// Unexpected is an error for an answer that somebody did not expect.
func (a Answer) Unexpected(what string) error {
	return fault.Of(fault.Internal, "%s: status %d: %.2000s", what, a.Status, a.Body)
}

// Call sends a request and waits for all of the answer.
func (b *Browser) Call(ctx context.Context, q Visit) (Answer, error) {
	req, err := b.request(ctx, q)
	if err != nil {
		return Answer{}, err
	}
	begun := b.now()
	res, err := b.client.Do(req)
	if err != nil {
		return Answer{}, fault.Wrap(fault.Unavailable, err, "call")
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return Answer{}, fault.Wrap(fault.Unavailable, err, "call")
	}
	if q.Name != "" {
		b.note(q.Name, b.now().Sub(begun), res.Header.Get("Server-Timing"))
	}
	return Answer{Status: res.StatusCode, Body: string(body), To: res.Header.Get("Location"), cookies: res.Cookies()}, nil
}

func (b *Browser) request(ctx context.Context, q Visit) (*http.Request, error) {
	method, body, kind := http.MethodGet, io.Reader(nil), q.Type
	if q.Post != "" {
		method = http.MethodPost
		if body = bytes.NewReader(q.Body); kind == "" {
			body, kind = strings.NewReader(q.Form.Encode()), "application/x-www-form-urlencoded"
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, b.url+q.Get+q.Post, body)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "address")
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	req.Header.Set("X-Forwarded-For", q.As.Address)
	if q.As.Cookie != nil {
		req.AddCookie(q.As.Cookie)
	}
	return req, nil
}

// note keeps what a call took; the server's own time is "app;dur=1.234".
func (b *Browser) note(name string, client time.Duration, timing string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	t := b.taken[name]
	if t == nil {
		t = &took{}
		b.taken[name] = t
	}
	t.client = append(t.client, client)
	if _, dur, ok := strings.Cut(timing, "dur="); ok {
		if server, err := strconv.ParseFloat(dur, 64); err == nil {
			t.server = append(t.server, time.Duration(server*float64(time.Millisecond)))
		}
	}
}

// fail keeps what should not have been answered.
func (b *Browser) fail(name string, status int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failed[name+" "+strconv.Itoa(status)]++
}

// Failed is what should not have been answered, by kind of page and status.
func (b *Browser) Failed() map[string]int { return b.failed }

// Taken is how long the calls took, in the order of the names.
func (b *Browser) Taken(names []string) []Taken {
	var out []Taken
	for _, name := range names {
		t := b.taken[name]
		if t == nil {
			continue
		}
		k := Taken{Name: name, N: len(t.client)}
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

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
