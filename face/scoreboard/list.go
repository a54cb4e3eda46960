package scoreboard

import (
	"net/http"
	"net/url"
	"strconv"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/assessment/scorecard"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
)

const (
	whoParam     = "who"
	measureParam = "measure"
	whichParam   = "which"
	afterParam   = "after"
	sinceParam   = "since"

	matterPath = "/desk/matter/"
	appealPath = "/desk/new/" + scorecard.Appeal
)

// behind is the matters behind one number.
type behind struct {
	sheet
	board   *board
	measure *scorecard.Measure
	who     row
	which   scorecard.Which
	since   calendar.Date // instead of the period; of the city alone
	lines   []matter.Line
	hidden  int // matters of the page that the visitor may not see
	next    string
	appeals bool // whether the visitor's unit may appeal against it
}

func (b *board) list(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	s, err := b.asked(r, v)
	if err != nil {
		return err
	}
	l := behind{sheet: s, board: b, measure: s.measures.One(r.URL.Query().Get(measureParam)), which: scorecard.Which(r.URL.Query().Get(whichParam))}
	if l.measure == nil {
		return fault.Of(fault.NotFound, "no such measure")
	}
	if typed := r.URL.Query().Get(sinceParam); typed != "" {
		if l.since, err = calendar.ParseDate(typed); err != nil {
			return fault.Wrap(fault.NotFound, err, "since")
		}
	}
	if err := l.name(r); err != nil {
		return err
	}
	if err := l.fill(r); err != nil {
		return err
	}
	table, err := l.table()
	if err != nil {
		return err
	}
	pg, err := b.Frame(r, v, l.measure.Title, Path)
	if err != nil {
		return err
	}
	return b.Show(w, pg.Desk(), l.page(table))
}

// name finds whose number it is; persons are found by those alone who see them. Without
// a name it is the city's.
func (l *behind) name(r *http.Request) error {
	who := r.URL.Query().Get(whoParam)
	if !l.since.IsZero() {
		who = ""
	}
	axis := l.axis
	if who == "" {
		axis = scorecard.City
	}
	from, to := l.period.Months()
	cards, err := l.board.Book.Cards(r.Context(), axis, from, to)
	if err != nil {
		return err
	}
	card, there := cards[who]
	if !there {
		card = scorecard.Card{Who: who}
	}
	if who == "" {
		l.axis, l.who = scorecard.City, row{Card: card, name: page.Word("scoreboard.city").Text()}
		return nil
	}
	one, ok := l.row(card)
	if !ok || !l.known(who) {
		return fault.Of(fault.NotFound, "nobody of that name")
	}
	l.who = one
	return nil
}

// known tells whether the address names a unit, a district or a person there is.
func (l *behind) known(who string) bool {
	if l.axis == scorecard.Region {
		_, ok := l.dir.Region(org.RegionCode(who))
		return ok
	}
	id, err := strconv.ParseInt(who, 10, 64)
	if err != nil {
		return false
	}
	if l.axis == scorecard.Unit {
		_, ok := l.dir.Unit(org.UnitID(id))
		l.appeals = l.own(org.UnitID(id))
		return ok
	}
	return true // a person, who was found
}

// own tells whether the visitor heads the unit.
func (l *behind) own(unit org.UnitID) bool {
	for _, u := range heads(l.Visitor) {
		if u == unit {
			return true
		}
	}
	return false
}

// fill reads the page of matters; of those that the visitor may not see it counts how
// many there are.
func (l *behind) fill(r *http.Request) error {
	from, to := l.period.Months()
	ask := scorecard.List{Measure: l.measure.Name, Axis: l.axis, From: from, To: to, Which: l.which, Since: l.since, After: r.URL.Query().Get(afterParam)}
	ask.Who, _ = strconv.ParseInt(l.who.id, 10, 64)
	ask.Region = l.who.id
	counted, err := l.board.Book.List(r.Context(), ask)
	if err != nil {
		return err
	}
	if l.lines, err = l.board.Engine.Among(r.Context(), l.Actor, counted.Matters, matter.Query{}); err != nil {
		return err
	}
	l.hidden = len(counted.Matters) - len(l.lines)
	if counted.Next != "" {
		l.next = l.address(l.which, counted.Next)
	}
	return nil
}

