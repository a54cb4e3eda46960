package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"shuniu/demo"
	"shuniu/face/api"
	"shuniu/face/cockpit"
	"shuniu/face/desk"
	"shuniu/face/door"
	"shuniu/face/hotspot"
	"shuniu/face/lobby"
	"shuniu/face/portal"
	"shuniu/face/scoreboard"
	"shuniu/face/switchboard"
	"shuniu/face/watchtower"
	"shuniu/face/yearbook"
	"shuniu/kernel/account"
	"shuniu/kernel/assessment/scorecard"
	"shuniu/kernel/attachment"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/process"
	"shuniu/kernel/search"
	"shuniu/kernel/supervision"
	"shuniu/service/enterprises/approval"
	"shuniu/service/enterprises/approval/certificate"
	"shuniu/service/enterprises/approval/decision"
	"shuniu/service/enterprises/approval/hall"
	"shuniu/service/enterprises/approval/rating"
	"shuniu/service/leaders/statistics"
	"shuniu/service/office/duty"
	"shuniu/service/people/knowledge"
	"shuniu/service/people/request"
)

type serveCmd struct {
	connected
	supervised
	Listen  string         `help:"监听地址 Address to listen on." default:"127.0.0.1:8080" env:"SHUNIU_LISTEN"`
	City    string         `help:"城市代码，首次使用时写入台账 Code of the city, fixed in the ledger on first use." env:"SHUNIU_CITY"`
	Demo    bool           `help:"演示：虚构的澜湾市，一键登录 Demonstration: the fictional city of Lanwan with one-click logins."`
	Secure  bool           `help:"只经 TLS 发送 Cookie（演示以外默认开启） Cookies over TLS only (on by default outside demonstrations)." default:"true" negatable:""`
	Proxy   []netip.Prefix `help:"前置代理的网段，可重复；只信任它们转述的来源地址 Networks of the proxies in front, repeatable; only they are believed about who asks." env:"SHUNIU_PROXY"`
	Public  string         `help:"公众访问门户的地址，印在文书的二维码里；默认按请求的地址 Address at which the public reaches the portal, for the QR codes of documents; by default as requests come." env:"SHUNIU_PUBLIC" placeholder:"URL"`
	Timing  bool           `help:"在 Server-Timing 中告知用时，仅供测量 Tell how long each answer took in Server-Timing; for measuring only."`
	Items   string         `help:"本市事项库（.json 或 .xlsx），默认用数据目录中的 items.json The city's catalogue of services (.json or .xlsx); by default items.json in the data directory." env:"SHUNIU_ITEMS" type:"path"`
	Themes  string         `help:"本市“一件事”目录（.json），默认用数据目录中的 themes.json The city's themes that are done together (.json); by default themes.json in the data directory." env:"SHUNIU_THEMES" type:"path"`
	Halls   string         `help:"本市政务服务大厅（.json），默认用数据目录中的 halls.json The city's service halls (.json); by default halls.json in the data directory." env:"SHUNIU_HALLS" type:"path"`
	Profile string         `help:"CPU 剖析写入此文件 Write a CPU profile here." type:"path" placeholder:"FILE"`
}

// shutdownIn is how long requests under way may take when the server stops.
const shutdownIn = 10 * time.Second

