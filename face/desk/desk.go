// Package desk is where staff work: what they owe now, what is late in their
// units, what they may see, and the page of one matter with its record, its clocks
// and the acts that are possible on it now.
//
// Forms, buttons and timelines are made from the process of the matter, so that a
// new process has working screens at once. What somebody may see and do is the
// engine's to say; a matter withheld from them looks like one that does not exist.
// Personal values are shown masked, no value ever stands in an address, and what
// somebody typed is never lost, even when a colleague acted first.
package desk

import (
	"context"
	"net/http"
	"slices"
	"time"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/exchange"
	"shuniu/kernel/instrument"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
	"shuniu/kernel/search"
	"shuniu/service/enterprises/approval/hall"
	"shuniu/service/enterprises/approval/item"
	"shuniu/service/enterprises/approval/rating"
	"shuniu/service/people/knowledge"
	"shuniu/service/people/request"
)

// Sources are what the desk reads besides the door's own engine and register.
type Sources struct {
	Matters *search.Matters
	People  []door.Player      // who can be signed in as with one click; of a demonstration only
	Prefill map[string]Prefill // what a service suggests for an act, by "process/act"
	Drafts  map[string]Draft   // what it suggests for an act that opens a matter
	Compare map[string]Compare // what it shows beside the form of an act

	Knowledge *knowledge.Base    // the entries in force
	Published *request.Published // the answers that may be quoted besides

	Ratings *rating.Ratings // of services; nil: none

	Precedents *request.Precedents // the rulings by which the like is dispatched

	Answers *request.Answers // given before, beside which a new one is read; nil: nothing is said of it

	Advice *request.Advice // what category and unit a request might have; nil: nothing is suggested

	Halls *hall.Network // of services; nil: the city has none

	Items *item.Catalogue // what is applied for at a window; nil: the city has none

	Exchange *exchange.Keeper // what other systems are told; nil: nothing
}

// Draft suggests values for the form by which a matter is opened; whoever opens it may
// change them.
type Draft func(ctx context.Context, now time.Time) (map[string]string, error)

// Prefill suggests values for the fields of an act; whoever acts may change them.
type Prefill func(*matter.View) map[string]string

// AsGiven suggests for the act of a name what the matter holds already.
func AsGiven(name string) Prefill {
	return func(v *matter.View) map[string]string {
		out := map[string]string{}
		act := v.Definition.Act(name)
		for _, field := range slices.Concat(act.Needs, act.Asks) {
			if v.Definition.Field(field).Type != process.FieldFile { // a file stays until another is sent
				out[field] = v.Values[field].Text
			}
		}
		return out
	}
}

// Compare shows texts to be published beside their originals.
type Compare func(v *matter.View, typed map[string]string) []request.Comparison

type desk struct {
	*door.Door
	Sources
	watch docket.Watch
	drawn page.Drawings
}

// The paths of the desk.
const (
	owedPath       = "/desk"
	latePath       = "/desk/late"
	allPath        = "/desk/all"
	searchPath     = "/desk/search"
	matterPath     = "/desk/matter/"
	accountPath    = "/desk/account"
	callingPath    = "/desk/calling"
	everywherePath = "/desk/sign-out-everywhere"
	demoPath       = "/demo/sign-in"
	exchangePath   = "/desk/exchange"

	supervisionPath = "/desk/supervision"
	hotPath         = "/desk/hot"
	assessmentPath  = "/desk/assessment"
	cockpitPath     = "/desk/cockpit"
	statisticsPath  = "/desk/statistics"
)

// Frame is a page of the desk for another face of the staff.
type Frame func(r *http.Request, v *door.Visitor, title lang.Text, here string) (page.Page, error)

