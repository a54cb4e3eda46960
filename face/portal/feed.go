package portal

import (
	"encoding/xml"
	"net/http"
	"time"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/service/people/request"
)

const (
	feedPath = answersPath + "/feed"
	feedType = "application/atom+xml"
	mostFed  = 50
)

// feed is the list of published answers as an Atom feed (RFC 4287): what the page
// shows and nothing besides.
type feed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Links   []feedLink  `xml:"link"`
	Entries []feedEntry `xml:"entry"`
}

type feedLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type feedEntry struct {
	ID        string   `xml:"id"`
	Title     string   `xml:"title"`
	Published string   `xml:"published"`
	Updated   string   `xml:"updated"`
	Author    string   `xml:"author>name"`
	Link      feedLink `xml:"link"`
	Content   feedText `xml:"content"`
}

type feedText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

// feed sends the latest published answers, of one kind or unit if the address says.
func (p shelf) feed(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	a, err := p.reading(v)
	if err != nil {
		return err
	}
	if err := a.narrow(r.URL.Query()); err != nil {
		return err
	}
	list, err := p.Published.List(r.Context(), request.Filter{Kind: a.kind, Unit: a.unit.ID, Limit: mostFed})
	if err != nil {
		return err
	}
	root := door.Public(p.Door, r)
	f := feed{
		Lang: string(v.Lang), ID: "urn:shuniu:answers:" + p.Engine.Log.City() + ":" + a.kind + ":" + a.unit.Code,
		Title: p.City.In(v.Lang) + " · " + page.Word("portal.answers-title").In(v.Lang), Updated: midnight(calendar.DateOf(p.watch.Now()), p.Zone),
		Links: []feedLink{{Rel: "self", Type: feedType, Href: root + r.URL.RequestURI()}, {Rel: "alternate", Type: "text/html", Href: root + a.href(a.kind, a.unit.Code, "")}},
	}
	for i, one := range list.Items {
		e := p.entry(a, one)
		e.Link = feedLink{Rel: "alternate", Type: "text/html", Href: root + answersPath + "/" + string(one.ID)}
		if i == 0 {
			f.Updated = e.Updated
		}
		f.Entries = append(f.Entries, e)
	}
	body, err := xml.MarshalIndent(f, "", " ")
	if err != nil {
		return fault.Wrap(fault.Internal, err, "feed")
	}
	w.Header().Set("Content-Type", feedType+"; charset=utf-8")
	_, err = w.Write(append([]byte(xml.Header), body...))
	return fault.Wrap(fault.Unavailable, err, "feed")
}

func (p shelf) entry(a reading, one request.Publication) feedEntry {
	title, _ := headline(one.Question)
	day := midnight(one.Published, p.Zone)
	return feedEntry{
		ID: "urn:shuniu:answer:" + string(one.ID), Title: title, Published: day, Updated: day, Author: a.unitName(one.Unit),
		Content: feedText{Type: "text", Text: one.Question + "\n\n" + page.Word("portal.answered-by").In(a.Lang) + a.unitName(one.Unit) + "\n" + one.Answer},
	}
}

// midnight is the beginning of a day in the city as feeds write it.
func midnight(d calendar.Date, zone *time.Location) string { return d.Start(zone).Format(time.RFC3339) }
