package switchboard

import (
	"net/http"
	"strings"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/calendar"
	"shuniu/kernel/exchange"
	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
)

// sheet is what the comparison of one day found.
type sheet struct {
	*line
	day   calendar.Date
	found []difference
}

type difference struct {
	exchange.Difference
	number string
}

func (b *board) day(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	if err := oversees(v); err != nil {
		return err
	}
	c, err := b.keeper.Connector(r.PathValue("connector"))
	if err != nil {
		return err
	}
	s := sheet{line: &line{Visitor: v, board: b, connector: c}}
	if s.day, err = calendar.ParseDate(r.PathValue("day")); err != nil {
		return fault.Of(fault.NotFound, "no such day")
	}
	found, err := b.keeper.Differences(r.Context(), c.Code, s.day)
	if err != nil {
		return err
	}
	for _, d := range found {
		one := difference{Difference: d}
		if d.Matter != 0 {
			if one.number, err = matter.NumberOf(r.Context(), b.Engine.Reader, d.Matter); err != nil {
				return err
			}
		}
		s.found = append(s.found, one)
	}
	pg, err := b.frame(r, v, c.Name, Path)
	if err != nil {
		return err
	}
	return b.Show(w, pg.Desk(), s.page())
}

func (s sheet) table() page.Table {
	t := page.Table{Caption: page.Word("switchboard.differences").Text(), Stacks: true, Empty: page.Empty{Why: page.Word("switchboard.differences-none").Text()}, Columns: []page.Column{
		{Title: page.Word("switchboard.what").Text()}, {Title: page.Word("switchboard.matter").Text()}, {Title: page.Word("switchboard.message").Text()},
		{Title: page.Word("switchboard.key").Text()}, {Title: page.Word("switchboard.fields").Text()},
	}}
	for _, d := range s.found {
		matterCell := page.Cell{Text: "—"}
		if d.number != "" {
			matterCell = page.Cell{Text: d.number, Href: matterPath + d.number}
		}
		t.Rows = append(t.Rows, []page.Cell{
			{Text: what(d.What).In(s.Lang)}, matterCell, {Text: s.kind(exchange.Message{Kind: d.Kind})}, {Text: d.Key}, {Text: strings.Join(d.Fields, "、")},
		})
	}
	return t
}

func what(found string) page.Word {
	switch found {
	case exchange.Missing:
		return page.Word("switchboard.what-missing")
	case exchange.Unknown:
		return page.Word("switchboard.what-unknown")
	}
	return page.Word("switchboard.what-differing")
}
