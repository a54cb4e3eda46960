package crash

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/attachment"
	"shuniu/kernel/matter"
	"shuniu/test/pg"
)

// TestServersKilledUnderLoad kills the program's own servers, at random moments and
// again and again, while residents and staff are at work over HTTP. Afterwards
// everything that anybody was told is found with what they hold: number and code,
// texts, files by their digest, acts, sessions. The ledger verifies, no timer has
// fired twice or never, and what was left of files in no act is swept in its time.
func TestServersKilledUnderLoad(t *testing.T) {
	for _, kind := range []struct {
		name    string
		servers int // SQLite belongs to one
		url     func(t testing.TB) string
	}{
		{"sqlite", 1, func(testing.TB) string { return "" }},
		{"postgres", 3, pg.URL},
	} {
		t.Run(kind.name, func(t *testing.T) {
			n := rounds(t, 4)
			h := build(t, kind.url(t))
			h.emergencies(t, 40*n, 50*time.Millisecond)
			ctx, stop := context.WithCancel(context.Background())
			defer stop()
			p := h.public()
			p.begin(ctx)
			servers := make([]*server, kind.servers)
			for round := range n {
				p.round(t, servers, round)
			}
			for i := range servers {
				servers[i] = h.open(t)
			}
			p.working(t)
			close(p.ended)
			p.all.Wait()
			for _, err := range p.wrong {
				t.Error(err)
			}
			p.audit(t, p.slips)
			for _, s := range servers {
				h.shut(t, s)
			}
			p.inspect(t)
			t.Logf("%d rounds: %d receipts, %d acts and sessions acknowledged", n, len(p.slips), p.told.Load())
		})
	}
}

// round lets all servers work and kills them one after the other.
func (p *public) round(t *testing.T, servers []*server, round int) {
	t.Helper()
	for i := range servers {
		servers[i] = p.open(t)
	}
	if rand.IntN(4) > 0 { // otherwise death may come while one opens the city
		p.working(t)
	}
	for _, s := range servers {
		after(rand.N(400 * time.Millisecond))
		p.kill(t, s)
	}
	if round%10 == 9 {
		p.verify(t)
	}
}

// working waits until everybody has got a little further.
func (p *public) working(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), patience)
	defer stop()
	for n := p.told.Load() + 40; p.told.Load() < n; {
		if ctx.Err() != nil {
			t.Fatalf("nothing goes on: %v", p.wrong)
		}
		after(5 * time.Millisecond)
	}
}

// verify lets the program verify itself.
func (p *public) verify(t *testing.T) {
	t.Helper()
	p.run(t, "ledger", "verify")
	p.run(t, "ledger", "replay", "--verify")
}

// inspect looks, with no server left, at what no page shows.
func (p *public) inspect(t *testing.T) {
	t.Helper()
	p.verify(t)
	w := newWitness()
	s := p.enter(t, time.Now)
	defer s.close(t)
	s.sequence(t)
	w.read(t, s)
	w.nothingForgotten(t, s)
	if len(w.fired) == 0 {
		t.Error("no timer has fired")
	}
	p.eachOnce(t, s)
	p.swept(t, s)
}

// eachOnce counts the requests: those acknowledged are there once, and those that
// nobody knows of at most once.
func (p *public) eachOnce(t *testing.T, s *town) {
	t.Helper()
	times := map[string]int{}
	for from := ""; ; {
		page, err := s.engine.All(t.Context(), access.TheSystem(), matter.Query{From: from, Limit: 200})
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range page.Lines {
			times[l.Title]++
		}
		if from = page.Next; from == "" {
			break
		}
	}
	for _, slip := range p.slips {
		if times[slip.title] != 1 {
			t.Errorf("%s is there %d times", slip.title, times[slip.title])
		}
	}
	for title := range p.titles {
		if times[title] > 1 {
			t.Errorf("%s is there %d times, and was sent once", title, times[title])
		}
	}
}

// swept lets a day pass: of the files only those are left that an act took.
func (p *public) swept(t *testing.T, s *town) {
	t.Helper()
	given := map[attachment.ID]bool{}
	tips, err := matter.Tips(s.db.Read(t.Context()), 0, manyRequests)
	if err != nil {
		t.Fatal(err)
	}
	for _, tip := range tips {
		kept, err := attachment.Of(s.db.Read(t.Context()), tip.Matter)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range kept {
			given[k.ID] = true
		}
	}
	left := photo() // chance need not have left one behind
	if _, err := s.engine.Tray(access.Outsider(), "left behind").Put(t.Context(), "files", left.name, strings.NewReader(left.content)); err != nil {
		t.Fatal(err)
	}
	before, _ := p.stored(t)
	if len(before) <= len(given) {
		t.Errorf("%d files are there and %d were given, one was left behind", len(before), len(given))
	}
	later := p.enter(t, func() time.Time { return time.Now().Add(attachment.WaitsFor + time.Hour) })
	defer later.close(t)
	if err := later.engine.Files.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	after, drafts := p.stored(t)
	for id := range given {
		if !after[id] {
			t.Errorf("file %s was given and is gone", id)
		}
	}
	if len(after) != len(given) || drafts > 0 {
		t.Errorf("of %d files %d are left where %d were given, and %d drafts", len(before), len(after), len(given), drafts)
	}
}
