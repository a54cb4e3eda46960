package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"net/netip"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/store"
)

// The cost of a hash, after the OWASP Password Storage Cheat Sheet: 19 MiB, two
// passes, one lane. Each hash names its own, so these may grow.
const (
	memoryKiB = 19 * 1024
	passes    = 2
	lanes     = 1
	saltBytes = 16
	hashBytes = 32
)

const (
	shortest = 10  // characters
	longest  = 256 // bytes
)

// patience is how long a login waits for its turn to be hashed.
const patience = 2 * time.Second

// hash is the password in the PHC string format.
func hash(password string) string {
	salt := make([]byte, saltBytes)
	rand.Read(salt)
	b64 := base64.RawStdEncoding
	key := argon2.IDKey([]byte(password), salt, passes, memoryKiB, lanes, hashBytes)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memoryKiB, passes, lanes, b64.EncodeToString(salt), b64.EncodeToString(key))
}

// matches reports whether the password is the one hashed in phc.
func matches(phc, password string) (bool, error) {
	var version int
	var memory, rounds uint32
	var threads uint8
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, fault.Of(fault.Internal, "stored password is not argon2id")
	}
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &memory, &rounds, &threads); err != nil || version != argon2.Version {
		return false, fault.Of(fault.Internal, "stored password has unknown parameters")
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, fault.Wrap(fault.Internal, err, "stored salt")
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil {
		return false, fault.Wrap(fault.Internal, err, "stored hash")
	}
	got := argon2.IDKey([]byte(password), salt, rounds, memory, threads, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

// slot waits for the right to hash; it must be given back.
func (k *Keeper) slot(ctx context.Context) (release func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case k.slots <- struct{}{}:
		return func() { <-k.slots }, nil
	case <-ctx.Done():
		return nil, fault.Wrap(fault.Unavailable, ctx.Err(), "too many passwords to hash")
	}
}

// passwordDefects are those of a new password. Length is what makes it strong;
// rules about kinds of characters are not made (NIST SP 800-63B).
func passwordDefects(password, login string) error {
	var text lang.Text
	switch {
	case !utf8.ValidString(password) || len(password) > longest:
		text = lang.T("密码过长，或含有不能使用的字符。", "The password is too long or contains characters that cannot be used.")
	case utf8.RuneCountInString(password) < shortest:
		text = lang.T("密码至少 10 个字符。", "A password has at least 10 characters.")
	case strings.EqualFold(strings.TrimSpace(password), login):
		text = lang.T("密码不能与用户名相同。", "The password cannot be the login name.")
	default:
		return nil
	}
	return fault.Defects([]fault.Defect{{Field: "password", Text: text}})
}

// SetPassword gives an account a password, as an administrator does, and ends its
// sessions.
func (k *Keeper) SetPassword(ctx context.Context, id ID, password string) error {
	r, err := read(k.db.Read(ctx), byIDSQL, id)
	if err != nil {
		return err
	}
	if err := passwordDefects(password, r.Login); err != nil {
		return err
	}
	release, err := k.slot(ctx)
	if err != nil {
		return err
	}
	defer release()
	phc := hash(password)
	return k.db.Write(ctx, func(tx *store.Tx) error { return replace(tx, r.ID, phc) })
}

// Change is a person's wish for a new password.
type Change struct {
	Old, New string
	Address  netip.Addr
}

// ChangePassword replaces the password of an account by whoever knows the old
// one, and ends all its sessions, the present one too. A wrong old password
// counts as a failed login.
func (k *Keeper) ChangePassword(ctx context.Context, id ID, c Change) error {
	r, err := read(k.db.Read(ctx), byIDSQL, id)
	if err != nil {
		return err
	}
	if err := passwordDefects(c.New, r.Login); err != nil {
		return err
	}
	release, err := k.slot(ctx)
	if err != nil {
		return err
	}
	defer release()
	old := Credentials{r.Login, c.Old, c.Address}
	if err := k.prove(ctx, r, old); err != nil {
		return err
	}
	phc := hash(c.New)
	return k.db.Write(ctx, func(tx *store.Tx) error {
		if err := forgive(tx, old); err != nil {
			return err
		}
		return replace(tx, r.ID, phc)
	})
}

func replace(tx *store.Tx, id ID, phc string) error {
	if _, err := tx.Exec(closeAccountSQL, id); err != nil {
		return err
	}
	n, err := tx.Exec(passwordSQL, id, phc)
	return found(n, err)
}