// Run serves until it is interrupted; requests under way are finished and every
// background task has ended when it returns.
func (c *serveCmd) Run(e *env) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	clock := &shiftable{real: e.Now}
	if c.Demo {
		e.Now = clock.now
		if c.City == "" {
			c.City = demoCity
		}
	} else if err := c.ready(ctx, e); err != nil {
		return err
	}
	var err error
	if c.catalogue, err = c.items(c.Items, c.Demo); err != nil {
		return err
	}
	if c.book, err = c.themes(c.Themes, c.Demo && c.Items == ""); err != nil {
		return err
	}
	if c.network, err = c.halls(c.Halls, c.Demo); err != nil {
		return err
	}
	if c.Demo {
		var findings []process.Finding
		if c.marks, findings = demo.Marks(); len(findings) > 0 {
			return defects(findings)
		}
	}
	s, err := c.open(ctx, e, c.City)
	if err != nil {
		return err
	}
	defer func() {
		if err := s.close(); err != nil {
			slog.Error("close", "error", err)
		}
	}()
	if err := attachment.NewDisk(c.files()).Claim(ctx, s.db); err != nil {
		return err
	}
	if err := c.settle(ctx, e, s); err != nil {
		return err
	}
	accounts, err := account.New(s.db, account.Settings{Demo: c.Demo})
	if err != nil {
		return err
	}
	if c.Demo {
		if err := s.populate(ctx, e, clock); err != nil {
			return err
		}
	}
	if c.keeper, err = c.partners(ctx, e, s); err != nil {
		return err
	}
	if c.watch, err = c.supervision(s); err != nil {
		return err
	}
	d, err := c.door(s, accounts, e.Now)
	if err != nil {
		return err
	}
	d.Wall = clock.real
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return fault.New(fault.Unavailable, lang.T("无法监听 "+c.Listen+"："+err.Error(), "Cannot listen on "+c.Listen+": "+err.Error()), "listen")
	}
	ended, err := profile(c.Profile)
	if err != nil {
		return err
	}
	defer ended()
	fmt.Fprintln(e.Out, lang.T("枢纽已就绪：", "Shuniu is ready: ").In(e.Lang)+"http://"+ln.Addr().String())
	return c.work(ctx, s, accounts, ln, d)
}

// work runs the server and what goes on behind it until ctx ends.
func (c *serveCmd) work(ctx context.Context, s *site, accounts *account.Keeper, ln net.Listener, h http.Handler) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	behind, stop := context.WithCancel(context.Background())
	defer stop()
	host, err := os.Hostname()
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "host name")
	}
	runner := ledger.NewRunner(s.log, fmt.Sprintf("%s/%d", host, os.Getpid()), s.followers...)
	wg.Go(func() { runner.Run(behind) })
	wg.Go(func() { s.engine.Run(behind) })
	wg.Go(func() { c.watch.Run(behind) })
	wg.Go(func() { each(behind, time.Second, "register", func() error { return s.org.Refresh(behind) }) })
	wg.Go(func() {
		each(behind, 10*time.Second, "calendar", func() error { return s.engine.FollowCalendar(behind) })
	})
	if c.keeper != nil {
		wg.Go(func() { c.keeper.Run(behind) })
	}
	succession := duty.New(s.engine)
	wg.Go(func() {
		each(behind, 10*time.Second, "handovers", func() error { _, err := succession.CarryDue(behind); return err })
	})
	wg.Go(func() { each(behind, time.Hour, "files", func() error { return s.files.Sweep(behind) }) })
	wg.Go(func() { each(behind, time.Hour, "advice", func() error { return s.advice.Tend(behind) }) })
	wg.Go(func() { each(behind, 20*time.Second, "hot issues", func() error { return s.hotspots.Tend(behind) }) })
	wg.Go(func() { each(behind, time.Minute, "answers", func() error { return s.answers.Tend(behind, s.engine) }) })
	ratings := rating.New(s.engine)
	wg.Go(func() { each(behind, time.Hour, "rating sources", func() error { return ratings.Forget(behind) }) })
	wg.Go(func() { each(behind, time.Hour, "sessions", func() error { return accounts.Sweep(behind) }) })

	server := &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		ErrorLog: slog.NewLogLogger(slog.Default().Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	wg.Go(func() { failed <- server.Serve(ln) })
	select {
	case err := <-failed:
		return fault.Wrap(fault.Unavailable, err, "serve")
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.Background(), shutdownIn)
	defer cancel()
	if err := server.Shutdown(end); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fault.Wrap(fault.Unavailable, err, "shutdown")
	}
	return nil
}

