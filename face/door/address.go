package door

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
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

// sender is the address for counting what it sends: for IPv6 the /64 that one
// subscriber has.
func (d *Door) sender(r *http.Request) netip.Prefix {
	a := d.Address(r)
	bits := a.BitLen()
	if a.Is6() {
		bits = 64
	}
	p, _ := a.Prefix(bits) // no address has fewer bits
	return p
}

// Device tells what was sent from one device from what was not: the subscriber's address,
// which many may share (a hall, a family), and how the browser calls itself.
func (d *Door) Device(r *http.Request) string { return d.sender(r).String() + "\n" + r.UserAgent() }

func (d *Door) isProxy(a netip.Addr) bool {
	return slices.ContainsFunc(d.Proxies, func(p netip.Prefix) bool { return p.Contains(a) })
}
