package crowd

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"shuniu/kernel/fault"
)

// Lives are as many people as may wait at once, who carry requests through their lives
// without rest: asked on the portal, dispatched, signed for, answered, found in a list.
type Lives struct {
	*Browser
	Waiting     int
	Dispatchers []Person
	Handlers    []Person
	Unit        func(handler int) string // where a handler works
	Asks        map[string]string        // what the portal is sent, but for title, body and phone
	Reply       string
	Words       func(n int) (title, body string)
	Sought      func(n int) string
	senders     atomic.Uint32
}

// Calls are the calls measured, in the order of a life.
func Calls() []string {
	return []string{"ask", "dispatch", "sign", "reply", "list", "inbox", "late", "matter", "hotline-inbox", "hotline-list", "search"}
}

// Run carries requests through until the end; it returns how many were finished.
func (c *Lives) Run(ctx context.Context, end time.Time) (int, error) {
	var lives atomic.Int64
	errs := make([]error, c.Waiting)
	var all sync.WaitGroup
	for w := range c.Waiting {
		all.Go(func() {
			for c.now().Before(end) && errs[w] == nil {
				if errs[w] = c.life(ctx, int(lives.Load())); errs[w] == nil {
					lives.Add(1)
				}
			}
		})
	}
	all.Wait()
	return int(lives.Load()), errors.Join(errs...)
}

// looksEvery: in one life of so many the handler also reads the inbox and the
// matter, and the dispatcher the whole list.
const looksEvery = 10

// life is one request from the portal to a list on the desk.
func (c *Lives) life(ctx context.Context, n int) error {
	number, err := c.submit(ctx)
	if err != nil {
		return err
	}
	i := mathrand.IntN(len(c.Handlers)) //nolint:gosec // a draw that nothing depends on
	dispatcher, handler := c.Dispatchers[i%len(c.Dispatchers)], c.Handlers[i]
	if n%looksEvery == 0 {
		if err := c.look(ctx, handler, number, dispatcher); err != nil {
			return err
		}
	}
	at := "/desk/matter/" + number + "/"
	_, found := c.Words(mathrand.Int()) //nolint:gosec // a draw that nothing depends on
	for _, v := range []Visit{
		{Name: "dispatch", As: dispatcher, Form: url.Values{"unit": {c.Unit(i)}, "urgency": {"ordinary"}}},
		{Name: "sign", As: handler, Form: url.Values{}},
		{Name: "reply", As: handler, Form: url.Values{"reply": {c.Reply + found}, "outcome": {"solved"}}},
	} {
		v.Post = at + v.Name
		if err := c.act(ctx, v); err != nil {
			return err
		}
	}
	return c.find(ctx, handler, number)
}

// submit asks on the portal; the browser is handed number and query code.
func (c *Lives) submit(ctx context.Context) (number string, err error) {
	form := url.Values{"client_key": {rand.Text()}, "review": {"1"}}
	for k, v := range c.Asks {
		form.Set(k, v)
	}
	title, body := c.Words(mathrand.Int()) //nolint:gosec // a draw that nothing depends on
	form.Set("title", title)
	form.Set("body", body)
	as := Person{Address: c.somewhere()}
	form.Set("phone", fmt.Sprintf("139%08d", c.senders.Load()))
	a, err := c.Call(ctx, Visit{Name: "ask", Post: "/ask/send", Form: form, As: as})
	if err != nil {
		return "", err
	}
	follow := a.Cookie("shuniu_follow")
	if a.Status != http.StatusSeeOther || follow == nil {
		return "", a.Unexpected("ask")
	}
	number, _, _ = strings.Cut(follow.Value, ".")
	return number, nil
}

// somewhere is the address of one of some thousand people, for no address may send
// forms faster than people do.
func (c *Lives) somewhere() string {
	n := c.senders.Add(1)
	return fmt.Sprintf("10.2.%d.%d", n>>8&15, n&255)
}

// act sends the form of an act.
func (c *Lives) act(ctx context.Context, v Visit) error {
	v.Form.Set("client_key", rand.Text())
	v.As.Address = c.somewhere() // each clerk of the crowd stands for many
	a, err := c.Call(ctx, v)
	if err == nil && a.Status != http.StatusSeeOther {
		err = a.Unexpected(v.Name)
	}
	return err
}

// farthest is how many pages of a list somebody turns.
const farthest = 20

// find turns the pages of what the handler may see until the matter is there.
func (c *Lives) find(ctx context.Context, who Person, number string) error {
	at := "/desk/all"
	for range farthest {
		a, err := c.Call(ctx, Visit{Name: "list", Get: at, As: who})
		switch {
		case err != nil:
			return err
		case a.Status != http.StatusOK:
			return a.Unexpected("list")
		case strings.Contains(a.Body, "/desk/matter/"+number):
			return nil
		}
		_, next, ok := strings.Cut(a.Body, `href="/desk/all?from=`)
		if !ok {
			break
		}
		from, _, _ := strings.Cut(next, `"`)
		at = "/desk/all?from=" + from
	}
	return fault.Of(fault.Internal, "matter %s is in no list", number)
}

// look opens pages that change nothing.
func (c *Lives) look(ctx context.Context, handler Person, number string, dispatcher Person) error {
	for _, v := range []Visit{
		{Name: "inbox", Get: "/desk", As: handler}, {Name: "late", Get: "/desk/late", As: handler}, {Name: "matter", Get: "/desk/matter/" + number, As: dispatcher},
		{Name: "hotline-inbox", Get: "/desk", As: dispatcher}, {Name: "hotline-list", Get: "/desk/all", As: dispatcher},
		{Name: "search", Get: "/desk/search?" + url.Values{"q": {c.Sought(mathrand.Int())}}.Encode(), As: dispatcher}, //nolint:gosec // a draw that nothing depends on
	} {
		a, err := c.Call(ctx, v)
		if err == nil && a.Status != http.StatusOK {
			err = a.Unexpected(v.Name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
