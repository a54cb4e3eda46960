// Package watchtower is the face of electronic supervision: the rules, as whoever is
// supervised may read them, and, for those who oversee the whole city, how many cards
// each has given, what became of them, and the cards themselves.
//
// A card is a matter and is answered, confirmed or lifted on its own page; nothing is
// decided here.
package watchtower

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/assessment"
	"shuniu/kernel/fault"
	"shuniu/kernel/fold"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
	"shuniu/kernel/supervision"
)

// Path is where the watchtower begins.
const Path = "/desk/supervision"

const (
	matterPath = "/desk/matter/"
	fromParam  = "from"
	months     = 12 // that are counted together
)

// Sources are what the watchtower reads, and the desk's page around it.
type Sources struct {
	Rules supervision.Rules
	Cards *supervision.Cards
	Frame func(r *http.Request, v *door.Visitor, title lang.Text, here string) (page.Page, error)
}

type tower struct {
	*door.Door
	Sources
}

// Register adds the watchtower's routes to the door.
func Register(d *door.Door, s Sources) {
	t := &tower{d, s}
	d.Handle("GET "+Path, door.Staff, t.all)
	d.Handle("GET "+Path+"/{rule}", door.Staff, t.one)
}

// view is the list of the rules.
type view struct {
	*door.Visitor
	rules   supervision.Rules
	tallies map[string]supervision.Tally // nil for whoever does not oversee the city
}

func (t *tower) all(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	shown := view{Visitor: v, rules: t.Rules}
	if v.Actor.All {
		now := assessment.MonthOf(t.Now().In(t.Zone))
		var err error
		if shown.tallies, err = t.Cards.ByRule(r.Context(), now.Plus(1-months), now); err != nil {
			return err
		}
	}
	pg, err := t.Frame(r, v, page.Word("watchtower.title").Text(), Path)
	if err != nil {
		return err
	}
	return t.Show(w, pg.Desk(), shown.page())
}

