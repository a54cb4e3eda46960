package door

import (
	"errors"
	"io"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// What one address may send: a whole office behind one address is far below it, a
// script is far above. A program that was given a token may do what a hotline's
// system does on its busiest day.
const (
	postsPerSecond = 10
	postsAtOnce    = 100
	callsPerSecond = 50
	callsAtOnce    = 500
	uploadsAtOnce  = 400 << 20
	mostSenders    = 10_000
)

// pace holds back whoever sends more than people do.
type pace[K comparable] struct {
	mu      sync.Mutex
	now     func() time.Time
	each    rate.Limit
	atOnce  int
	senders map[K]*rate.Limiter
}

func newPace[K comparable](now func() time.Time, each rate.Limit, atOnce int) *pace[K] {
	return &pace[K]{now: now, each: each, atOnce: atOnce, senders: map[K]*rate.Limiter{}}
}

func (p *pace[K]) allows(from K, n int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	l, ok := p.senders[from]
	if !ok {
		if len(p.senders) >= mostSenders {
			p.forget()
		}
		l = rate.NewLimiter(p.each, p.atOnce)
		p.senders[from] = l
	}
	return l.AllowN(p.now(), n)
}

// forget drops those that have rested long enough to start afresh anyway.
func (p *pace[K]) forget() {
	for k, l := range p.senders {
		if l.TokensAt(p.now()) >= float64(p.atOnce) {
			delete(p.senders, k)
		}
	}
}

// ErrUploads says that an address has sent as many files as it may.
var ErrUploads = fault.New(fault.Unavailable, lang.T("来自您所在网络的上传已达到上限，请一小时后再试；也可以先不带附件提交，之后补充。",
	"As much as may be was uploaded from your network. Try again in an hour, or send without files and add them later."), "too many uploads")

// Metered reads what somebody without a name uploads; reading fails with ErrUploads
// once their address has sent as much as it may.
func (d *Door) Metered(r *http.Request, content io.Reader) io.Reader {
	return &metered{content, d.bytes, d.sender(r)}
}

type metered struct {
	io.Reader
	bytes *pace[netip.Prefix]
	from  netip.Prefix
}

func (m *metered) Read(b []byte) (int, error) {
	n, err := m.Reader.Read(b)
	if !m.bytes.allows(m.from, n) {
		return 0, errors.Join(ErrUploads, err)
	}
	return n, err
}
