package account

import (
	"context"
	"fmt"
	"net/netip"
	"path/filepath"
	"testing"
	"time"

	"shuniu/kernel/fault"
	"shuniu/kernel/store"
)

func TestMatchesReadsTheReferenceHash(t *testing.T) {
	// from the tests of the Argon2 reference implementation, Argon2id version 19
	const reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if ok, err := matches(reference, "password"); err != nil || !ok {
		t.Errorf("the right password: %v %v", ok, err)
	}
	if ok, err := matches(reference, "differentpassword"); err != nil || ok {
		t.Errorf("another password: %v %v", ok, err)
	}
	for _, broken := range []string{"", "password", "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFh", "$argon2id$v=16$m=65536,t=2,p=1$c29tZXNhbHQ$CTFh", "$argon2id$v=19$m=8,t=1,p=1$?$CTFh", "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$?", "$argon2id$v=19$$c29tZXNhbHQ$CTFh"} {
		if ok, err := matches(broken, "password"); ok || !fault.Is(err, fault.Internal) {
			t.Errorf("%q: %v %v", broken, ok, err)
		}
	}
}

func TestWhoWaitsTooLongToBeHashedIsToldSo(t *testing.T) {
	k := &Keeper{slots: make(chan struct{}, 1)}
	release, err := k.slot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := k.slot(gone); !fault.Is(err, fault.Unavailable) {
		t.Fatalf("want unavailable, got %v", err)
	}
	release()
	if _, err := k.slot(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// attempts is a database in which attempts are counted without hashing.
func attempts(t *testing.T) (attempt func(c Credentials, ok bool) error, pass func(time.Duration)) {
	now := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	db, err := store.Open(t.Context(), store.Options{URL: filepath.Join(t.TempDir(), "city.db"), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	attempt = func(c Credentials, ok bool) error {
		return db.Write(t.Context(), func(tx *store.Tx) error {
			if err := reserve(tx, c); err != nil || !ok {
				return err
			}
			return forgive(tx, c)
		})
	}
	return attempt, func(d time.Duration) { now = now.Add(d) }
}

func TestAnAddressThatGuessesAtManyLoginsMustWait(t *testing.T) {
	attempt, pass := attempts(t)
	from := func(login, address string) Credentials {
		return Credentials{Login: login, Address: netip.MustParseAddr(address)}
	}
	for i := range 60 {
		if err := attempt(from(fmt.Sprintf("u%d", i), "192.0.2.7"), false); err != nil {
			t.Fatal(i, err)
		}
	}
	if err := attempt(from("wang", "::ffff:192.0.2.7"), true); !fault.Is(err, fault.Denied) {
		t.Errorf("the address goes on: %v", err)
	}
	if err := attempt(from("wang", "192.0.2.8"), true); err != nil {
		t.Errorf("its neighbour: %v", err)
	}
	// a success of its own does not buy an address more guesses
	pass(30 * time.Second)
	if err := attempt(from("wang", "192.0.2.7"), true); err != nil {
		t.Fatal(err)
	}
	if err := attempt(from("u99", "192.0.2.7"), false); err != nil {
		t.Fatal(err)
	}
	if err := attempt(from("u100", "192.0.2.7"), false); !fault.Is(err, fault.Denied) {
		t.Errorf("after a success: %v", err)
	}
}

// An office of hundreds behind one address mistypes all day and is never locked.
func TestAnOfficeThatMistypesIsNotLocked(t *testing.T) {
	attempt, pass := attempts(t)
	address := netip.MustParseAddr("192.0.2.7")
	for i := range 600 {
		c := Credentials{Login: fmt.Sprintf("u%d", i), Address: address}
		for _, ok := range []bool{false, true, true, true} {
			if err := attempt(c, ok); err != nil {
				t.Fatal(i, err)
			}
		}
		pass(time.Minute)
	}
}

func TestSubscribersOfOneIPv6NetworkAreOneAddress(t *testing.T) {
	for a, want := range map[string]string{"2001:db8::1": "2001:db8::/64", "2001:db8::ffff:1": "2001:db8::/64", "2001:db8:0:1::1": "2001:db8:0:1::/64", "192.0.2.7": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7", "fe80::1%eth0": "fe80::/64"} {
		if got := network(netip.MustParseAddr(a)); got != want {
			t.Errorf("%s: %s, want %s", a, got, want)
		}
	}
}

func TestWaitsDoubleToTheLast(t *testing.T) {
	h := throttle{free: 4}
	for failures, want := range map[int64]time.Duration{0: 0, 4: 0, 5: 30 * time.Second, 6: time.Minute, 9: 8 * time.Minute, 10: 15 * time.Minute, 1 << 40: 15 * time.Minute} {
		if got := h.wait(failures); got != want {
			t.Errorf("after %d: %v, want %v", failures, got, want)
		}
	}
}

func BenchmarkHash(b *testing.B) {
	for b.Loop() {
		hash("correct horse 电池")
	}
}
