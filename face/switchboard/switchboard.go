// Package switchboard is the face of the connectors to other systems, for those who
// supervise the whole city: how things are with each, what waits or was refused and
// why, and what the daily comparison of both sides' lists found.
//
// It shows numbers of matters and names of fields, and never what was told to whom.
package switchboard

import (
	"net/http"
	"net/url"
	"strconv"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/calendar"
	"shuniu/kernel/exchange"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
)

// Path is where the switchboard begins.
const Path = "/desk/exchange"

const matterPath = "/desk/matter/"

const (
	days = 31 // reports on one page

	afterParam = "after"
	dayParam   = "day"
)

// Frame is the desk's page around what the switchboard shows.
type Frame func(r *http.Request, v *door.Visitor, title lang.Text, here string) (page.Page, error)

type board struct {
	*door.Door
	keeper *exchange.Keeper
	frame  Frame
}

// Register adds the switchboard's routes to the door.
func Register(d *door.Door, k *exchange.Keeper, frame Frame) {
	b := &board{d, k, frame}
	d.Handle("GET "+Path, door.Staff, b.all)
	d.Handle("GET "+Path+"/{connector}", door.Staff, b.one)
	d.Handle("POST "+Path+"/{connector}/again", door.Staff, b.again)
	d.Handle("GET "+Path+"/{connector}/{day}", door.Staff, b.day)
}

// oversees is Denied for whoever does not supervise the whole city.
func oversees(v *door.Visitor) error {
	if !v.Actor.All {
		return fault.Of(fault.Denied, "only who supervises the whole city sees what is exchanged")
	}
	return nil
}

// desk is all the connectors.
type desk struct {
	*door.Visitor
	board     *board
	standings []exchange.Standing
}

func (b *board) all(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	if err := oversees(v); err != nil {
		return err
	}
	s, err := b.keeper.Standings(r.Context())
	if err != nil {
		return err
	}
	pg, err := b.frame(r, v, page.Word("switchboard.title").Text(), Path)
	if err != nil {
		return err
	}
	return b.Show(w, pg.Desk(), desk{v, b, s}.page())
}

func (d desk) table() page.Table {
	t := page.Table{Caption: page.Word("switchboard.connectors").Text(), RowHead: true, Stacks: true, Columns: []page.Column{
		{Title: page.Word("switchboard.system").Text()}, {Title: page.Word("switchboard.basis").Text()},
		{Title: page.Word("switchboard.last").Text()}, {Title: page.Word("switchboard.waiting").Text(), Numeric: true},
		{Title: page.Word("switchboard.oldest").Text()}, {Title: page.Word("switchboard.refused").Text(), Numeric: true},
	}}
	for _, s := range d.standings {
		t.Rows = append(t.Rows, []page.Cell{
			{Text: s.Connector.Name.In(d.Lang), Href: Path + "/" + s.Connector.Code}, {Text: s.Connector.Basis}, {Text: d.board.told(s.Last, d.Visitor)},
			{Text: count(s.Waiting)}, {Text: d.board.told(s.Oldest, d.Visitor)}, {Text: count(s.Refused)},
		})
	}
	return t
}

// count is a number, and no more than that it is great where counting ends.
func count(n int) string {
	if n == exchange.Many {
		return strconv.Itoa(n) + "+"
	}
	return strconv.Itoa(n)
}

// told is a moment of the ledger in words, or that there is none.
func (b *board) told(at int64, v *door.Visitor) string {
	if at == 0 {
		return "—"
	}
	return page.Moment(docket.Watch{Door: b.Door}.Moment(at)).In(v.Lang)
}

// line is one connector: what was refused or waits, and the reports.
type line struct {
	*door.Visitor
	board     *board
	connector *exchange.Connector
	refused   []entry
	waiting   []entry
	next      string
	reports   []exchange.Report
}

// entry is a message with the number of its matter.
type entry struct {
	exchange.Message
	number string
}

func (b *board) one(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	l, err := b.line(r, v)
	if err != nil {
		return err
	}
	pg, err := b.frame(r, v, l.connector.Name, Path)
	if err != nil {
		return err
	}
	return b.Show(w, pg.Desk(), l.page())
}

