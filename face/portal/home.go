package portal

import (
	"net/http"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/lang"
)

// demoSignIn is where the desk signs the people of a demonstration in.
const demoSignIn = "/demo/sign-in"

// opening is the first page. 我要办 has no door before there is something behind it.
type opening struct {
	*door.Visitor
	people []Person
	city   lang.Text
}

func (p *portal) home(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	o := opening{Visitor: v, city: p.City}
	if p.Demo {
		o.people = p.People
	}
	return p.Show(w, p.page(r, v, page.Word("portal.home-title").Text(), "/").Portal(), o.page())
}

func (o opening) doors() page.Doors {
	return page.Doors{Items: []page.Door{
		{Href: askPath, Sign: "ask", Title: page.Word("portal.door-ask").Text(), Text: page.Word("portal.door-ask-text").Text()},
	}}
}
