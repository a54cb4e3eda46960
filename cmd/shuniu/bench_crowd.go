package main

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"

	"shuniu/demo/crowd"
	"shuniu/demo/simulate"
	"shuniu/kernel/fault"
)

// newBenchCrowd signs everybody in through the form.
func newBenchCrowd(ctx context.Context, e *env, at string, waiting int) (*crowd.Lives, error) {
	words, err := simulate.ReadWords()
	if err != nil {
		return nil, err
	}
	c := &crowd.Lives{Browser: crowd.NewBrowser(at, waiting, e.Now), Waiting: waiting, Reply: benchReply, Asks: maps.Clone(lives()[0][0].values), Words: words.Tell, Sought: words.Ask,
		Unit: func(handler int) string { return bureauCode(handler / benchDesks) }}
	dispatchers, handlers := benchStaff()
	for i, s := range slices.Concat(dispatchers, handlers) {
		who := crowd.Person{Address: fmt.Sprintf("10.1.%d.%d", i/250, 1+i%250)}
		a, err := c.Call(ctx, crowd.Visit{Post: "/desk/sign-in", Form: url.Values{"login": {loginOf(s)}, "password": {benchPassword}, "back": {"/desk"}}, As: who})
		if err != nil {
			return nil, err
		}
		if who.Cookie = a.Cookie("shuniu"); who.Cookie == nil {
			return nil, fault.Of(fault.Denied, "%s was not signed in", loginOf(s))
		}
		if s.post == "dispatcher" {
			c.Dispatchers = append(c.Dispatchers, who)
		} else {
			c.Handlers = append(c.Handlers, who)
		}
	}
	return c, nil
}
