// Package hotspot is the face of the hot issues: what several people tell the city at
// once, the hottest first, for those who see all requests; and the forms by which they
// say what is one issue and what is not.
//
// What is shown is counted by machine and decides nothing. Each issue leads to its
// requests, as far as the reader may see them.
package hotspot

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/service/people/request"
)

// Path is where the hot issues begin.
const Path = "/desk/hot"

const (
	matterPath = "/desk/matter/"
	most       = 50 // issues on the page
)

// Frame is the desk's page around what is shown.
type Frame func(r *http.Request, v *door.Visitor, title lang.Text, here string) (page.Page, error)

type board struct {
	*door.Door
	spots *request.Hotspots
	frame Frame
}

// Register adds the routes of the hot issues to the door.
func Register(d *door.Door, spots *request.Hotspots, frame Frame) {
	b := &board{d, spots, frame}
	d.Handle("GET "+Path, door.Staff, b.all)
	d.Handle("GET "+Path+"/{number}", door.Staff, b.one)
	d.Handle("POST "+Path+"/{number}/split", door.Staff, b.split)
	d.Handle("POST "+Path+"/{number}/join", door.Staff, b.join)
}

// sees is Denied for whoever does not see all requests.
func (b *board) sees(v *door.Visitor) error {
	if !request.SeesRequests(b.Engine, v.Actor) {
		return fault.Of(fault.Denied, "only who sees all requests sees what is hot")
	}
	return nil
}

// list is the hottest issues as they were at a moment.
type list struct {
	*door.Visitor
	board *board
	spots []request.Hotspot
	asOf  time.Time
	told  int
}

func (b *board) all(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	if err := b.sees(v); err != nil {
		return err
	}
	l := list{Visitor: v, board: b, told: b.spots.Told()}
	l.spots, l.asOf = b.spots.Hottest(r.Context(), most)
	pg, err := b.frame(r, v, page.Word("hotspot.title").Text(), Path)
	if err != nil {
		return err
	}
	return b.Show(w, pg.Desk(), l.page())
}

// counted says what is counted, and when that was.
func (l list) counted() string {
	if l.asOf.IsZero() {
		return page.Word("hotspot.not-yet").In(l.Lang)
	}
	return page.Word("hotspot.counted").Fill(page.Texts{"n": lang.Same(strconv.Itoa(l.told)), "at": page.Moment(l.asOf.In(l.board.Zone))}).In(l.Lang)
}

func (l list) table() page.Table {
	t := page.Table{Caption: page.Word("hotspot.title").Text(), RowHead: true, Stacks: true, Empty: page.Empty{Why: page.Word("hotspot.none").Text(), What: page.Word("hotspot.none-what").Text()}, Columns: []page.Column{
		{Title: page.Word("hotspot.issue").Text()}, {Title: page.Word("hotspot.place").Text()}, {Title: page.Word("hotspot.heat").Text(), Numeric: true},
		{Title: page.Word("hotspot.people").Text(), Numeric: true}, {Title: page.Word("hotspot.messages").Text(), Numeric: true},
		{Title: page.Word("hotspot.time").Text()}, {Title: page.Word("hotspot.trend").Text()},
	}}
	for _, s := range l.spots {
		t.Rows = append(t.Rows, []page.Cell{
			{Text: s.Name, Href: Path + "/" + s.ID}, {Text: orNone(s.Place)}, {Part: l.heat(s)},
			{Text: strconv.Itoa(s.People)}, {Text: strconv.Itoa(len(s.Messages))}, {Text: l.board.span(s).In(l.Lang)}, {Part: l.board.trend(s).draw(l.Lang)},
		})
	}
	return t
}

func orNone(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

func heat(s request.Hotspot) string { return fmt.Sprintf("%.1f", s.Heat) }

// part is how hot an issue is beside the hottest, from 2 to 100.
func (l list) part(s request.Hotspot) string {
	return strconv.Itoa(max(2, int(math.Round(100*s.Heat/l.spots[0].Heat))))
}

func (b *board) day(at time.Time) calendar.Date { return calendar.DateOf(at.In(b.Zone)) }

// span is from when until when an issue was told.
func (b *board) span(s request.Hotspot) lang.Text {
	from, to := b.day(s.From), b.day(s.To)
	if from == to {
		return short(from)
	}
	return page.Word("hotspot.from-to").Fill(page.Texts{"from": short(from), "to": short(to)})
}

// short is a day of the season, in which no day comes twice.
func short(d calendar.Date) lang.Text {
	return lang.T(fmt.Sprintf("%d月%d日", int(d.Month()), d.Day()), fmt.Sprintf("%d %s", d.Day(), d.Month().String()[:3]))
}

// trend is how many requests came on each of the last days.
type trend struct {
	days []int
	last calendar.Date
}

func (b *board) trend(s request.Hotspot) trend { return trend{s.Days, s.Today} }

func (t trend) on(i int) calendar.Date { return t.last.Add(i + 1 - len(t.days)) }

// high is how high the bar of a day stands, of 20.
func (t trend) high(i int) int {
	top := 1
	for _, n := range t.days {
		top = max(top, n)
	}
	return (t.days[i]*20 + top - 1) / top
}

// words say what the bars show.
func (t trend) words() lang.Text {
	sum, top := 0, 0
	for i, n := range t.days {
		sum += n
		if n > t.days[top] {
			top = i
		}
	}
	if sum == 0 {
		return page.Word("hotspot.trend-none").Text()
	}
	return page.Word("hotspot.trend-words").Fill(page.Texts{"n": lang.Same(strconv.Itoa(sum)), "most": lang.Same(strconv.Itoa(t.days[top])), "day": short(t.on(top))})
}

func (t trend) table(tag lang.Tag) page.Table {
	out := page.Table{Caption: page.Word("hotspot.trend-figures").Text(), RowHead: true, Columns: []page.Column{{Title: page.Word("hotspot.day").Text()}, {Title: page.Word("hotspot.messages").Text(), Numeric: true}}}
	for i, n := range t.days {
		if n > 0 {
			out.Rows = append(out.Rows, page.Cells(short(t.on(i)).In(tag), strconv.Itoa(n)))
		}
	}
	return out
}

func words(all []string, tag lang.Tag) string {
	return strings.Join(all, lang.T("、", ", ").In(tag))
}
