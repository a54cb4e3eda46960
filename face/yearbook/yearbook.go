// Package yearbook is the face of the city's statistics: the newest figure of each
// indicator, and of one indicator its months, its districts and what was revised.
//
// Every figure names its source and opens to the release that it is from. It is for
// whoever oversees the whole city.
package yearbook

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/service/leaders/statistics"
)

// Path is where the statistics begin.
const Path = "/desk/statistics"

const (
	seriesPath = Path + "/series"
	matterPath = "/desk/matter/"
	openPath   = "/desk/new/" + statistics.Process

	indicatorParam = "indicator"
	placeParam     = "place"

	mostMonths = 25 // two years, and the month they are compared with
)

// Sources are what the pages read, and the desk's page around them.
type Sources struct {
	Book  *statistics.Yearbook
	Frame func(r *http.Request, v *door.Visitor, title lang.Text, here string) (page.Page, error)
}

type yearbook struct {
	*door.Door
	Sources
}

// Register adds the routes of the statistics to the door.
func Register(d *door.Door, s Sources) {
	y := &yearbook{d, s}
	d.Handle("GET "+Path, door.Staff, y.all)
	d.Handle("GET "+seriesPath, door.Staff, y.one)
}

// sees is Denied for whoever does not oversee the city.
func sees(v *door.Visitor) error {
	if !v.Actor.All {
		return fault.Of(fault.Denied, "statistics are for whoever oversees the city")
	}
	return nil
}

// list is the newest figures.
type list struct {
	*door.Visitor
	y       *yearbook
	figures []statistics.Figure
	enters  bool
}

func (y *yearbook) all(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	if err := sees(v); err != nil {
		return err
	}
	l := list{Visitor: v, y: y}
	var err error
	if l.figures, err = y.Book.Latest(r.Context(), y.Org.Now().City().Code); err != nil {
		return err
	}
	_, act, err := matter.Openable(y.Engine.Reader, v.Actor, statistics.Process)
	if err != nil {
		return err
	}
	l.enters = act != nil
	pg, err := y.Frame(r, v, page.Word("statistics.title").Text(), Path)
	if err != nil {
		return err
	}
	return y.Show(w, pg.Desk(), l.page())
}

func (l list) table() page.Table {
	t := page.Table{Caption: page.Word("statistics.caption").Text(), RowHead: true, Stacks: true, Empty: page.Empty{Why: page.Word("statistics.none").Text(), What: page.Word("statistics.none-what").Text()}, Columns: []page.Column{
		{Title: page.Word("statistics.indicator").Text()}, {Title: page.Word("statistics.month").Text()}, {Title: page.Word("statistics.value").Text(), Numeric: true},
		{Title: page.Word("statistics.change").Text(), Numeric: true}, {Title: page.Word("statistics.standing").Text()}, {Title: page.Word("statistics.source").Text()},
	}}
	for _, f := range l.figures {
		t.Rows = append(t.Rows, []page.Cell{
			{Text: f.Indicator, Href: seriesHref(f.Indicator, "")}, {Text: f.Month.Text().In(l.Lang)}, {Text: f.Value + " " + f.Measure}, {Text: f.Rise()},
			{Text: l.y.standing(f).In(l.Lang)}, {Text: f.Release.Source, Href: matterPath + f.Release.Number},
		})
	}
	return t
}

// seriesHref is the address of an indicator in a place, the whole city if empty.
func seriesHref(indicator string, place org.RegionCode) string {
	q := url.Values{indicatorParam: {indicator}}
	if place != "" {
		q.Set(placeParam, string(place))
	}
	return seriesPath + "?" + q.Encode()
}

// standing is what a figure is called, with its revision.
func (y *yearbook) standing(f statistics.Figure) lang.Text {
	text := lang.Same(f.Release.Standing)
	if def, err := y.Engine.Process(statistics.Process); err == nil {
		if o := def.Field(statistics.FieldStanding).Option(f.Release.Standing); o != nil {
			text = o.Label
		}
	}
	if f.Revision > 1 {
		r := page.Word("statistics.revised").With("n", strconv.Itoa(f.Revision-1))
		text = lang.Text{Zh: text.Zh + "，" + r.Zh, En: text.En + ", " + r.En}
	}
	return text
}

