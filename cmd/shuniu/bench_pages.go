package main

import (
	"context"
	"time"

	"shuniu/cmd/shuniu/measure"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

type benchPagesCmd struct {
	URL      string        `arg:"" help:"以 serve --timing 服务的地址 A server's address, started with --timing."`
	Paths    []string      `arg:"" help:"打开哪些页面 The pages to open."`
	Login    string        `help:"以谁的身份 As whom." required:""`
	Password string        `help:"其密码 Their password." required:""`
	Each     int           `help:"每个窗口各打开多少次 How often each is opened in a window." default:"200"`
	Windows  int           `help:"同时几个窗口 How many windows at once." default:"1"`
	Limit    time.Duration `help:"服务端 p99 不得超过 What p99 of the server's time may be." default:"50ms"`
	JSON     bool          `help:"以 JSON 输出 Print JSON."`
}

// Run opens the pages; 75 if the server takes too long for one of them.
func (c *benchPagesCmd) Run(e *env) error {
	all, err := measure.Pages{URL: c.URL, Login: c.Login, Password: c.Password, Paths: c.Paths, Each: c.Each, AtOnce: max(1, c.Windows), Now: e.Now}.Run(context.Background())
	if err != nil {
		return err
	}
	if c.JSON {
		err = printJSON(e.Out, all)
	} else {
		err = printTaken(e, all)
	}
	for _, k := range all {
		if err == nil && k.Server.P99 > ms(c.Limit) {
			err = fault.New(fault.Conflict, lang.T("页面超出了时限。", "A page took longer than allowed."), "slow page")
		}
	}
	return err
}
