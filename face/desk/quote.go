package desk

import (
	"net/http"
	"slices"
	"strings"

	"shuniu/face/page"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/number"
	"shuniu/kernel/process"
	"shuniu/service/people/knowledge"
	"shuniu/service/people/request"
)

const (
	quoteField  = "quote" // the number of an entry; quoteAnswer and the id of a publication; or quoteShow
	quoteAnswer = "answer."
	quoteShow   = "show" // nothing is quoted yet
	seekField   = "seek" // words to find entries by
	quotedIn    = "knowledge"

	mostOffered = 3
)

// offers are what may be quoted into a reply: entries of the knowledge base that are
// in force today, and answers that were published.
type offers struct {
	form    string // id of the form that they are quoted into
	seek    string
	entries []knowledge.Entry
	answers []request.Publication
	quoted  []string // numbers quoted already
}

// quotes reports whether an act asks what was quoted.
func quotes(act *process.Act) bool { return slices.Contains(act.Asks, quotedIn) }

// into is the field that what is quoted is written into.
func (d doing) into() *process.Field {
	for _, name := range d.act.Needs {
		if f := d.Definition.Field(name); f.Type == process.FieldProse {
			return f
		}
	}
	return nil
}

// offer finds what is like the matter, or has the words sought.
func (d *doing) offer(r *http.Request) error {
	if !quotes(d.act) || d.into() == nil || d.desk.Knowledge == nil || d.desk.Published == nil {
		return nil
	}
	d.offers = &offers{form: "act", seek: strings.TrimSpace(d.typed.Get(seekField)), quoted: strings.Fields(d.typed.Get(quotedIn))}
	title, body := d.Values["title"].Text, d.Values["body"].Text
	var err error
	if d.offers.seek != "" {
		var found *knowledge.Page
		if found, err = d.desk.Knowledge.List(r.Context(), knowledge.Filter{Words: d.offers.seek, Limit: mostOffered}); err != nil {
			return err
		}
		d.offers.entries = found.Items
	} else if d.offers.entries, err = d.desk.Knowledge.Similar(r.Context(), title+"\n"+body, mostOffered); err != nil {
		return err
	}
	d.offers.answers, err = d.desk.Published.Similar(r.Context(), title, body, mostOffered)
	return err
}

// quote writes what was chosen below what is typed. An entry that is no longer in
// force, or was none, is Invalid.
func (d *doing) quote(r *http.Request, what string) error {
	into := d.into()
	if what == quoteShow || into == nil {
		return nil
	}
	var text string
	if id, published := strings.CutPrefix(what, quoteAnswer); published {
		p, err := d.desk.Published.One(r.Context(), request.PublicID(id))
		if err != nil {
			return err
		}
		text = p.Answer
	} else {
		no, _ := number.Clean(what)
		e, err := d.desk.Knowledge.One(r.Context(), no)
		if fault.Is(err, fault.NotFound) {
			return fault.New(fault.Invalid, page.Word("desk.quote-gone").Text(), "entry not in force")
		}
		if err != nil {
			return err
		}
		text = e.Body
		if quoted := strings.Fields(d.typed.Get(quotedIn)); !slices.Contains(quoted, e.Number) {
			d.typed.Set(quotedIn, strings.Join(append(quoted, e.Number), " "))
		}
	}
	draft := strings.TrimRight(d.typed.Get(into.Name), " \n")
	if draft != "" {
		draft += "\n\n"
	}
	d.typed.Set(into.Name, draft+text)
	return nil
}

// excerpt is the beginning of a text in one line.
func excerpt(text string) string {
	const most = 60
	r := []rune(strings.Join(strings.Fields(text), " "))
	if len(r) <= most {
		return string(r)
	}
	return string(r[:most]) + "…"
}

func (o *offers) has(number string) bool { return slices.Contains(o.quoted, number) }

// standing says of an entry what to weigh before quoting it.
func (d doing) standing(e knowledge.Entry) lang.Text {
	return page.Word("desk.quote-entry").Fill(page.Texts{
		"unit": unitName(d.dir, e.Unit), "expires": page.Date(e.ExpiresOn), "uses": page.Word("desk.quote-uses").Count(e.Uses),
	})
}

func (d doing) answered(p request.Publication) lang.Text {
	return page.Word("desk.quote-answer").Fill(page.Texts{"unit": unitName(d.dir, p.Unit), "day": page.Date(p.Answered)})
}
