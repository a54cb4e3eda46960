package desk

import (
	"net/http"

	"shuniu/face/page"
	"shuniu/kernel/exchange"
	"shuniu/kernel/lang"
)

// told is what other systems were told of the matter and what they answered; no rows
// where there is nothing.
func (s sight) told(r *http.Request) (page.Table, error) {
	t := page.Table{Caption: page.Word("switchboard.on-matter").Text(), RowHead: true, Stacks: true, Columns: []page.Column{
		{Title: page.Word("switchboard.message").Text()}, {Title: page.Word("switchboard.system").Text()}, {Title: page.Word("switchboard.status").Text()},
		{Title: page.Word("switchboard.answer").Text()}, {Title: page.Word("switchboard.occurred").Text()},
	}}
	if s.desk.Exchange == nil {
		return t, nil
	}
	messages, err := s.desk.Exchange.Of(r.Context(), s.View.Matter.ID)
	if err != nil {
		return t, err
	}
	for _, m := range messages {
		c, err := s.desk.Exchange.Connector(m.Connector)
		if err != nil || c.Kind(m.Kind) == nil {
			continue // of a connector that the city has no more
		}
		at := m.Occurred
		if m.Settled != 0 {
			at = m.Settled
		}
		t.Rows = append(t.Rows, page.Cells(c.Kind(m.Kind).Title.In(s.Lang), c.Name.In(s.Lang), sentStatus(m.Status).In(s.Lang), answered(c, m).In(s.Lang), page.Moment(s.desk.watch.Moment(at)).In(s.Lang)))
	}
	return t, nil
}

// answered is what the other side said, in words.
func answered(c *exchange.Connector, m exchange.Message) lang.Text {
	switch {
	case m.Status != exchange.Delivered:
		return m.Reason
	case m.Meaning != "":
		return c.Kind(m.Kind).Reply.Means[m.Meaning]
	case m.Reference != "":
		return page.Word("switchboard.reference").With("reference", m.Reference)
	}
	return lang.Text{}
}

func sentStatus(s exchange.Status) page.Word {
	switch s {
	case exchange.Waiting:
		return page.Word("switchboard.status-waiting")
	case exchange.Delivered:
		return page.Word("switchboard.status-delivered")
	case exchange.Refused:
		return page.Word("switchboard.status-refused")
	}
	return page.Word("switchboard.status-void")
}
