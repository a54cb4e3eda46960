package measure

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"time"

	"shuniu/demo/crowd"
	"shuniu/kernel/fault"
)

// Pages is somebody of the staff who opens pages of a server over and over, in several
// windows at once.
type Pages struct {
	URL             string
	Login, Password string
	Paths           []string
	Each, AtOnce    int // how often each, in how many windows
	Now             func() time.Time
}

// Run tells how long each page took; one that is refused is an error.
func (p Pages) Run(ctx context.Context) ([]crowd.Taken, error) {
	b := crowd.NewBrowser(p.URL, p.AtOnce, p.Now)
	who := crowd.Person{Address: "10.1.0.1"}
	a, err := b.Call(ctx, crowd.Visit{Post: "/desk/sign-in", Form: url.Values{"login": {p.Login}, "password": {p.Password}, "back": {"/desk"}}, As: who})
	if err != nil {
		return nil, err
	}
	if who.Cookie = a.Cookie("shuniu"); who.Cookie == nil {
		return nil, fault.Of(fault.Denied, "%s was not signed in", p.Login)
	}
	var windows sync.WaitGroup
	failed := make([]error, p.AtOnce)
	for i := range p.AtOnce {
		windows.Go(func() { failed[i] = p.look(ctx, b, who) })
	}
	windows.Wait()
	return b.Taken(p.Paths), errors.Join(failed...)
}

// look opens the pages of one window.
func (p Pages) look(ctx context.Context, b *crowd.Browser, who crowd.Person) error {
	for range p.Each {
		for _, path := range p.Paths {
			a, err := b.Call(ctx, crowd.Visit{Name: path, Get: path, As: who})
			if err != nil {
				return err
			}
			if a.Status != http.StatusOK {
				return a.Unexpected(path)
			}
		}
	}
	return nil
}
