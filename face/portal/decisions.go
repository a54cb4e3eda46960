package portal

import (
	"encoding/xml"
	"net/http"
	"net/url"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/assessment"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
	"shuniu/service/enterprises/approval/decision"
)

const (
	decisionsPath = "/decisions"
	itemParam     = "item"
)

// granting is published decisions in one visitor's language.
type granting struct {
	*door.Visitor
	p      gazette
	def    *process.Definition
	filter decision.Filter
	unit   org.Unit
	list   *decision.Page
}

// granted reads what the address asks for and lists at most so many.
func (p gazette) granted(r *http.Request, v *door.Visitor, limit int) (granting, error) {
	g := granting{Visitor: v, p: p}
	var err error
	if g.def, err = p.Engine.Process(decision.Process); err != nil {
		return g, err
	}
	q := r.URL.Query()
	g.filter = decision.Filter{Item: q.Get(itemParam), From: q.Get(fromParam), Limit: limit}
	if code := q.Get(unitParam); code != "" {
		var ok bool
		if g.unit, ok = p.Org.Now().UnitByCode(code); !ok {
			return g, fault.Of(fault.NotFound, "no such unit")
		}
		g.filter.Unit = g.unit.ID
	}
	if typed := q.Get(monthParam); typed != "" {
		if g.filter.Month, err = assessment.ParseMonth(typed); err != nil {
			return g, err
		}
	}
	g.list, err = p.Decisions.List(r.Context(), g.filter)
	return g, err
}

func (p gazette) decisions(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	g, err := p.granted(r, v, 0)
	if err != nil {
		return err
	}
	w.Header().Set("Link", "<"+g.href("/feed", "")+`>; rel="alternate"; type="`+feedType+`"`)
	return p.Show(w, p.page(r, v, page.Word("portal.decisions-title").Text(), figuresPath).Portal(), g.page())
}

func (p gazette) decision(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	def, err := p.Engine.Process(decision.Process)
	if err != nil {
		return err
	}
	one, err := p.Decisions.One(r.Context(), decision.PublicID(r.PathValue("id")))
	if err != nil {
		return err
	}
	g := granting{Visitor: v, p: p, def: def}
	return p.Show(w, p.page(r, v, lang.Same(one.Title), figuresPath).Portal(), g.one(one))
}

// href is the address of this list, in another form or from another place.
func (g granting) href(form, from string) string {
	q := url.Values{}
	for name, value := range map[string]string{unitParam: g.unit.Code, itemParam: g.filter.Item, monthParam: string(g.filter.Month), fromParam: from} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return decisionsPath + form
	}
	return decisionsPath + form + "?" + q.Encode()
}

// filters narrow the list by unit, item and month.
func (g granting) filters() page.Filters {
	item := page.Input{Name: itemParam, Type: process.FieldCode, Label: page.Word("portal.decisions-item").Text(), Value: g.filter.Item, Autofill: "off"}
	month := page.Input{Name: monthParam, Type: process.FieldText, Label: page.Word("portal.decisions-month").Text(), Value: string(g.filter.Month), Autofill: "off"}
	unit := page.Input{Name: unitParam, Type: process.FieldUnit, Label: page.Word("portal.by-unit").Text(), Value: g.unit.Code, Unchosen: page.Word("portal.all-units").Text(), Options: unitOptions(g.p.Org.Now())}
	return page.Filters{Action: decisionsPath, Inputs: []page.Input{unit, item, month}}
}

func (g granting) unitName(d decision.Decision) string {
	unit, _ := g.p.Org.Now().Unit(d.Unit)
	return unit.Name.In(g.Lang)
}

// option is a value of one of the definition's choices in words.
func (g granting) option(field, value string) string {
	if f := g.def.Field(field); f != nil && value != "" {
		return docket.Value(nil, f, value).In(g.Lang)
	}
	return value
}

// status is what became of a decision.
func (g granting) status(d decision.Decision) string {
	if d.Status == "" {
		return page.Word("portal.decisions-stands").In(g.Lang)
	}
	return g.option("decision_status", d.Status)
}