// each does something at once and then again and again until ctx ends.
func each(ctx context.Context, every time.Duration, what string, do func() error) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if err := do(); err != nil && ctx.Err() == nil {
			slog.Error(what, "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// door registers every face.
func (c *serveCmd) door(s *site, accounts *account.Keeper, now func() time.Time) (*door.Door, error) {
	var people []door.Player
	var err error
	if c.Demo {
		if people, err = newcomers(s, calendar.DateOf(now().In(s.zone))); err != nil {
			return nil, err
		}
	}
	d := door.New(door.Setup{
		Accounts: accounts, Systems: account.NewSystems(s.db), Org: s.org, Engine: s.engine, Zone: s.zone, Now: now,
		City: s.org.Now().City().Name, Styles: s.styles, Site: c.Public, Demo: c.Demo, Secure: c.Secure && !c.Demo, Proxies: c.Proxy, Timing: c.Timing,
	})
	base, published := knowledge.New(s.engine), request.NewPublished(s.engine)
	queue := hall.NewQueue(s.engine)
	porch := portal.Register(d, portal.Sources{
		Knowledge: base, Items: c.catalogue, Certificates: certificate.NewRegister(s.engine), Themes: c.book, Halls: c.network, Queue: queue,
		Published: published, Book: scorecard.New(s.engine, s.measures), People: people, Decisions: decision.NewPublished(s.engine), Ratings: rating.New(s.engine), Rated: rating.NewFigures(s.engine),
	})
	frame := desk.Register(d, desk.Sources{People: people, Halls: c.network, Ratings: rating.New(s.engine), Published: published, Precedents: request.NewPrecedents(s.engine), Advice: s.advice, Answers: s.answers, Matters: search.NewMatters(s.engine), Knowledge: base, Items: c.catalogue, Exchange: c.keeper, Prefill: map[string]desk.Prefill{
		"people.request/approve_reply": request.PrefillReply, "people.request/promise": request.PrefillReply, "people.request/reply": request.PrefillReply,
		"people.request/publish": request.PrefillPublish, "people.knowledge/revise": desk.AsGiven("revise"),
		"leaders.brief/revise": desk.AsGiven("revise"), "leaders.brief/issue": desk.AsGiven("issue"), "leaders.statistics/revise": desk.AsGiven("revise"),
		"enterprises.joint/notify": approval.PrefillNotice, "enterprises.joint/decide": approval.PrefillReply,
	}, Drafts: map[string]desk.Draft{"leaders.brief/draft": s.brief().Draft}, Compare: map[string]desk.Compare{"people.request/publish": request.ComparePublish}})
	watchtower.Register(d, watchtower.Sources{Rules: c.watch.Rules(), Cards: supervision.NewCards(s.engine), Frame: frame})
	hotspot.Register(d, s.hotspots, hotspot.Frame(frame))
	cockpit.Register(d, cockpit.Sources{Book: scorecard.New(s.engine, s.measures), Hotspots: s.hotspots, Yearbook: statistics.New(s.engine), Frame: frame})
	yearbook.Register(d, yearbook.Sources{Book: statistics.New(s.engine), Frame: frame})
	scoreboard.Register(d, scoreboard.Sources{Book: scorecard.New(s.engine, s.measures), Frame: frame})
	if c.keeper != nil {
		switchboard.Register(d, c.keeper, switchboard.Frame(frame))
	}
	if c.network != nil && c.catalogue != nil {
		lobby.Register(d, lobby.Sources{Halls: c.network, Queue: queue, Items: c.catalogue, Frames: lobby.Frames{Portal: porch.Page, Desk: frame, Receipt: porch.Receipt}})
	}
	return d, api.Register(d, api.Sources{Published: published, Book: scorecard.New(s.engine, s.measures), Ratings: rating.New(s.engine)})
}
