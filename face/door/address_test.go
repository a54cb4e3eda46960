package door

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"
)

func TestOnlyTheCitysOwnProxiesAreBelieved(t *testing.T) {
	d := &Door{Setup: Setup{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/24")}}}
	for _, c := range []struct{ remote, forwarded, want string }{
		{"192.0.2.7:1000", "", "192.0.2.7"},
		{"192.0.2.7:1000", "203.0.113.1", "192.0.2.7"},           // not a proxy: may say what it likes
		{"10.0.0.2:1000", "203.0.113.1", "203.0.113.1"},          // the proxy says who asked
		{"10.0.0.2:1000", "1.1.1.1, 203.0.113.1", "203.0.113.1"}, // the first was written by whoever asked
		{"10.0.0.2:1000", "203.0.113.1, 10.0.0.3", "203.0.113.1"},
		{"10.0.0.2:1000", "nonsense", "10.0.0.2"},
		{"[::ffff:192.0.2.7]:1000", "", "192.0.2.7"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.remote
		r.Header.Set("X-Forwarded-For", c.forwarded)
		if got := d.Address(r); got.String() != c.want {
			t.Errorf("%s forwarding %q: %s, want %s", c.remote, c.forwarded, got, c.want)
		}
	}
}

func TestAnAddressThatSendsTooFastIsHeldBackAndOthersAreNot(t *testing.T) {
	now := time.Unix(0, 0)
	p := newPace[netip.Prefix](func() time.Time { return now }, postsPerSecond, postsAtOnce)
	a, b := netip.MustParsePrefix("192.0.2.1/32"), netip.MustParsePrefix("192.0.2.2/32")
	sent := 0
	for p.allows(a, 1) {
		sent++
	}
	if sent != postsAtOnce || !p.allows(b, 1) {
		t.Errorf("%d sent at once", sent)
	}
	now = now.Add(time.Second)
	sent = 0
	for p.allows(a, 1) {
		sent++
	}
	if sent != postsPerSecond {
		t.Errorf("%d sent a second later", sent)
	}
}
