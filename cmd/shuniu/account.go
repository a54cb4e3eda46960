package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"text/tabwriter"

	"shuniu/kernel/account"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

type accountCmd struct {
	Add      accountAddCmd      `cmd:"" help:"给人员开设账号 Give a person an account."`
	Password accountPasswordCmd `cmd:"" help:"设置密码，从终端或标准输入读取 Set a password, read from the terminal or standard input."`
	Disable  accountDisableCmd  `cmd:"" help:"停用账号并结束其会话 Shut an account and end its sessions."`
	Enable   accountEnableCmd   `cmd:"" help:"恢复账号 Open an account again."`
	List     accountListCmd     `cmd:"" default:"withargs" help:"列出账号 List accounts."`
}

// with opens the database alone and does something with its accounts.
func (p place) with(e *env, do func(ctx context.Context, db *store.DB, k *account.Keeper) error) (err error) {
	ctx := context.Background()
	db, err := p.store(ctx, e, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	k, err := account.New(db, account.Settings{})
	if err != nil {
		return err
	}
	return do(ctx, db, k)
}

type accountAddCmd struct {
	place
	Login  string `arg:"" help:"用户名 Login name."`
	Person string `help:"人员编号或姓名 The person's code or name." required:""`
	Unit   string `help:"所在单位的代码，用于区分同名的人 Code of the person's unit, to tell people of one name apart."`
}

// Run enrols the account; it cannot be used before it has a password.
func (c *accountAddCmd) Run(e *env) error {
	return c.with(e, func(ctx context.Context, db *store.DB, k *account.Keeper) error {
		d, err := org.Load(db.Read(ctx))
		if err != nil {
			return err
		}
		person, err := c.find(d)
		if err != nil {
			return err
		}
		id, err := k.NewID(ctx)
		if err != nil {
			return err
		}
		err = db.Write(ctx, func(tx *store.Tx) error {
			return account.Enrol(tx, account.Account{ID: id, Person: person.ID, Login: c.Login})
		})
		if err != nil {
			return err
		}
		text := lang.T("已开设账号 {login}（{name}）。设置密码后才能登录：shuniu account password {login}", "Account {login} ({name}) added. It needs a password: shuniu account password {login}")
		fmt.Fprintln(e.Out, text.With("login", c.Login, "name", person.Name.In(e.Lang)).In(e.Lang))
		return nil
	})
}

func (c *accountAddCmd) find(d *org.Directory) (org.Person, error) {
	unit := org.Unit{}
	if c.Unit != "" {
		var ok bool
		if unit, ok = d.UnitByCode(c.Unit); !ok {
			return org.Person{}, noUnit(c.Unit)
		}
	}
	switch found := d.Named(c.Person, unit.ID); len(found) {
	case 0:
		return org.Person{}, fault.New(fault.NotFound, lang.T("没有这个人员："+c.Person+"。", "There is no such person: "+c.Person+"."), "person")
	case 1:
		return found[0], nil
	}
	return org.Person{}, fault.New(fault.Conflict, lang.T("有几个人叫 "+c.Person+"：请写人员编号，或用 --unit 指明单位。", "Several people are called "+c.Person+": give the person's code, or the unit with --unit."), "person")
}

func noUnit(code string) error {
	return fault.New(fault.NotFound, lang.T("没有单位 "+code+"。", "There is no unit "+code+"."), "unit")
}

type accountPasswordCmd struct {
	place
	Login string `arg:"" help:"用户名 Login name."`
}

// Run sets a password. It is never taken from the command line, which other
// users of the machine can read.
func (c *accountPasswordCmd) Run(e *env) error {
	return c.with(e, func(ctx context.Context, _ *store.DB, k *account.Keeper) error {
		a, err := c.place.account(ctx, k, c.Login)
		if err != nil {
			return err
		}
		password, err := e.secret()
		if err != nil {
			return err
		}
		if err := k.SetPassword(ctx, a.ID, password); err != nil {
			return err
		}
		fmt.Fprintln(e.Out, lang.T("密码已设置，该账号的会话均已结束。", "The password is set, and the sessions of the account have ended.").In(e.Lang))
		return nil
	})
}

func (place) account(ctx context.Context, k *account.Keeper, login string) (account.Account, error) {
	a, err := k.ByLogin(ctx, login)
	if fault.Is(err, fault.NotFound) {
		return a, fault.New(fault.NotFound, lang.T("没有账号 "+login+"。", "There is no account "+login+"."), "account")
	}
	return a, err
}

// secret reads a password: twice from a terminal, which does not show it, and
// otherwise the first line of the input.
func (e *env) secret() (string, error) {
	lines := bufio.NewReader(e.In)
	if f, ok := e.In.(*os.File); ok && isTerminal(f) {
		restore, err := hide(f)
		if err != nil {
			return "", err
		}
		defer restore()
		first, err := e.ask(lines, lang.T("新密码：", "New password: "))
		if err != nil {
			return "", err
		}
		second, err := e.ask(lines, lang.T("再输一遍：", "Once more: "))
		if err == nil && first != second {
			err = fault.New(fault.Invalid, lang.T("两次输入不一致。", "The two are not the same."), "password")
		}
		return first, err
	}
	return line(lines)
}

func (e *env) ask(lines *bufio.Reader, prompt lang.Text) (string, error) {
	fmt.Fprint(e.Err, prompt.In(e.Lang))
	defer fmt.Fprintln(e.Err)
	return line(lines)
}

func line(from *bufio.Reader) (string, error) {
	text, err := from.ReadString('\n')
	if err != nil && (!errors.Is(err, io.EOF) || text == "") {
		return "", fault.New(fault.Invalid, lang.T("没有读到密码。", "No password was given."), "password")
	}
	return strings.TrimRight(text, "\r\n"), nil
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && f.Name() != os.DevNull
}

// hide stops the terminal from showing what is typed, until restore, also when
// the program is interrupted meanwhile.
func hide(f *os.File) (restore func(), err error) {
	stty := func(arg string) error {
		cmd := exec.CommandContext(context.Background(), "stty", arg) //nolint:gosec // echo or -echo, from below
		cmd.Stdin = f
		return cmd.Run()
	}
	if err := stty("-echo"); err != nil {
		return nil, fault.New(fault.Unavailable, lang.T("无法在终端隐藏输入；请从标准输入送入密码。", "The terminal cannot hide what is typed; give the password on standard input."), "stty")
	}
	interrupted := make(chan os.Signal, 1)
	done := make(chan struct{})
	signal.Notify(interrupted, os.Interrupt)
	go func() {
		select {
		case <-interrupted:
			_ = stty("echo") // it worked a moment ago, and there is nobody left to tell
			os.Exit(fault.Conflict.Exit())
		case <-done:
		}
	}()
	return func() {
		signal.Stop(interrupted)
		close(done)
		_ = stty("echo") // as above
	}, nil
}

type accountDisableCmd struct {
	place
	Login string `arg:"" help:"用户名 Login name."`
}

// Run shuts the account.
func (c *accountDisableCmd) Run(e *env) error {
	return c.with(e, func(ctx context.Context, _ *store.DB, k *account.Keeper) error {
		a, err := c.place.account(ctx, k, c.Login)
		if err != nil {
			return err
		}
		if err := k.Disable(ctx, a.ID); err != nil {
			return err
		}
		fmt.Fprintln(e.Out, lang.T("账号已停用，其会话均已结束。", "The account is shut, and its sessions have ended.").In(e.Lang))
		return nil
	})
}

type accountEnableCmd struct {
	place
	Login string `arg:"" help:"用户名 Login name."`
}

// Run opens the account again.
func (c *accountEnableCmd) Run(e *env) error {
	return c.with(e, func(ctx context.Context, _ *store.DB, k *account.Keeper) error {
		a, err := c.place.account(ctx, k, c.Login)
		if err != nil {
			return err
		}
		if err := k.Enable(ctx, a.ID); err != nil {
			return err
		}
		fmt.Fprintln(e.Out, lang.T("账号已恢复。", "The account is open again.").In(e.Lang))
		return nil
	})
}

type accountListCmd struct {
	place
}

// Run lists the accounts, and whether each can sign in.
func (c *accountListCmd) Run(e *env) error {
	return c.with(e, func(ctx context.Context, db *store.DB, k *account.Keeper) error {
		d, err := org.Load(db.Read(ctx))
		if err != nil {
			return err
		}
		all, err := k.Accounts(ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(e.Out, 0, 4, 2, ' ', 0)
		fmt.Fprintln(w, lang.T("用户名\t人员编号\t姓名\t状态", "login\tcode\tname\tstate").In(e.Lang))
		for _, a := range all {
			state := lang.T("可登录", "open")
			switch {
			case a.Disabled:
				state = lang.T("已停用", "shut")
			case !a.Password:
				state = lang.T("未设密码", "no password")
			}
			p, _ := d.Person(a.Person)
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", a.Login, p.Code, p.Name.In(e.Lang), state.In(e.Lang))
		}
		return fault.Wrap(fault.Unavailable, w.Flush(), "output")
	})
}
