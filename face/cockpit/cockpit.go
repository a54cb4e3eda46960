// Package cockpit is the face for a leader with five minutes: today against what is
// usual, what is late now, what many people tell, which units lag, how it goes by day,
// kind and district, what the statistics of the month say, and what waits for the leader's own decision.
//
// It counts nothing: its figures are those of assessment, and every one opens to the
// matters behind it. It is for whoever oversees the whole city.
package cockpit

import (
	"context"
	"net/http"
	"time"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/assessment"
	"shuniu/kernel/assessment/scorecard"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/service/leaders/statistics"
	"shuniu/service/people/request"
)

// Path is where the cockpit is.
const Path = "/desk/cockpit"

// What the cockpit shows at most, and how far back it looks.
const (
	mostLines = 3  // of a list
	daysShown = 30 // of the trend, and of a share
	spans     = 6  // spans of daysShown before this one that say what is usual of a share
	weeksBack = 8  // weeks that say what is usual of a day
	mostBars  = 6  // categories, and indicators
)

// Sources are what the cockpit reads, and the desk's page around it.
type Sources struct {
	Book     *scorecard.Book
	Hotspots *request.Hotspots
	Yearbook *statistics.Yearbook
	Frame    func(r *http.Request, v *door.Visitor, title lang.Text, here string) (page.Page, error)
}

type cockpit struct {
	*door.Door
	Sources
}

// Register adds the cockpit's route to the door.
func Register(d *door.Door, s Sources) {
	c := &cockpit{d, s}
	d.Handle("GET "+Path, door.Staff, c.show)
}

// view is what the cockpit shows at one moment.
type view struct {
	*door.Visitor
	c     *cockpit
	now   time.Time
	today calendar.Date
	month assessment.Month

	late    int
	overdue []matter.Line
	owed    []matter.Line
	hottest []request.Hotspot
	months  []statistics.Figure
	writes  bool // the weekly brief
	numbers
}

// numbers are those of assessment that are shown.
type numbers struct {
	open     int64
	days     map[string]scorecard.Card // of the past, by ISO date
	units    map[string]scorecard.Card // of this quarter
	regions  turn
	kinds    turn
	category turn
}

// turn is the cards of a month or quarter that is not over, and of the whole one before.
type turn struct{ now, before map[string]scorecard.Card }

func (c *cockpit) show(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	if !v.Actor.All {
		return fault.Of(fault.Denied, "the cockpit is for whoever oversees the city")
	}
	now := c.Now().In(c.Zone)
	s := view{Visitor: v, c: c, now: now, today: calendar.DateOf(now), month: assessment.MonthOf(now)}
	if err := s.read(r.Context()); err != nil {
		return err
	}
	pg, err := c.Frame(r, v, page.Word("cockpit.title").Text(), Path)
	if err != nil {
		return err
	}
	return c.Show(w, pg.Desk(), s.page())
}

// read gathers what is shown; each part is one look at an index.
func (s *view) read(ctx context.Context) error {
	if err := s.count(ctx); err != nil {
		return err
	}
	late, err := s.c.Engine.Late(ctx, s.Actor, matter.Query{Limit: mostLines})
	if err != nil {
		return err
	}
	owed, err := s.c.Engine.Owed(ctx, s.Actor, matter.Query{Limit: mostLines})
	if err != nil {
		return err
	}
	s.overdue, s.owed = late.Lines, owed.Lines
	s.late, err = s.c.Engine.LateCount(ctx, s.Actor)
	if err != nil {
		return err
	}
	if s.months, err = s.c.Yearbook.Latest(ctx, s.c.Org.Now().City().Code); err != nil {
		return err
	}
	s.hottest, _ = s.c.Hotspots.Hottest(ctx, mostLines)
	_, draft, err := matter.Openable(s.c.Engine.Reader, s.Actor, briefProcess)
	s.writes = draft != nil
	return err
}

// count reads the numbers.
func (s *view) count(ctx context.Context) error {
	book := s.c.Book
	var err error
	if s.days, err = book.Days(ctx, s.today.Add(-daysShown*(spans+1)), s.today); err != nil {
		return err
	}
	all, err := book.Cards(ctx, scorecard.City, "0001-01", s.month)
	if err != nil {
		return err
	}
	s.open = all[""].Numbers["submitted"].N - all[""].Numbers["closed"].N
	quarter := s.month.In(3)
	first, last := quarter.Months()
	if s.units, err = book.Cards(ctx, scorecard.Unit, first, last); err != nil {
		return err
	}
	if s.regions, err = s.turn(ctx, scorecard.Region, quarter); err != nil {
		return err
	}
	if s.kinds, err = s.turn(ctx, "kind", assessment.PeriodOf(s.month)); err != nil {
		return err
	}
	s.category, err = s.turn(ctx, "category", assessment.PeriodOf(s.month))
	return err
}

// turn reads a period and the one before it.
func (s *view) turn(ctx context.Context, axis scorecard.Axis, p assessment.Period) (turn, error) {
	first, last := p.Months()
	now, err := s.c.Book.Cards(ctx, axis, first, last)
	if err != nil {
		return turn{}, err
	}
	first, last = p.Plus(-1).Months()
	before, err := s.c.Book.Cards(ctx, axis, first, last)
	return turn{now, before}, err
}

// titleOf is what a matter is called in a list.
func (s view) titleOf(x matter.Line) string {
	if x.Title != "" {
		return x.Title
	}
	if def, err := s.c.Engine.Definition(x.Matter); err == nil {
		return def.Title.In(s.Lang)
	}
	return x.Number
}

// holder is the unit that owes the next act.
func (s view) holder(x matter.Line) string {
	u, ok := s.c.Org.Now().Unit(org.UnitID(x.Holder.Unit))
	if !ok {
		return ""
	}
	return u.Name.In(s.Lang)
}
