// Package portal is the city's public face: what a resident can say, follow and
// look up without an account and without scripts.
//
// Nothing a resident types is kept on the server before it is sent, and nothing of
// it ever stands in an address: values travel in the forms themselves. A matter is
// shown only to whoever has proved it theirs by number and query code; what of its
// record they read is decided in one place (visible.go). An unknown number, a wrong
// code and what is not published all look like what does not exist.
//
// The portal reads the engine and the public projections; it decides nothing that
// the engine decides, and it knows no SQL.
package portal

import (
	"net/http"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/assessment/scorecard"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/service/enterprises/approval/certificate"
	"shuniu/service/enterprises/approval/decision"
	"shuniu/service/enterprises/approval/hall"
	"shuniu/service/enterprises/approval/item"
	"shuniu/service/enterprises/approval/rating"
	"shuniu/service/enterprises/approval/theme"
	"shuniu/service/people/knowledge"
	"shuniu/service/people/request"
)

// requests is the process behind 我要说.
const requests = "people.request"

// Sources are what the portal reads besides the door's own engine and register.
type Sources struct {
	Published    *request.Published
	Book         *scorecard.Book // whose public measures are the figures
	Knowledge    *knowledge.Base // of which only public entries are shown
	Items        *item.Catalogue // of services; nil: the city has none
	Themes       *theme.Book     // what is done as one thing; nil: nothing
	Decisions    *decision.Published
	Ratings      *rating.Ratings       // of services
	Rated        *rating.Figures       // how they were rated
	Halls        *hall.Network         // of services; nil: the city has none
	Queue        *hall.Queue           // of who waits there
	Certificates *certificate.Register // nil: none can be checked
	People       []door.Player         // who can be signed in as with one click; of a demonstration only
}

type portal struct {
	*door.Door
	Sources
	watch docket.Watch
	drawn page.Drawings
}

// The parts of the portal, each with the pages of one of its doors.
type (
	intake struct { // 我要说, 举报, 申请
		*portal
		lane
	}
	following struct{ *portal } // 查进展
	shelf     struct{ *portal } // 我要看
	rater     struct{ *portal } // 评价
	gazette   struct{ *portal } // 公示: decisions and ratings
)

// Porch is what another public face has of the portal: its frame, and its receipt for
// what was opened.
type Porch struct {
	Page    func(r *http.Request, v *door.Visitor, title lang.Text, here string) page.Page
	Receipt func(w http.ResponseWriter, r *http.Request, res *matter.Result)
}

