package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"shuniu/face/api"
	"shuniu/kernel/account"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

type tokenCmd struct {
	Issue  tokenIssueCmd  `cmd:"" help:"给其他系统签发访问令牌 Issue an access token for another system."`
	List   tokenListCmd   `cmd:"" default:"withargs" help:"列出令牌 List tokens."`
	Revoke tokenRevokeCmd `cmd:"" help:"立即吊销令牌 End a token at once."`
}

type tokenIssueCmd struct {
	place
	Name  string   `arg:"" help:"用途 What it is for."`
	Unit  string   `help:"系统所属单位的代码 Code of the unit whose system it is." required:""`
	Scope []string `help:"权限，如 request.submit；可写多次 What it may do, as request.submit; repeatable." required:""`
	Days  int      `help:"有效天数 Days until it expires." default:"365"`
}

// Run issues a token and shows its secret, alone on the standard output, this
// once.
func (c *tokenIssueCmd) Run(e *env) error {
	if err := c.known(); err != nil {
		return err
	}
	return c.with(e, func(ctx context.Context, db *store.DB, _ *account.Keeper) error {
		d, err := org.Load(db.Read(ctx))
		if err != nil {
			return err
		}
		unit, ok := d.UnitByCode(c.Unit)
		if !ok {
			return noUnit(c.Unit)
		}
		grant := account.Grant{Name: c.Name, Unit: unit.ID, Expires: e.Now().AddDate(0, 0, c.Days)}
		for _, s := range c.Scope {
			grant.Scopes = append(grant.Scopes, account.Scope(s))
		}
		secret, t, err := account.NewSystems(db).Issue(ctx, grant)
		if err != nil {
			return err
		}
		fmt.Fprintln(e.Err, lang.T("令牌 {id}，有效期至 {day}。以下内容只显示这一次：", "Token {id}, valid until {day}. It is shown this once:").
			With("id", fmt.Sprint(t.ID), "day", t.Expires.Format(time.DateOnly)).In(e.Lang))
		fmt.Fprintln(e.Out, string(secret))
		return nil
	})
}

// known refuses scopes that there are not, all at once, and tells which there are.
func (c *tokenIssueCmd) known() error {
	all := api.Scopes()
	var ds []fault.Defect
	for _, s := range c.Scope {
		if _, ok := all[account.Scope(s)]; !ok {
			ds = append(ds, fault.Defect{Field: "scope", Text: lang.T("没有“"+s+"”这项权限。", "There is no scope “"+s+"”.")})
		}
	}
	if len(ds) > 0 {
		for _, s := range slices.Sorted(maps.Keys(all)) {
			ds = append(ds, fault.Defect{Field: "scope", Text: lang.T("可用的权限："+string(s)+"（"+all[s].Zh+"）", "There is: "+string(s)+" ("+all[s].En+")")})
		}
	}
	return fault.Defects(ds)
}

type tokenListCmd struct {
	place
}

// Run lists every token ever issued, without secrets.
func (c *tokenListCmd) Run(e *env) error {
	return c.with(e, func(ctx context.Context, db *store.DB, _ *account.Keeper) error {
		d, err := org.Load(db.Read(ctx))
		if err != nil {
			return err
		}
		all, err := account.NewSystems(db).Tokens(ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(e.Out, 0, 4, 2, ' ', 0)
		fmt.Fprintln(w, lang.T("号\t用途\t单位\t权限\t到期\t状态", "id\tname\tunit\tscopes\texpires\tstate").In(e.Lang))
		for _, t := range all {
			state := lang.T("有效", "valid")
			switch {
			case !t.Revoked.IsZero():
				state = lang.T("已吊销", "revoked")
			case !t.Expires.After(e.Now()):
				state = lang.T("已过期", "expired")
			}
			scopes := make([]string, len(t.Scopes))
			for i, s := range t.Scopes {
				scopes[i] = string(s)
			}
			unit, _ := d.Unit(t.Unit)
			fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%s\n", t.ID, t.Name, unit.Code, strings.Join(scopes, " "), t.Expires.Format(time.DateOnly), state.In(e.Lang))
		}
		return fault.Wrap(fault.Unavailable, w.Flush(), "output")
	})
}

type tokenRevokeCmd struct {
	place
	ID int64 `arg:"" help:"令牌号，见 token list Its id, as in token list."`
}

// Run ends the token for good.
func (c *tokenRevokeCmd) Run(e *env) error {
	return c.with(e, func(ctx context.Context, db *store.DB, _ *account.Keeper) error {
		err := account.NewSystems(db).Revoke(ctx, account.TokenID(c.ID))
		if fault.Is(err, fault.NotFound) {
			return fault.New(fault.NotFound, lang.T("没有这个令牌。", "There is no such token."), "token")
		}
		if err != nil {
			return err
		}
		fmt.Fprintln(e.Out, lang.T("令牌已吊销。", "The token is revoked.").In(e.Lang))
		return nil
	})
}
