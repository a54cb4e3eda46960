package request

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/insight/hot"
	"shuniu/kernel/matter"
)

// Statements is the process by which people say which requests are one hot issue.
const Statements = "people.hot"

const (
	actJoin   = "join"
	actSplit  = "split"
	actRevoke = "revoke"

	fieldMessages = "messages"
	fieldOthers   = "others"
	fieldReason   = "reason"
)

// What a board of hot issues holds.
const (
	season      = 90    // days, this one included
	mostTold    = 5_000 // requests before this day, the newest
	fewTold     = 500   // requests up to which the board is made anew with each that comes
	mostSpots   = 100   // issues that are described
	fewestTell  = 2     // people: what one person tells is no hot issue
	trendInDays = 30
)

// Hotspot is a hot issue (热点). Its ID and its Messages are numbers of requests.
type Hotspot struct {
	hot.Issue
	Days  []int // messages of each of the last thirty days, Today last
	Today calendar.Date
}

// Statement is what somebody said of requests, by an act that stands.
type Statement struct {
	ID matter.ID
	hot.Saying

	at int64
}

// Hotspots are the hot issues of the city's own requests of the last ninety days: the
// same trouble told by several people. Requests that are held closely, reports of
// wrongdoing and what was erased are not among them.
//
// A board is made of the ledger and of the day alone: what comes joins, and a board
// made from nothing is the same. It is held in memory and may be read while Tend
// works on it. A nil Hotspots, and one that was not tended yet, holds nothing.
type Hotspots struct {
	engine *matter.Engine
	few    int // see known
	now    atomic.Pointer[spots]

	tending sync.Mutex
	board   *boarding
}

// spots are the issues as they were last found.
type spots struct {
	asOf       time.Time
	hottest    []Hotspot
	of         map[string]int // place among them, by number of a request
	ids        map[string]matter.ID
	statements []Statement
	messages   int
}

// NewHotspots makes the board of the engine's city; Tend fills it.
func NewHotspots(e *matter.Engine) *Hotspots { return &Hotspots{engine: e, few: fewTold} }

// SeesRequests reports whether an actor sees all requests that are not held closely:
// who oversees the city, and the hotline, through whose hands all of them go.
func SeesRequests(e *matter.Engine, a access.Actor) bool {
	hotline, ok := e.Org.Now().UnitByCode(keeperUnit)
	return a.All || ok && slices.Contains(a.Units, hotline.ID)
}

// Hottest are the issues with the most heat, at most n, and the moment at which that
// was so; the zero moment before there is a board. It is for whoever SeesRequests, and
// costs nothing.
func (h *Hotspots) Hottest(_ context.Context, n int) ([]Hotspot, time.Time) {
	now := h.read()
	return now.hottest[:min(n, len(now.hottest))], now.asOf
}

// Told is of how many requests the board is made.
func (h *Hotspots) Told() int { return h.read().messages }

// Of is the hot issue to which a request belongs; NotFound if it is of none.
func (h *Hotspots) Of(number string) (Hotspot, error) {
	now := h.read()
	i, ok := now.of[number]
	if !ok {
		return Hotspot{}, fault.Of(fault.NotFound, "request %q is of no hot issue", number)
	}
	return now.hottest[i], nil
}

func (h *Hotspots) read() *spots {
	if h != nil {
		if now := h.now.Load(); now != nil {
			return now
		}
	}
	return &spots{}
}

// Lines are the newest requests of an issue that the actor may see, at most so many.
func (h *Hotspots) Lines(ctx context.Context, a access.Actor, of Hotspot, most int) ([]matter.Line, error) {
	var ids []matter.ID
	for _, number := range of.Messages[max(0, len(of.Messages)-most):] {
		ids = append(ids, h.read().ids[number])
	}
	return h.engine.Among(ctx, a, ids, matter.Query{})
}

// About are the statements that stand about requests of an issue and that the actor
// may see, the latest first.
func (h *Hotspots) About(ctx context.Context, a access.Actor, of Hotspot) ([]Statement, []matter.Line, error) {
	byID := map[matter.ID]Statement{}
	var ids []matter.ID
	for _, s := range h.read().statements {
		named := func(number string) bool { return slices.Contains(of.Messages, number) }
		if slices.ContainsFunc(s.Messages, named) || slices.ContainsFunc(s.Others, named) {
			byID[s.ID], ids = s, append(ids, s.ID)
		}
	}
	lines, err := h.engine.Among(ctx, a, ids, matter.Query{})
	var out []Statement
	for _, l := range lines {
		out = append(out, byID[l.ID])
	}
	return out, lines, err
}

// State lets somebody say what is one issue and what is not. It is an act like any
// other, and the board is made anew by it before it returns.
func (h *Hotspots) State(ctx context.Context, a access.Actor, said hot.Saying, in matter.Input) error {
	in.Act, in.Values[fieldMessages] = actJoin, strings.Join(said.Messages, " ")
	if len(said.Others) > 0 {
		in.Act, in.Values[fieldOthers] = actSplit, strings.Join(said.Others, " ")
	}
	res, err := h.engine.Open(ctx, a, Statements, in)
	if err != nil {
		return err
	}
	h.tending.Lock()
	if h.board != nil { // the ledger gives it a place soon
		h.board.state(Statement{res.Matter.ID, said, res.Matter.Opened})
	}
	h.tending.Unlock()
	return h.Tend(ctx)
}

// Tend takes in what has happened since, and begins anew with each day.
func (h *Hotspots) Tend(ctx context.Context) error {
	h.tending.Lock()
	defer h.tending.Unlock()
	now := h.engine.DB.Now()
	day := calendar.DateOf(now.In(h.engine.Zone))
	if h.board == nil {
		h.board = &boarding{engine: h.engine, few: h.few, statements: map[matter.ID]Statement{}}
	}
	b := h.board
	if b.day != day {
		b.begin(day)
	}
	if err := b.follow(ctx); err != nil {
		return err
	}
	changed := b.changed || b.stale
	b.stale = b.stale || b.changed && b.known(len(b.told)) != b.known(b.joined)
	if err := b.join(ctx); err != nil {
		return err
	}
	next := h.read()
	if changed || h.now.Load() == nil {
		next = b.spots()
	}
	found := *next
	found.asOf, found.messages = now, len(b.told)
	h.now.Store(&found)
	return nil
}

// spots describes what the board holds.
func (b *boarding) spots() *spots {
	out := &spots{of: map[string]int{}, ids: map[string]matter.ID{}}
	at := make(map[string]time.Time, len(b.told))
	for _, t := range b.told {
		at[t.ID], out.ids[t.ID] = t.At, t.id
	}
	for _, issue := range b.board.Hottest(mostSpots) {
		if issue.People < fewestTell {
			continue
		}
		spot := Hotspot{Issue: issue, Days: make([]int, trendInDays), Today: b.day}
		for _, number := range issue.Messages {
			out.of[number] = len(out.hottest)
			told := calendar.DateOf(at[number].In(b.engine.Zone))
			if ago := b.day.Sub(told); ago < trendInDays {
				spot.Days[trendInDays-1-ago]++
			}
		}
		out.hottest = append(out.hottest, spot)
	}
	out.statements = b.said()
	return out
}

// said are the statements that stand, the earliest first.
func (b *boarding) said() []Statement {
	var all []Statement
	for _, s := range b.statements {
		all = append(all, s)
	}
	slices.SortFunc(all, func(x, y Statement) int { return cmp.Or(cmp.Compare(x.at, y.at), cmp.Compare(x.ID, y.ID)) })
	return all
}