// Register adds the portal's routes to the door.
func Register(d *door.Door, s Sources) Porch {
	p := &portal{Door: d, Sources: s, watch: docket.Watch{Door: d}}
	d.Handle("GET /{$}", door.Anyone, p.home)
	d.Handle("GET "+howPath+"{process}", door.Anyone, p.how)

	for _, l := range []lane{requestLane(), tipLane(), stuckLane()} {
		in := intake{p, l}
		d.Handle("GET "+l.path, door.Anyone, in.askFirst)
		d.HandleFiles("POST "+l.path, door.Anyone, in.askNext)
		d.Handle("POST "+l.send(), door.Anyone, in.askSend)
	}

	f := following{p}
	d.Handle("GET "+door.FollowPath, door.Anyone, f.followForm)
	d.Handle("POST "+door.FollowPath, door.Anyone, f.follow)
	door.AskWith(d, door.Follower, f.interrupted)
	d.Handle("POST "+leavePath, door.Anyone, f.leave)
	d.Handle("GET "+receiptPath, door.Follower, f.receipt)
	d.Handle("GET "+matterPath, door.Follower, f.matter)
	d.Handle("GET "+actPath+"{act}", door.Follower, f.actForm)
	d.HandleFiles("POST "+actPath+"{act}", door.Follower, f.act)

	d.Handle("GET "+filePath+"{file}", door.Follower, f.file)
	d.Handle("GET "+documentPath+"{seq}", door.Follower, f.document)
	d.Handle("GET "+documentPath+"{seq}/pdf", door.Follower, f.print)

	d.Handle("GET "+ratePath+"{number}/{code}", door.Anyone, rater{p}.rateForm)
	d.Handle("POST "+ratePath+"{number}/{code}", door.Anyone, rater{p}.rate)

	public := shelf{p}
	d.Handle("GET "+door.VerifyPath, door.Anyone, public.verifyForm)
	d.Handle("GET "+door.VerifyPath+"/{code}", door.Anyone, public.verify)
	d.Handle("GET "+answersPath, door.Anyone, public.answers)
	d.Handle("GET "+feedPath, door.Anyone, public.feed)
	d.Handle("GET "+answersPath+"/{id}", door.Anyone, public.answer)
	d.Handle("GET "+guidePath, door.Anyone, public.guide)
	d.Handle("GET "+guidePath+"/{number}", door.Anyone, public.guideEntry)
	d.Handle("GET "+figuresPath, door.Anyone, public.figures)
	d.Handle("GET "+decisionsPath, door.Anyone, gazette{p}.decisions)
	d.Handle("GET "+decisionsPath+"/{id}", door.Anyone, gazette{p}.decision)
	d.Handle("GET "+decisionsPath+"/feed", door.Anyone, gazette{p}.decisionsFeed)
	d.Handle("GET "+decisionsPath+".csv", door.Anyone, gazette{p}.decisionsTable)
	d.Handle("GET "+decisionsPath+".json", door.Anyone, gazette{p}.decisionsJSON)
	d.Handle("GET "+ratingsPath, door.Anyone, gazette{p}.ratings)
	d.Handle("GET "+ratingsPath+".csv", door.Anyone, gazette{p}.ratingsTable)
	if s.Certificates != nil {
		d.Handle("GET "+certificatePath, door.Anyone, public.certificates)
		d.Handle("GET "+certificatePath+"/{code}", door.Anyone, public.certificate)
		d.Handle("GET "+keysPath, door.Anyone, public.keys)
		d.Handle("POST "+myPath+"{number}", door.Follower, holding{f}.enter)
		d.Handle("GET "+myPath+"{number}/credential", door.Follower, holding{f}.credential)
		d.Handle("GET "+myPath+"{number}/pdf", door.Follower, holding{f}.print)
	}
	if s.Items != nil {
		d.Handle("GET "+itemsPath, door.Anyone, public.items)
		d.Handle("GET "+itemsPath+"/{code}", door.Anyone, public.item)
		for _, path := range []string{applyPath, commitPath} {
			d.Handle("GET "+path+"{code}", door.Anyone, p.applying(intake.askFirst))
			d.HandleFiles("POST "+path+"{code}", door.Anyone, p.applying(intake.askNext))
			d.Handle("POST "+path+"{code}/send", door.Anyone, p.applying(intake.askSend))
		}
		d.Handle("GET "+themesPath+"{theme}", door.Anyone, public.theme)
		d.Handle("GET "+togetherPath+"{theme}", door.Anyone, p.together(intake.askFirst))
		d.HandleFiles("POST "+togetherPath+"{theme}", door.Anyone, p.together(intake.askNext))
		d.Handle("POST "+togetherPath+"{theme}/send", door.Anyone, p.together(intake.askSend))
	}
	return Porch{p.page, p.hand}
}

// page is a page of the portal; here is the path of the part of the portal it
// belongs to.
func (p *portal) page(r *http.Request, v *door.Visitor, title lang.Text, here string) page.Page {
	pg := p.Page(r, v, title)
	for _, nav := range []page.NavItem{
		{Href: askPath, Text: page.Word("portal.door-ask").Text()},
		{Href: door.FollowPath, Text: page.Word("portal.nav-follow").Text()},
		{Href: itemsPath, Text: page.Word("portal.items-title").Text()},
		{Href: hallsPath, Text: page.Word("lobby.title").Text()},
		{Href: answersPath, Text: page.Word("portal.nav-see").Text()},
		{Href: guidePath, Text: page.Word("portal.nav-guide").Text()},
		{Href: figuresPath, Text: page.Word("portal.nav-figures").Text()},
	} {
		if nav.Href == itemsPath && p.Items == nil || nav.Href == hallsPath && p.Halls == nil {
			continue
		}
		nav.Current = nav.Href == here
		pg.Nav = append(pg.Nav, nav)
	}
	return pg
}
