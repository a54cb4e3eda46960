// Package province is a double of the systems above a city that its connectors lead
// to: a register of persons that tells whether name and citizen number belong
// together, and a library of electronic certificates. It stands in for them in the
// demonstration and in tests, where it can be made to fail as real ones do; it keeps
// everything in memory and knows nobody real.
package province

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"shuniu/kernel/calendar"
	"shuniu/kernel/exchange"
	"shuniu/kernel/fault"
)

// Province is the double. It is an http.Handler for the paths /identities,
// /certificates, /certificates/search and /received.
type Province struct {
	mux   *http.ServeMux
	now   func() time.Time
	zone  *time.Location
	known Known

	mu      sync.Mutex
	records map[string]*record
	trouble Trouble
}

// record is a message as it came first, and what was answered.
type record struct {
	day    calendar.Date
	body   map[string]string
	answer map[string]string
}

// Trouble is how the double fails: Away answers nothing but 503, Mute takes a message and
// breaks off before it answers, Refuse answers 422 to whatever is posted.
type Trouble struct{ Away, Mute, Refuse bool }

// Known is what the province knows before it is told anything: the names of persons by
// their citizen numbers, and the credit codes of enterprises with a business licence.
type Known struct {
	People map[string]string
	Held   []string
}

// New makes a province.
func New(known Known, now func() time.Time, zone *time.Location) *Province {
	p := &Province{mux: http.NewServeMux(), now: now, zone: zone, known: known, records: map[string]*record{}}
	p.mux.HandleFunc("POST /identities", p.take(p.identity))
	p.mux.HandleFunc("POST /certificates", p.take(p.register))
	p.mux.HandleFunc("POST /certificates/search", p.take(p.search))
	p.mux.HandleFunc("GET /received", p.received)
	return p
}

// Serve answers on this machine until ctx ends, at the address it gives.
func (p *Province) Serve(ctx context.Context) (address string, err error) {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fault.Wrap(fault.Unavailable, err, "listen")
	}
	server := &http.Server{Handler: p, ReadHeaderTimeout: 10 * time.Second}
	ended := context.AfterFunc(ctx, func() { _ = server.Close() })
	go func() {
		defer ended()
		if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			slog.Error("province", "error", err)
		}
	}()
	return "http://" + ln.Addr().String(), nil
}

// Suffer lets the double fail from now on; the zero Trouble ends it.
func (p *Province) Suffer(t Trouble) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.trouble = t
}

// Forget loses a message as if it had never come.
func (p *Province) Forget(key string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.records, key)
}

// Alter changes what a message said, or makes one up that nobody sent.
func (p *Province) Alter(key, name, value string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.records[key] == nil {
		p.records[key] = &record{day: p.today(), body: map[string]string{}}
	}
	p.records[key].body[name] = value
}

// Bodies are the messages that have come, by key.
func (p *Province) Bodies() map[string]map[string]string {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := map[string]map[string]string{}
	for key, r := range p.records {
		out[key] = maps.Clone(r.body)
	}
	return out
}

// ServeHTTP answers as the systems would, or fails as it is told to.
func (p *Province) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	away := p.trouble.Away
	p.mu.Unlock()
	if away {
		http.Error(w, "", http.StatusServiceUnavailable)
		return
	}
	p.mux.ServeHTTP(w, r)
}

func (p *Province) today() calendar.Date { return calendar.DateOf(p.now().In(p.zone)) }

// take reads a message and answers it once for all: one that comes again under its key
// gets the answer of the first time.
func (p *Province) take(answer func(body map[string]string) map[string]string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		key := r.Header.Get("Idempotency-Key")
		body := map[string]string{}
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&body); err != nil || key == "" {
			refuse(w, "a message is JSON and has a key")
			return
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.trouble.Refuse {
			refuse(w, "not acceptable today")
			return
		}
		if p.records[key] == nil {
			p.records[key] = &record{p.today(), body, answer(body)}
		}
		if p.trouble.Mute {
			hangUp(w)
			return
		}
		send(w, http.StatusOK, p.records[key].answer)
	}
}

func (p *Province) identity(body map[string]string) map[string]string {
	name, known := p.known.People[body["idNumber"]]
	switch {
	case !known:
		return map[string]string{"result": "unknown"}
	case name != body["name"]:
		return map[string]string{"result": "differ"}
	}
	return map[string]string{"result": "match"}
}

func (p *Province) register(map[string]string) map[string]string {
	return map[string]string{"identifier": "LIB-" + strconv.Itoa(1000+len(p.records))}
}

func (p *Province) search(body map[string]string) map[string]string {
	if slices.Contains(p.known.Held, body["holderCode"]) {
		return map[string]string{"result": "in_force"}
	}
	return map[string]string{"result": "none"}
}

// page is how many messages one answer of /received lists.
const page = 100

func (p *Province) received(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	day, after := r.URL.Query().Get("day"), r.URL.Query().Get("after")
	items, next := []exchange.Received{}, ""
	for _, key := range slices.Sorted(maps.Keys(p.records)) {
		if one := p.records[key]; one.day.String() == day && key > after {
			if len(items) == page {
				next = items[page-1].Key
				break
			}
			items = append(items, exchange.Received{Key: key, Body: one.body})
		}
	}
	send(w, http.StatusOK, map[string]any{"items": items, "next": next})
}

// hangUp ends the connection without an answer.
func hangUp(w http.ResponseWriter) {
	if c, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_ = c.Close()
	}
}

func refuse(w http.ResponseWriter, why string) {
	send(w, http.StatusUnprocessableEntity, map[string]string{"title": why})
}

func send(w http.ResponseWriter, status int, answer any) {
	text, err := json.Marshal(answer)
	if err != nil {
		text, status = []byte("{}"), http.StatusInternalServerError
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(text) // whoever asked may have gone
}