// document is what the decision is called.
func (g granting) document(d decision.Decision) string { return g.option("outcome", d.Outcome) }

func (g granting) table() page.Table {
	t := page.Table{Caption: page.Word("portal.decisions-title").Text(), RowHead: true, Columns: []page.Column{
		{Title: page.Word("portal.decisions-party").Text()}, {Title: page.Word("portal.decisions-item").Text()},
		{Title: page.Word("portal.decisions-document").Text()}, {Title: page.Word("portal.decisions-decided").Text()}, {Title: page.Word("portal.decisions-status").Text()},
	}, Empty: page.Empty{Why: page.Word("portal.decisions-none").Text(), Href: decisionsPath, Action: page.Word("portal.decisions-all").Text()}}
	for _, d := range g.list.Items {
		t.Rows = append(t.Rows, []page.Cell{
			{Text: d.Name, Href: decisionsPath + "/" + string(d.ID)}, {Text: d.Title}, {Text: g.document(d)}, {Text: d.Decided}, {Text: g.status(d)},
		})
	}
	return t
}

// facts are a decision in full; what it does not have is left out.
func (g granting) facts(d decision.Decision) []page.Fact {
	var facts []page.Fact
	for _, f := range []struct {
		word  page.Word
		value string
	}{
		{page.Word("portal.decisions-party"), d.Name}, {page.Word("portal.decisions-code"), d.Code}, {page.Word("portal.decisions-document"), g.document(d)}, {page.Word("portal.decisions-number"), d.Number},
		{page.Word("portal.decisions-class"), g.option("licence_class", d.Class)}, {page.Word("portal.decisions-paper"), d.Paper}, {page.Word("portal.decisions-serial"), d.Serial},
		{page.Word("portal.decisions-content"), d.Content}, {page.Word("portal.decisions-decided"), d.Decided}, {page.Word("portal.decisions-from"), d.ValidFrom}, {page.Word("portal.decisions-until"), d.ValidUntil},
		{page.Word("portal.decisions-body"), g.unitName(d)}, {page.Word("portal.decisions-status"), g.status(d)}, {page.Word("portal.decisions-published"), d.Published.String()},
	} {
		if f.value != "" {
			facts = append(facts, page.Fact{Key: f.word.Text(), Value: f.value})
		}
	}
	return facts
}

// decisionsFeed sends the latest decisions as an Atom feed (RFC 4287).
func (p gazette) decisionsFeed(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	g, err := p.granted(r, v, mostFed)
	if err != nil {
		return err
	}
	root := door.Public(p.Door, r)
	f := feed{
		Lang: string(v.Lang), ID: "urn:shuniu:decisions:" + p.Engine.Log.City() + ":" + g.unit.Code + ":" + g.filter.Item,
		Title: p.City.In(v.Lang) + " · " + page.Word("portal.decisions-title").In(v.Lang), Updated: midnight(calendar.DateOf(p.watch.Now()), p.Zone),
		Links: []feedLink{{Rel: "self", Type: feedType, Href: root + r.URL.RequestURI()}, {Rel: "alternate", Type: "text/html", Href: root + g.href("", "")}},
	}
	for i, d := range g.list.Items {
		day := midnight(d.Published, p.Zone)
		if i == 0 {
			f.Updated = day
		}
		f.Entries = append(f.Entries, feedEntry{
			ID: "urn:shuniu:decision:" + string(d.ID), Title: d.Name + " · " + d.Title, Published: day, Updated: day, Author: g.unitName(d),
			Link: feedLink{Rel: "alternate", Type: "text/html", Href: root + decisionsPath + "/" + string(d.ID)}, Content: feedText{Type: "text", Text: d.Title + " · " + g.document(d) + " · " + g.status(d) + "\n" + d.Content},
		})
	}
	body, err := xml.MarshalIndent(f, "", " ")
	if err != nil {
		return fault.Wrap(fault.Internal, err, "feed")
	}
	w.Header().Set("Content-Type", feedType+"; charset=utf-8")
	_, err = w.Write(append([]byte(xml.Header), body...))
	return fault.Wrap(fault.Unavailable, err, "feed")
}
