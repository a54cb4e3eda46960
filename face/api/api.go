// Package api is the city's face to other programs: REST over HTTP, described by
// an OpenAPI 3.1 document that is made from the same table as the routes.
//
// It promises what the pages promise. A program opens a request with a token whose
// scopes name what it may do, and only by an act that the definition allows it. A
// person follows theirs with number and query code, the code always in a header.
// What the public may read needs neither. Whatever is wrong with a call is told all
// at once as problem details (RFC 9457), each defect with its field, in the language
// of Accept-Language. A POST that is repeated under its Idempotency-Key does nothing
// twice.
//
// The package decides nothing: the engine does, and what a person reads of a record
// is docket's to say. It knows no SQL and keeps nothing.
package api

import (
	"net/http"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/account"
	"shuniu/kernel/assessment/scorecard"
	"shuniu/kernel/lang"
	"shuniu/kernel/process"
	"shuniu/service/enterprises/approval/rating"
	"shuniu/service/people/request"
)

const (
	// Base is the path below which the interface lies.
	Base = "/api/v1"

	requests   = "people.request"
	submitName = "submit"
)

// SubmitScope lets a program open requests and send files with them.
const SubmitScope account.Scope = "request.submit"

// Scopes are all there are, with what each lets a program do.
func Scopes() map[account.Scope]lang.Text {
	return map[account.Scope]lang.Text{
		SubmitScope: lang.T("转来诉求，并上传其附件", "pass requests on, with their files"),
	}
}

// Sources are what the interface reads besides the door's own engine and register.
type Sources struct {
	Published *request.Published
	Book      *scorecard.Book // whose public measures are the figures
	Ratings   *rating.Ratings
}

type api struct {
	*door.Door
	Sources
	watch docket.Watch
	def   *process.Definition // of requests, as the document describes it
	all   []endpoint
}

// Register adds the interface to the door.
func Register(d *door.Door, s Sources) error {
	def, err := d.Engine.Process(requests)
	if err != nil {
		return err
	}
	a := &api{Door: d, Sources: s, watch: docket.Watch{Door: d}, def: def}
	d.FailAs(Base+"/", tell)
	a.all = append(a.all, a.submission()...)
	a.all = append(a.all, a.following()...)
	a.all = append(a.all, open{a}.openData()...)
	for _, e := range a.all {
		a.serve(e)
	}
	a.Handle("GET "+page.APIPath, door.Anyone, manual{a}.show)
	return a.describe()
}

// serve adds the route of an endpoint.
func (a *api) serve(e endpoint) {
	handle := a.Handle
	if e.uploads {
		handle = a.HandleFiles
	}
	handle(e.method+" "+Base+e.path, e.right, func(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
		c := &call{Visitor: v, w: w, r: r, end: &e}
		if err := c.admit(); err != nil {
			return err
		}
		if e.right == door.Anyone {
			w.Header().Set("Access-Control-Allow-Origin", "*") // it is everybody's
			w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
		}
		answer, err := e.answer(c)
		if err != nil || answer == nil {
			return err
		}
		return c.send(answer)
	})
}