// span says of when the number is.
func (l behind) span() lang.Text {
	switch {
	case l.since.IsZero():
		return l.period.Text()
	case l.since == l.today:
		return page.Word("scoreboard.today").Text()
	}
	return page.Word("scoreboard.since-day").Fill(page.Texts{"date": page.Date(l.since)})
}

// words are the title of a matter and what its state is called.
func (l behind) words(x matter.Line) (title, state string, err error) {
	def, err := l.board.Engine.Definition(x.Matter)
	if err != nil {
		return "", "", err
	}
	if title = x.Title; title == "" {
		title = def.Title.In(l.Lang)
	}
	if st := def.State(x.State); st != nil {
		state = st.Title.In(l.Lang)
	}
	return title, state, nil
}

func (l behind) address(which scorecard.Which, after string) string {
	q := url.Values{byParam: {string(l.axis)}, periodParam: {string(l.period)}, whoParam: {l.who.id}, measureParam: {l.measure.Name}}
	if l.axis == scorecard.City {
		q.Del(byParam)
	}
	if !l.since.IsZero() {
		q = url.Values{sinceParam: {l.since.String()}, measureParam: {l.measure.Name}}
	}
	if which != scorecard.All {
		q.Set(whichParam, string(which))
	}
	if after != "" {
		q.Set(afterParam, after)
	}
	return listPath + "?" + q.Encode()
}

// tabs lead to those that count as good, those that do not, and those taken out.
func (l behind) tabs() page.Tabs {
	t := page.Tabs{Label: page.Word("scoreboard.which").Text()}
	add := func(which scorecard.Which, text lang.Text) {
		t.Items = append(t.Items, page.NavItem{Href: l.address(which, ""), Text: text, Current: which == l.which})
	}
	add(scorecard.All, page.Word("scoreboard.all").Text())
	switch {
	case l.measure.Kind == scorecard.Share && l.measure.Low:
		add(scorecard.Good, page.Word("scoreboard.happened").Text())
		add(scorecard.Other, page.Word("scoreboard.spared").Text())
	case l.measure.Kind == scorecard.Share:
		add(scorecard.Good, page.Word("scoreboard.good").Text())
		add(scorecard.Other, page.Word("scoreboard.other").Text())
	}
	add(scorecard.Dropped, page.Word("scoreboard.taken-out").Text())
	return t
}

func (l behind) table() (page.Table, error) {
	t := page.Table{Caption: page.Word("scoreboard.matters").Text(), RowHead: true, Stacks: true, Empty: page.Empty{Why: page.Word("scoreboard.matters-none").Text()}, Columns: []page.Column{
		{Title: page.Word("scoreboard.number").Text()}, {Title: page.Word("scoreboard.matter").Text()}, {Title: page.Word("scoreboard.state").Text()},
	}}
	if l.appeals {
		t.Columns = append(t.Columns, page.Column{Title: page.Word("scoreboard.appeal").Text()})
	}
	for _, x := range l.lines {
		title, state, err := l.words(x)
		if err != nil {
			return t, err
		}
		row := []page.Cell{{Text: x.Number, Href: matterPath + x.Number}, {Text: title}, {Text: state}}
		if l.appeals {
			row = append(row, page.Cell{Text: page.Word("scoreboard.appeal-this").With("number", x.Number).In(l.Lang), Href: appealPath + "?" + url.Values{"about": {x.Number}, "measure": {l.measure.Name}}.Encode()})
		}
		t.Rows = append(t.Rows, row)
	}
	return t, nil
}
