// Package scoreboard is the face of assessment: the scorecards of units, districts and
// persons by month, quarter and year, the matters behind each number, and the measures in
// words. It decides nothing; who appeals against a number opens a matter.
//
// Units and districts are seen by all staff; persons by themselves, by whoever heads
// their unit and by whoever oversees the city, in the order of their names and without a score.
package scoreboard

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/assessment"
	"shuniu/kernel/assessment/scorecard"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
)

// Path is where the scoreboard begins.
const Path = "/desk/assessment"

const (
	listPath  = Path + "/matters"
	rulesPath = Path + "/measures"

	byParam     = "by"
	periodParam = "period"

	headPost = "head" // of a unit: sees the numbers of its people
)

// Sources are what the scoreboard reads, and the desk's page around it.
type Sources struct {
	Book  *scorecard.Book
	Frame func(r *http.Request, v *door.Visitor, title lang.Text, here string) (page.Page, error)
}

type board struct {
	*door.Door
	Sources
}

// Register adds the scoreboard's routes to the door.
func Register(d *door.Door, s Sources) {
	b := &board{d, s}
	d.Handle("GET "+Path, door.Staff, b.cards)
	d.Handle("GET "+Path+".csv", door.Staff, b.csv)
	d.Handle("GET "+Path+".xlsx", door.Staff, b.xlsx)
	d.Handle("GET "+listPath, door.Staff, b.list)
	d.Handle("GET "+rulesPath, door.Staff, b.rules)
}

// axes are those a scorecard is of.
var axes = []scorecard.Axis{scorecard.Unit, scorecard.Region, scorecard.Person}

// sheet is the scorecards of a period.
type sheet struct {
	*door.Visitor
	dir      *org.Directory
	measures scorecard.Measures
	axis     scorecard.Axis
	period   assessment.Period
	now      assessment.Month
	city     scorecard.Card
	rows     []row
	today    calendar.Date
}

// row is one scorecard with what the page calls it.
type row struct {
	scorecard.Card
	id     string // by which the axis knows it
	name   lang.Text
	score  int64 // in tenths of a point
	scored bool
}

// asked reads from the address what is asked for.
func (b *board) asked(r *http.Request, v *door.Visitor) (sheet, error) {
	s := sheet{Visitor: v, dir: b.Org.Now(), measures: b.Book.Measures(), axis: scorecard.Unit, now: assessment.MonthOf(b.Now().In(b.Zone))}
	s.today = calendar.DateOf(b.Now().In(b.Zone))
	s.period = assessment.PeriodOf(s.now)
	if typed := r.URL.Query().Get(periodParam); typed != "" {
		var err error
		if s.period, err = assessment.ParsePeriod(typed); err != nil {
			return s, err
		}
	}
	if by := scorecard.Axis(r.URL.Query().Get(byParam)); by != "" {
		if !slices.Contains(axes, by) {
			return s, fault.Of(fault.NotFound, "no such axis")
		}
		s.axis = by
	}
	return s, nil
}

// read is what is asked for, with its numbers.
func (b *board) read(r *http.Request, v *door.Visitor) (sheet, error) {
	s, err := b.asked(r, v)
	if err != nil {
		return s, err
	}
	from, to := s.period.Months()
	city, err := b.Book.Cards(r.Context(), scorecard.City, from, to)
	if err != nil {
		return s, err
	}
	s.city = city[""]
	cards, err := b.Book.Cards(r.Context(), s.axis, from, to)
	if err != nil {
		return s, err
	}
	for _, c := range cards {
		if one, ok := s.row(c); ok {
			s.rows = append(s.rows, one)
		}
	}
	s.order()
	return s, nil
}

// row names a card; false for one that is not shown to the visitor.
func (s sheet) row(c scorecard.Card) (row, bool) {
	out := row{Card: c, id: c.Who, name: lang.Same(c.Who)}
	switch s.axis {
	case scorecard.Region:
		r, ok := s.dir.Region(org.RegionCode(c.Who))
		switch {
		case ok && r.Code.Level() == org.City: // a matter of the whole city, or of no known place
			out.name = page.Word("scoreboard.no-district").Text()
		case ok:
			out.name = r.Name
		}
	case scorecard.Person:
		id, _ := strconv.ParseInt(c.Who, 10, 64)
		p, ok := s.dir.Person(org.PersonID(id))
		if !ok || !s.over(p.ID) {
			return row{}, false
		}
		out.name = p.Name
		return out, true
	default:
		id, _ := strconv.ParseInt(c.Who, 10, 64)
		if u, ok := s.dir.Unit(org.UnitID(id)); ok {
			out.name = u.Name
		}
	}
	out.score, out.scored = c.Score(s.measures)
	return out, true
}

// order puts scores in their order and what has none behind them by name: of few nothing
// is said, and persons are in no order but that of their names.
func (s sheet) order() {
	slices.SortFunc(s.rows, func(a, b row) int {
		if a.scored != b.scored {
			if a.scored {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(a.name.Zh, b.name.Zh), strings.Compare(a.id, b.id))
	})
}

// heads tells the units whose people the visitor sees.
func heads(v *door.Visitor) []org.UnitID {
	var out []org.UnitID
	for _, st := range v.Actor.Stands {
		if st.Post == headPost {
			out = append(out, st.Unit)
		}
	}
	return out
}

// over tells whether the visitor sees a person's numbers: they oversee the city, head the
// unit of the person, or are the person.
func (s sheet) over(p org.PersonID) bool {
	return s.Actor.All || p == s.Actor.Person || slices.ContainsFunc(s.dir.PostsOf(p, s.today), func(post org.Post) bool {
		return slices.ContainsFunc(heads(s.Visitor), func(u org.UnitID) bool { return s.dir.Within(post.Unit, u) })
	})
}

func (b *board) cards(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	s, err := b.read(r, v)
	if err != nil {
		return err
	}
	pg, err := b.Frame(r, v, page.Word("scoreboard.title").Text(), Path)
	if err != nil {
		return err
	}
	return b.Show(w, pg.Desk(), s.page())
}

func (b *board) csv(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	s, err := b.read(r, v)
	if err != nil {
		return err
	}
	return door.SendTable(w, s.grid())
}

func (b *board) xlsx(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	s, err := b.read(r, v)
	if err != nil {
		return err
	}
	return door.SendWorkbook(w, page.Word("scoreboard.title").In(s.Lang), s.grid())
}

func (s sheet) href(axis scorecard.Axis, p assessment.Period, form string) string {
	return Path + form + "?" + url.Values{byParam: {string(axis)}, periodParam: {string(p)}}.Encode()
}

func (b *board) rules(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	pg, err := b.Frame(r, v, page.Word("scoreboard.rules").Text(), Path)
	if err != nil {
		return err
	}
	return b.Show(w, pg.Desk(), ruling{v, b.Book.Measures()}.page())
}