// series is an indicator in a place.
type series struct {
	*door.Visitor
	y         *yearbook
	indicator string
	place     org.Region
	months    []statistics.Figure // the newest first
	places    []statistics.Figure // of the newest month
	before    []statistics.Figure
}

func (y *yearbook) one(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	if err := sees(v); err != nil {
		return err
	}
	dir := y.Org.Now()
	s := series{Visitor: v, y: y, indicator: r.URL.Query().Get(indicatorParam)}
	var known bool
	if s.place, known = dir.Region(org.RegionCode(cmp.Or(r.URL.Query().Get(placeParam), string(dir.City().Code)))); !known {
		return fault.Of(fault.NotFound, "no such place")
	}
	ctx := r.Context()
	var err error
	if s.months, err = y.Book.Series(ctx, s.indicator, s.place.Code, mostMonths); err != nil {
		return err
	}
	if len(s.months) == 0 {
		return fault.Of(fault.NotFound, "no figures of this indicator")
	}
	if s.places, err = y.Book.Places(ctx, s.indicator, s.months[0].Month); err != nil {
		return err
	}
	if s.before, err = y.Book.Revisions(ctx, s.indicator, s.place.Code, s.months[len(s.months)-1].Month); err != nil {
		return err
	}
	pg, err := y.Frame(r, v, lang.Same(s.indicator), Path)
	if err != nil {
		return err
	}
	return y.Show(w, pg.Desk(), s.page())
}

// value is what the column of values is called.
func (s series) value() lang.Text {
	name, measure := page.Word("statistics.value").Text(), page.Word("statistics.measure").With("measure", s.months[0].Measure)
	return lang.Text{Zh: name.Zh + measure.Zh, En: name.En + measure.En}
}

func (s series) table(caption lang.Text, figures []statistics.Figure) page.Table {
	t := page.Table{Caption: caption, RowHead: true, Stacks: true, Columns: []page.Column{
		{Title: page.Word("statistics.month").Text()}, {Title: s.value(), Numeric: true}, {Title: page.Word("statistics.change").Text(), Numeric: true},
		{Title: page.Word("statistics.standing").Text()}, {Title: page.Word("statistics.source").Text()}, {Title: page.Word("statistics.released").Text()},
	}}
	for _, f := range figures {
		t.Rows = append(t.Rows, []page.Cell{
			{Text: string(f.Month)}, {Text: f.Value}, {Text: f.Rise()}, {Text: s.y.standing(f).In(s.Lang)},
			{Text: f.Release.Source, Href: matterPath + f.Release.Number}, {Text: f.Release.On.String()},
		})
	}
	return t
}

// trend is the months, the oldest first, as they are drawn.
func (s series) trend() page.Table {
	figures := make([]statistics.Figure, 0, len(s.months))
	for i := range s.months {
		figures = append(figures, s.months[len(s.months)-1-i])
	}
	return s.table(page.Word("statistics.trend-caption").With("place", s.place.Name.In(s.Lang), "indicator", s.indicator), figures)
}

func (s series) revised() page.Table {
	return s.table(page.Word("statistics.revisions-caption").Text(), s.before)
}

// tile is a district of the grid. Part is its value in hundredths of the greatest.
type tile struct {
	name                lang.Text
	value, change, href string
	part                int
	here                bool
}

// tiles are the districts in the order of their codes, as in the cockpit.
func (s series) tiles() []tile {
	var out []tile
	most := 0.0
	values := map[string]float64{}
	for _, f := range s.places {
		if n, err := strconv.ParseFloat(f.Value, 64); err == nil && f.Region != s.y.Org.Now().City().Code {
			values[string(f.Region)] = n
			most = max(most, n)
		}
	}
	for _, f := range s.places {
		r, known := s.y.Org.Now().Region(f.Region)
		n, told := values[string(f.Region)]
		if !known || !told {
			continue
		}
		t := tile{name: r.Name, value: f.Value + " " + f.Measure, change: f.Rise(), href: seriesHref(f.Indicator, r.Code), here: r.Code == s.place.Code}
		if most > 0 && n > 0 {
			t.part = int(100 * n / most)
		}
		out = append(out, t)
	}
	return out
}
