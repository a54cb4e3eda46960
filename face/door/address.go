package door

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Address is where the request came from, for throttling. A proxy is believed only
// if it is one of the city's own; of several addresses in X-Forwarded-For the last
// that is not a proxy's counts, because those before it are anybody's to write.
func (d *Door) Address(r *http.Request) netip.Addr {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	from := ap.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !d.isProxy(from) {
			break
		}
		before, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		from = before.Unmap()
	}
	return from
}

func (d *Door) isProxy(a netip.Addr) bool {
	return slices.ContainsFunc(d.Proxies, func(p netip.Prefix) bool { return p.Contains(a) })
}

// What one address may send: a whole office behind one address is far below it, a
// script is far above.
const (
	postsPerSecond = 10
	postsAtOnce    = 100
	mostAddresses  = 10_000
)

// pace holds back an address that sends forms faster than people do.
type pace struct {
	mu      sync.Mutex
	now     func() time.Time
	senders map[netip.Addr]*rate.Limiter
}

func newPace(now func() time.Time) *pace {
	return &pace{now: now, senders: map[netip.Addr]*rate.Limiter{}}
}

func (p *pace) allows(from netip.Addr) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	l, ok := p.senders[from]
	if !ok {
		if len(p.senders) >= mostAddresses {
			p.forget()
		}
		l = rate.NewLimiter(postsPerSecond, postsAtOnce)
		p.senders[from] = l
	}
	return l.AllowN(p.now(), 1)
}

// forget drops the addresses that have rested long enough to start afresh anyway.
func (p *pace) forget() {
	for a, l := range p.senders {
		if l.TokensAt(p.now()) >= postsAtOnce {
			delete(p.senders, a)
		}
	}
}