func (s view) table() page.Table {
	t := page.Table{Caption: page.Word("watchtower.rules").Text(), RowHead: true, Stacks: true, Columns: []page.Column{
		{Title: page.Word("watchtower.rule").Text()}, {Title: page.Word("watchtower.severity").Text()}, {Title: page.Word("watchtower.score").Text(), Numeric: true},
	}}
	if s.tallies != nil {
		t.Columns = append(t.Columns,
			page.Column{Title: page.Word("watchtower.given").Text(), Numeric: true}, page.Column{Title: page.Word("watchtower.open").Text(), Numeric: true},
			page.Column{Title: page.Word("watchtower.effective").Text(), Numeric: true}, page.Column{Title: page.Word("watchtower.lifted").Text(), Numeric: true},
			page.Column{Title: page.Word("watchtower.share").Text(), Numeric: true})
	}
	for _, r := range s.rules {
		row := []page.Cell{{Text: r.Title.In(s.Lang), Href: Path + "/" + r.Name}, {Text: severity(r.Severity).In(s.Lang)}, {Text: strconv.Itoa(r.Score)}}
		if s.tallies != nil {
			n := s.tallies[r.Name]
			row = append(row, page.Cells(strconv.Itoa(n.Given()), strconv.Itoa(n.Open), strconv.Itoa(n.Effective), strconv.Itoa(n.Lifted), share(n))...)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// few is how many decided cards it takes before a share of them says anything.
const few = 10

// share is how many of the decided cards were lifted: the rule's false alarms.
func share(t supervision.Tally) string {
	if t.Decided() < few {
		return "—"
	}
	return fmt.Sprintf("%d%%", (t.Lifted*100+t.Decided()/2)/t.Decided())
}

func severity(s supervision.Severity) page.Word {
	switch s {
	case supervision.Yellow:
		return page.Word("watchtower.yellow")
	case supervision.Red:
		return page.Word("watchtower.red")
	}
	return page.Word("watchtower.notice")
}

// sheet is one rule with its cards.
type sheet struct {
	*door.Visitor
	tower *tower
	rule  *supervision.Rule
	def   *process.Definition // of the cards
	cards []line
	next  string
}

type line struct {
	supervision.CardLine
	number string
}

func (t *tower) one(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	s := sheet{Visitor: v, tower: t, rule: t.Rules.One(r.PathValue("rule"))}
	if s.rule == nil {
		return fault.Of(fault.NotFound, "no such rule")
	}
	var err error
	if s.def, err = t.Engine.Process(supervision.Process); err != nil {
		return err
	}
	if err := s.fill(r); err != nil {
		return err
	}
	pg, err := t.Frame(r, v, s.rule.Title, Path)
	if err != nil {
		return err
	}
	return t.Show(w, pg.Desk(), s.page())
}

// fill reads the cards, for those who oversee the city.
func (s *sheet) fill(r *http.Request) error {
	if !s.Actor.All {
		return nil
	}
	from, err := strconv.ParseInt("0"+r.URL.Query().Get(fromParam), 10, 64)
	if err != nil {
		return fault.Of(fault.NotFound, "no such page")
	}
	cards, err := s.tower.Cards.Of(r.Context(), s.rule.Name, fold.ID(from))
	if err != nil {
		return err
	}
	for _, c := range cards {
		number, err := matter.NumberOf(r.Context(), s.tower.Engine.Reader, c.ID)
		if err != nil {
			return err
		}
		s.cards = append(s.cards, line{c, number})
	}
	if n := len(cards); n == supervision.PageSize {
		s.next = Path + "/" + s.rule.Name + "?" + url.Values{fromParam: {strconv.FormatInt(int64(cards[n-1].ID), 10)}}.Encode()
	}
	return nil
}

func (s sheet) facts() page.Summary {
	r := s.rule
	facts := []page.Fact{
		{Key: page.Word("watchtower.found").Text(), Value: r.Found.In(s.Lang)},
		{Key: page.Word("watchtower.severity").Text(), Value: severity(r.Severity).In(s.Lang)},
		{Key: page.Word("watchtower.score").Text(), Value: strconv.Itoa(r.Score)},
		{Key: page.Word("watchtower.basis").Text(), Value: s.basis()},
		{Key: page.Word("watchtower.since").Text(), Value: r.Since.String()},
		{Key: page.Word("watchtower.acts").Text(), Value: strings.Join(r.Acts, " ")},
		{Key: page.Word("watchtower.when").Text(), Value: r.When},
	}
	if g := r.Gather; g != nil {
		facts = append(facts, page.Fact{Key: page.Word("watchtower.gather").Text(), Value: page.Word("watchtower.gathered").With("days", strconv.Itoa(g.Days), "least", strconv.Itoa(g.Least), "by", g.By).In(s.Lang)})
	}
	return page.Summary{Facts: append(facts, page.Fact{Key: page.Word("watchtower.version").Text(), Value: r.Version()})}
}

func (s sheet) basis() string {
	if s.rule.Basis == "local" {
		return page.Word("watchtower.local").In(s.Lang)
	}
	return s.rule.Basis
}

func (s sheet) table() page.Table {
	t := page.Table{Caption: page.Word("watchtower.cards").Text(), RowHead: true, Stacks: true, Empty: page.Empty{Why: page.Word("watchtower.cards-none").Text()}, Columns: []page.Column{
		{Title: page.Word("watchtower.card").Text()}, {Title: page.Word("watchtower.about").Text()}, {Title: page.Word("watchtower.unit").Text()},
		{Title: page.Word("watchtower.at").Text()}, {Title: page.Word("watchtower.state").Text()},
	}}
	dir := s.tower.Org.Now()
	for _, c := range s.cards {
		unit, state := "", c.State
		if u, ok := dir.Unit(c.Unit); ok {
			unit = u.Name.In(s.Lang)
		}
		if st := s.def.State(c.State); st != nil {
			state = st.Title.In(s.Lang)
		}
		t.Rows = append(t.Rows, []page.Cell{
			{Text: c.number, Href: matterPath + c.number}, {Text: c.About, Href: matterPath + c.About}, {Text: unit},
			{Text: page.Moment(docket.Watch{Door: s.tower.Door}.Moment(c.Given)).In(s.Lang)}, {Text: state},
		})
	}
	return t
}
