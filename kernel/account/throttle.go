package account

import (
	"crypto/sha256"
	"fmt"
	"net/netip"
	"time"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/store"
)

// Waits double from the first to the last.
const (
	firstWait = 30 * time.Second
	lastWait  = 15 * time.Minute
)

// throttle allows so many failures freely and forgets one in each period; every
// failure beyond that locks its subject for a wait.
type throttle struct {
	name   string
	free   int64
	period time.Duration
	of     func(Credentials) string
}

// throttles are three, so that a guesser elsewhere does not soon lock a person
// out, nor a colleague who mistypes the building they share an address with, and
// yet many addresses together have few guesses at one login.
func throttles() [3]throttle {
	return [3]throttle{
		{"pair", 4, 10 * time.Minute, func(c Credentials) string { return foldLogin(c.Login) + " " + network(c.Address) }},
		{"login", 19, 5 * time.Minute, func(c Credentials) string { return foldLogin(c.Login) }},
		{"address", 59, time.Minute, func(c Credentials) string { return network(c.Address) }},
	}
}

// subject keeps login names and addresses out of the table.
func (h throttle) subject(c Credentials) []byte {
	sum := sha256.Sum256([]byte(h.name + "\x00" + h.of(c)))
	return sum[:]
}

// network is the address, or for IPv6 the /64 that one subscriber has.
func network(a netip.Addr) string {
	a = a.Unmap()
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}

// reserve counts an attempt as failed before its password is looked at, so that
// many attempts at once cannot outrun the throttle. An attempt that must wait is
// Denied and not counted.
func reserve(tx *store.Tx, c Credentials) error {
	now := store.Micros(tx.Now())
	var wait int64
	for _, h := range throttles() {
		var clears, until int64
		period := h.period.Microseconds()
		if err := tx.QueryRow(countAttemptSQL, h.subject(c), now, period).Scan(&clears, &until); err != nil {
			return fault.As(err)
		}
		wait = max(wait, until-now)
		failures := (clears - now + period - 1) / period
		if lock := h.wait(failures); lock > 0 {
			if _, err := tx.Exec(lockSQL, h.subject(c), now+lock.Microseconds()); err != nil {
				return err
			}
		}
	}
	if wait > 0 {
		return tooMany(time.Duration(wait) * time.Microsecond)
	}
	return nil
}

// wait is how long the subject is locked after so many failures.
func (h throttle) wait(failures int64) time.Duration {
	if failures <= h.free {
		return 0
	}
	d := firstWait
	for range failures - h.free - 1 {
		if d *= 2; d >= lastWait {
			return lastWait
		}
	}
	return d
}

// forgive takes back what reserve counted, and clears what this login failed
// before; the address keeps the rest, for its owner may be guessing at others.
func forgive(tx *store.Tx, c Credentials) error {
	for _, h := range throttles() {
		var err error
		if h.name == "address" {
			_, err = tx.Exec(uncountSQL, h.subject(c), h.period.Microseconds())
		} else {
			_, err = tx.Exec(forgetSQL, h.subject(c))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func tooMany(wait time.Duration) error {
	zh, en := fmt.Sprintf("%d 秒", int(wait.Seconds())+1), fmt.Sprintf("%d seconds", int(wait.Seconds())+1)
	if wait > time.Minute {
		minutes := int((wait + time.Minute - 1) / time.Minute)
		zh, en = fmt.Sprintf("%d 分钟", minutes), fmt.Sprintf("%d minutes", minutes)
	}
	text := lang.T("登录失败次数过多，请在 "+zh+"后再试。", "There were too many failed sign-ins. Try again in "+en+".")
	return fault.New(fault.Denied, text, "login throttled")
}
