package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"shuniu/demo"
	"shuniu/kernel/calendar"
	"shuniu/kernel/exchange"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/process"
)

type exchangeCmd struct {
	Check     exchangeCheckCmd     `cmd:"" help:"检查对接配置 Check connectors against the definitions."`
	Status    exchangeStatusCmd    `cmd:"" help:"每个系统的报送情况 How things are with each system."`
	Reconcile exchangeReconcileCmd `cmd:"" help:"核对某一天的双方清单 Compare both sides' lists of a day."`
}

// connected says where a city's connectors are.
type connected struct {
	place
	Connectors string `help:"本市与其他系统的对接配置（.yaml），默认用数据目录中的 connectors.yaml The city's connectors to other systems (.yaml); by default connectors.yaml in the data directory." env:"SHUNIU_CONNECTORS" type:"path"`

	keeper *exchange.Keeper // of serve only
}

// connectors are those of the city, none if it has no file of them.
func (c *connected) connectors() ([]*exchange.Connector, error) {
	named := c.Connectors
	if named == "" {
		named = filepath.Join(c.Data, "connectors.yaml")
		if _, err := os.Stat(named); errors.Is(err, os.ErrNotExist) {
			return nil, nil
		}
	}
	defs, err := c.definitions()
	if err != nil {
		return nil, err
	}
	f, err := os.Open(named)
	if err != nil {
		return nil, fault.New(fault.NotFound, lang.T("对接配置无法读取："+named, "The connectors cannot be read: "+named), err.Error())
	}
	defer f.Close()
	return exchange.Read(f, defs)
}

// exchange is the keeper of the city's connectors; the token of each, if it needs one,
// is a file beside the keys.
func (c *connected) exchange(s *site, connectors []*exchange.Connector) (*exchange.Keeper, error) {
	var links []exchange.Link
	for _, one := range connectors {
		token, err := os.ReadFile(filepath.Join(filepath.Dir(c.keys()), "exchange-"+one.Code+".token"))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, fault.Wrap(fault.Unavailable, err, "token")
		}
		links = append(links, exchange.Link{Connector: one, Counterpart: &exchange.Endpoint{Address: one.Address, Token: strings.TrimSpace(string(token)), Client: &http.Client{}}})
	}
	return exchange.New(s.engine, links...), nil
}

// partners are the systems that a served city exchanges with; those of a demonstration
// are a double on this machine, unless it names its own.
func (c *serveCmd) partners(ctx context.Context, e *env, s *site) (*exchange.Keeper, error) {
	connectors, err := c.connectors()
	if err == nil && connectors == nil && c.Demo {
		var defs []*process.Definition
		if defs, err = c.definitions(); err == nil {
			connectors, err = demo.Above(ctx, defs, demo.Province(e.Now, s.zone))
		}
	}
	if err != nil || len(connectors) == 0 {
		return nil, err
	}
	return c.exchange(s, connectors)
}

// some are the city's connectors for a command about them; NotFound if it has none.
func (c *connected) some() ([]*exchange.Connector, error) {
	all, err := c.connectors()
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, lang.T("本市没有对接配置：请用 --connectors 指明，或者放到数据目录的 connectors.yaml。", "The city has no connectors: name a file with --connectors, or put connectors.yaml into the data directory."), "connectors")
	}
	return all, err
}

type exchangeCheckCmd struct{ connected }

// Run names every defect of a file of connectors, or what it tells whom.
func (c *exchangeCheckCmd) Run(e *env) error {
	all, err := c.some()
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(e.Out, 0, 4, 2, ' ', 0)
	for _, one := range all {
		for _, k := range one.Messages {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", one.Code, k.Name, strings.Join(k.Processes, " "), strings.Join(k.Acts, " "))
		}
	}
	return fault.Wrap(fault.Unavailable, w.Flush(), "output")
}

type exchangeStatusCmd struct{ connected }

// Run prints how things are with each system.
func (c *exchangeStatusCmd) Run(e *env) error {
	return c.with(e, func(ctx context.Context, s *site, k *exchange.Keeper) error {
		standings, err := k.Standings(ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(e.Out, 0, 4, 2, ' ', 0)
		fmt.Fprintln(w, lang.T("系统\t待送\t最早\t退回\t最近送达", "system\twaiting\tsince\trefused\tlast delivered").In(e.Lang))
		for _, one := range standings {
			fmt.Fprintf(w, "%s\t%d\t%s\t%d\t%s\n", one.Connector.Code, one.Waiting, s.told(one.Oldest), one.Refused, s.told(one.Last))
		}
		return fault.Wrap(fault.Unavailable, w.Flush(), "output")
	})
}

type exchangeReconcileCmd struct {
	connected
	Day calendar.Date `help:"哪一天（2026-03-02），默认昨天 Which day; yesterday by default." placeholder:"DATE"`
}

// Run compares the lists of a day with every system and prints what differs.
func (c *exchangeReconcileCmd) Run(e *env) error {
	return c.with(e, func(ctx context.Context, s *site, k *exchange.Keeper) error {
		if c.Day.IsZero() {
			c.Day = calendar.DateOf(e.Now().In(s.zone)).Add(-1)
		}
		for _, one := range k.Connectors() {
			r, err := k.Reconcile(ctx, one.Code, c.Day)
			if err != nil {
				return err
			}
			found, err := k.Differences(ctx, one.Code, c.Day)
			if err != nil {
				return err
			}
			fmt.Fprintln(e.Out, compared(r).With("system", one.Name.In(e.Lang), "day", c.Day.String(), "n", fmt.Sprint(r.Delivered), "d", fmt.Sprint(r.Differences)).In(e.Lang))
			for _, d := range found {
				fmt.Fprintln(e.Out, d.What, d.Key, strings.Join(d.Fields, " "))
			}
		}
		return nil
	})
}

func compared(r exchange.Report) lang.Text {
	if !r.Compared {
		return lang.T("{system} {day}：本市送达{n}条；对方清单取不到。", "{system} {day}: {n} delivered; their list cannot be had.")
	}
	return lang.T("{system} {day}：本市送达{n}条，{d}处不一致。", "{system} {day}: {n} delivered, {d} differences.")
}

// with opens the city and its connectors.
func (c *connected) with(e *env, do func(context.Context, *site, *exchange.Keeper) error) error {
	connectors, err := c.some()
	if err != nil {
		return err
	}
	ctx := context.Background()
	s, err := c.open(ctx, e, "")
	if err != nil {
		return err
	}
	defer s.close()
	k, err := c.exchange(s, connectors)
	if err != nil {
		return err
	}
	return do(ctx, s, k)
}

// told is a moment in the city, or a dash where there is none.
func (s *site) told(at int64) string {
	if at == 0 {
		return "—"
	}
	return time.UnixMicro(at).In(s.zone).Format("2006-01-02 15:04")
}
