package desk

import (
	"net/http"
	"net/url"
	"strings"

	"shuniu/face/page"
	"shuniu/kernel/matter"
)

// backParam is the window at which somebody is being served while their case is filed.
const backParam = "back"

// calledFrom is that window; only an address of the calling page counts, so that no
// form leads anywhere else.
func calledFrom(r *http.Request) string {
	if back := r.URL.Query().Get(backParam); strings.HasPrefix(back, callingPath+"/") {
		return back
	}
	return ""
}

func (o opening) query() string {
	q := o.item.values()
	if o.back != "" {
		q.Set(backParam, o.back)
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// opened is the page of what was opened, which leads back to the window.
func (o opening) opened(m *matter.Matter) string {
	q := url.Values{doneParam: {o.act.Name}}
	if o.back != "" {
		q.Set(backParam, o.back)
	}
	return matterPath + m.Number + "?" + q.Encode()
}

// backTo leads to the window with the case that was filed there.
func backTo(back, number string) page.Button {
	u, err := url.Parse(back)
	if err != nil {
		return page.Button{}
	}
	q := u.Query()
	q.Set("filed", number)
	return page.Button{Text: page.Word("lobby.filed-back").Text(), Href: u.Path + "?" + q.Encode()}
}