func (b *board) line(r *http.Request, v *door.Visitor) (*line, error) {
	if err := oversees(v); err != nil {
		return nil, err
	}
	c, err := b.keeper.Connector(r.PathValue("connector"))
	if err != nil {
		return nil, err
	}
	l := &line{Visitor: v, board: b, connector: c}
	after, err := strconv.ParseInt("0"+r.URL.Query().Get(afterParam), 10, 64)
	if err != nil {
		return nil, fault.Of(fault.NotFound, "no such page")
	}
	if l.refused, err = b.entries(r, c, exchange.Refused, after); err != nil {
		return nil, err
	}
	if len(l.refused) == exchange.PageSize {
		l.next = Path + "/" + c.Code + "?" + url.Values{afterParam: {strconv.FormatInt(l.refused[exchange.PageSize-1].Position, 10)}}.Encode()
	}
	if l.waiting, err = b.entries(r, c, exchange.Waiting, 0); err != nil {
		return nil, err
	}
	l.reports, err = b.keeper.Reports(r.Context(), c.Code, calendar.DateOf(b.Now().In(b.Zone)), days)
	return l, err
}

func (b *board) entries(r *http.Request, c *exchange.Connector, s exchange.Status, after int64) ([]entry, error) {
	messages, err := b.keeper.Messages(r.Context(), c.Code, s, after)
	if err != nil {
		return nil, err
	}
	var out []entry
	for _, m := range messages {
		number, err := matter.NumberOf(r.Context(), b.Engine.Reader, m.Matter)
		if err != nil {
			return nil, err
		}
		out = append(out, entry{m, number})
	}
	return out, nil
}

// again sends a refused message once more.
func (b *board) again(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	if err := oversees(v); err != nil {
		return err
	}
	if err := door.Form(r); err != nil {
		return err
	}
	c, err := b.keeper.Connector(r.PathValue("connector"))
	if err != nil {
		return err
	}
	position, err := strconv.ParseInt(r.PostForm.Get("position"), 10, 64)
	if err != nil {
		return fault.Of(fault.NotFound, "no such message")
	}
	if err := b.keeper.Again(r.Context(), c.Code, position, r.PostForm.Get("kind")); err != nil && !fault.Is(err, fault.Conflict) {
		return err // in conflict somebody was quicker, which the page shows
	}
	http.Redirect(w, r, Path+"/"+c.Code, http.StatusSeeOther) //nolint:gosec // the path of a connector that was found
	return nil
}

func (l *line) kind(m exchange.Message) string {
	if k := l.connector.Kind(m.Kind); k != nil {
		return k.Title.In(l.Lang)
	}
	return m.Kind
}

func (l *line) table(caption page.Word, entries []entry, again bool) page.Table {
	t := page.Table{Caption: caption.Text(), RowHead: true, Stacks: true, Columns: []page.Column{
		{Title: page.Word("switchboard.matter").Text()}, {Title: page.Word("switchboard.message").Text()}, {Title: page.Word("switchboard.occurred").Text()},
		{Title: page.Word("switchboard.tries").Text(), Numeric: true}, {Title: page.Word("switchboard.why").Text()},
	}}
	if again {
		t.Columns = append(t.Columns, page.Column{Title: page.Word("switchboard.again").Text()})
	}
	for _, e := range entries {
		row := []page.Cell{
			{Text: e.number, Href: matterPath + e.number}, {Text: l.kind(e.Message)}, {Text: l.board.told(e.Occurred, l.Visitor)}, {Text: strconv.Itoa(e.Tries)}, {Text: e.Reason.In(l.Lang)},
		}
		if again {
			row = append(row, page.Cell{Part: l.button(e)})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (l *line) days() page.Table {
	t := page.Table{Caption: page.Word("switchboard.reports").Text(), RowHead: true, Stacks: true, Empty: page.Empty{Why: page.Word("switchboard.reports-none").Text()}, Columns: []page.Column{
		{Title: page.Word("switchboard.day").Text()}, {Title: page.Word("switchboard.compared").Text()}, {Title: page.Word("switchboard.delivered").Text(), Numeric: true},
		{Title: page.Word("switchboard.refused").Text(), Numeric: true}, {Title: page.Word("switchboard.waiting").Text(), Numeric: true}, {Title: page.Word("switchboard.differences").Text(), Numeric: true},
	}}
	for _, r := range l.reports {
		compared, found := page.Word("switchboard.not-compared"), "—"
		if r.Compared {
			compared, found = page.Word("switchboard.was-compared"), strconv.Itoa(r.Differences)
		}
		t.Rows = append(t.Rows, []page.Cell{
			{Text: r.Day.String(), Href: Path + "/" + l.connector.Code + "/" + r.Day.String()}, {Text: compared.In(l.Lang)}, {Text: strconv.Itoa(r.Delivered)},
			{Text: strconv.Itoa(r.Refused)}, {Text: count(r.Waiting)}, {Text: found},
		})
	}
	return t
}