// Register adds the desk's routes to the door.
func Register(d *door.Door, s Sources) Frame {
	g := &gate{Door: d, people: s.People}
	d.Handle("GET "+door.SignInPath, door.Anyone, g.signInForm)
	d.Handle("POST "+door.SignInPath, door.Anyone, g.signIn)
	door.AskWith(d, door.Staff, g.interrupted)
	d.Handle("POST "+door.SignOutPath, door.Anyone, g.signOut)
	d.Handle("POST "+demoPath, door.DemoOnly, g.demoSignIn)
	d.Handle("POST "+everywherePath, door.Staff, g.signOutEverywhere)
	k := &desk{Door: d, Sources: s, watch: docket.Watch{Door: d}}
	d.Handle("GET "+accountPath, door.Staff, k.accountForm)
	d.Handle("POST "+accountPath, door.Staff, k.changePassword)
	d.Handle("GET "+owedPath, door.Staff, k.showList)
	d.Handle("GET "+latePath, door.Staff, k.showList)
	d.Handle("GET "+allPath, door.Staff, k.showList)
	d.Handle("POST "+togetherPath, door.Staff, batch{k}.together)
	d.Handle("GET "+searchPath, door.Staff, k.search)
	d.Handle("GET "+precedentsPath, door.Staff, library{k}.precedents)
	d.Handle("GET "+knowledgePath, door.Staff, library{k}.list)
	d.Handle("GET "+knowledgePath+"/{number}", door.Staff, library{k}.entry)
	d.Handle("GET "+optionsPath+"{list}", door.Staff, library{k}.options)
	if s.Ratings != nil {
		d.Handle("GET "+marksPath, door.Staff, ratings{k}.marks)
	}
	d.Handle("GET "+windowPath, door.Staff, counter{k}.window)
	d.Handle("GET "+beginPath, door.Staff, counter{k}.begin)
	d.Handle("GET "+newPath+"{process}", door.Staff, counter{k}.openForm)
	d.HandleFiles("POST "+newPath+"{process}", door.Staff, counter{k}.open)
	d.Handle("GET "+matterPath+"{number}", door.Staff, k.matter)
	d.Handle("GET "+matterPath+"{number}"+filePath+"{file}", door.Staff, papers{k}.file)
	d.Handle("GET "+sealsPath, door.Staff, papers{k}.seals)
	d.Handle("GET "+matterPath+"{number}"+documentPath+"{seq}", door.Staff, papers{k}.document)
	d.Handle("POST "+matterPath+"{number}"+documentPath+"{seq}", door.Staff, papers{k}.print)
	d.Handle("POST "+matterPath+"{number}"+readingPath, door.Staff, k.reading)
	d.Handle("GET "+matterPath+"{number}"+ratePart, door.Staff, ratings{k}.screen)
	d.Handle("GET "+matterPath+"{number}/{act}", door.Staff, k.actForm)
	d.HandleFiles("POST "+matterPath+"{number}/{act}", door.Staff, k.act)
	return k.page
}

// badge is how far the navigation counts: it shows no number of three digits.
const badge = 100

// page is a page of the desk with its navigation; here is the path of the list it
// belongs to, if any.
func (k *desk) page(r *http.Request, v *door.Visitor, title lang.Text, here string) (page.Page, error) {
	pg := k.Page(r, v, title)
	owed, _, err := k.Engine.OwedCount(r.Context(), v.Actor, badge)
	if err != nil {
		return pg, err
	}
	late, err := k.Engine.LateCount(r.Context(), v.Actor)
	if err != nil {
		return pg, err
	}
	pg.Search = searchPath
	work, mine := page.Word("desk.nav-work").Text(), page.Word("desk.nav-me").Text()
	pg.Nav = []page.NavItem{
		{Href: owedPath, Text: page.Word("desk.owed").Text(), Group: work, Count: owed, Key: "o"},
		{Href: latePath, Text: page.Word("desk.late").Text(), Group: work, Count: late, Late: true, Key: "l"},
		{Href: allPath, Text: page.Word("desk.all").Text(), Group: work, Key: "a"},
		{Href: knowledgePath, Text: page.Word("desk.knowledge").Text(), Group: page.Word("desk.nav-look-up").Text(), Key: "b"},
		{Href: precedentsPath, Text: page.Word("desk.precedents").Text(), Group: page.Word("desk.nav-look-up").Text(), Key: "p"},
		{Href: accountPath, Text: page.Word("desk.account").Text(), Group: mine, Key: "m"},
	}
	look := func(shown bool, item page.NavItem) {
		if shown {
			item.Group = page.Word("desk.nav-look-up").Text()
			pg.Nav = slices.Insert(pg.Nav, len(pg.Nav)-1, item)
		}
	}
	look(len(instrument.Overseen(k.Org.Now(), v.Actor)) > 0 && k.Styles != nil, page.NavItem{Href: sealsPath, Text: page.Word("desk.seals").Text(), Key: "y"})
	look(v.Actor.All, page.NavItem{Href: cockpitPath, Text: page.Word("cockpit.title").Text()})
	look(v.Actor.All, page.NavItem{Href: statisticsPath, Text: page.Word("statistics.title").Text()})
	look(true, page.NavItem{Href: supervisionPath, Text: page.Word("watchtower.title").Text()})
	look(true, page.NavItem{Href: assessmentPath, Text: page.Word("scoreboard.title").Text()})
	look(request.SeesRequests(k.Engine, v.Actor), page.NavItem{Href: hotPath, Text: page.Word("hotspot.title").Text()})
	look(v.Actor.All && k.Exchange != nil, page.NavItem{Href: exchangePath, Text: page.Word("switchboard.title").Text()})
	look(v.Actor.All && k.Ratings != nil, page.NavItem{Href: marksPath, Text: page.Word("desk.marks").Text()})
	if len(k.Halls.Of(k.Org.Now(), v.Actor.Stands)) > 0 {
		pg.Nav = slices.Insert(pg.Nav, 3, page.NavItem{Href: callingPath, Text: page.Word("lobby.calling").Text(), Group: work, Key: "c"})
	}
	if takesIn(k, v) {
		pg.Nav = slices.Insert(pg.Nav, 1, page.NavItem{Href: windowPath, Text: page.Word("desk.window").Text(), Group: work, Key: "w"})
	}
	if all := beginnings(k, v); len(all) > 0 {
		first := entrance(all)
		first.Group = work
		pg.Nav = slices.Insert(pg.Nav, 1, first)
	}
	for i := range pg.Nav {
		pg.Nav[i].Current = pg.Nav[i].Href == here
	}
	return pg, nil
}
