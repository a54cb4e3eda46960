package account

import (
	"context"
	"net/netip"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/store"
)

// Credentials are what somebody shows to sign in, and the address they come from.
type Credentials struct {
	Login    string
	Password string
	Address  netip.Addr
}

// SignIn opens a session for whoever knows the password. A wrong login, a wrong
// password, a shut account and one without a password are the same Denied; too
// many failures are a Denied that says how long to wait, even with the right
// password. It is Unavailable while too many others are being checked.
func (k *Keeper) SignIn(ctx context.Context, c Credentials) (Token, error) {
	r, err := read(k.db.Read(ctx), byLoginSQL, foldLogin(c.Login))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return "", err
	}
	release, err := k.slot(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	if err := k.prove(ctx, r, c); err != nil {
		return "", err
	}
	token := newToken()
	return token, k.db.Write(ctx, func(tx *store.Tx) error {
		if err := forgive(tx, c); err != nil {
			return err
		}
		return openSession(tx, r.ID, ByPassword, token)
	})
}

// prove checks the password of the account, which may be none, and does the same
// work whatever is wrong. The caller forgives the attempt if it succeeds.
func (k *Keeper) prove(ctx context.Context, r record, c Credentials) error {
	if err := k.db.Write(ctx, func(tx *store.Tx) error { return reserve(tx, c) }); err != nil {
		return err
	}
	phc := r.password
	if phc == "" {
		phc = k.decoy
	}
	// what is longer than any password cannot match when cut here either
	ok, err := matches(phc, c.Password[:min(len(c.Password), longest+1)])
	if err != nil {
		return err
	}
	if !ok || r.password == "" || r.Disabled {
		return fault.New(fault.Denied, lang.T("用户名或密码不正确。", "The login name or the password is wrong."), "sign-in")
	}
	return nil
}

// DemoLogin opens a session without a password, for trying the system out. It is
// Denied unless the settings say Demo, and always for an account that has a
// password: one that a real person was given is never opened this way.
func (k *Keeper) DemoLogin(ctx context.Context, login string) (Token, error) {
	if !k.settings.Demo {
		return "", fault.New(fault.Denied, lang.T("只有演示系统才能一键登录。", "One-click sign-in exists only in a demonstration."), "demo login outside demo mode")
	}
	r, err := read(k.db.Read(ctx), byLoginSQL, foldLogin(login))
	if err != nil {
		return "", err
	}
	if r.password != "" {
		return "", fault.New(fault.Denied, lang.T("该账号设有密码，请用密码登录。", "This account has a password; sign in with it."), "demo login to an account with a password")
	}
	return k.Open(ctx, r.ID, ByDemo)
}
