package page

import (
	"net/http"

	"shuniu/kernel/lang"
)

// GalleryPath is where demonstrations show the kit.
const GalleryPath = "/demo/kit"

// Gallery shows every part of the kit, in the frame of the portal or, with
// frame=desk, of the desk. It is registered in demonstrations only.
func Gallery(city lang.Text) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tag, large := ReadPrefs(r)
		p := Page{Title: lang.T("组件", "Parts"), Lang: tag, Large: large, Path: r.URL.RequestURI(), City: city, Demo: true}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		body := galleryPortal(p.portalSample())
		if r.URL.Query().Get("frame") == "desk" {
			body = galleryDesk(p.deskSample())
		}
		// The only failure is a reader that has gone.
		_ = body.Render(r.Context(), w)
	})
}

func (p Page) portalSample() Page {
	p.Nav = []NavItem{
		{Href: "/", Text: lang.T("首页", "Home")},
		{Href: "/ask", Text: lang.T("我要说", "Ask")},
		{Href: "/apply", Text: lang.T("我要办", "Apply")},
		{Href: "/see", Text: lang.T("我要看", "See"), Current: true},
	}
	return p
}

func (p Page) deskSample() Page {
	mine, watch := lang.T("我的工作", "My work"), lang.T("全市", "The city")
	p.Search = "/desk/search"
	p.User = &User{Name: "周晓雯", Unit: lang.T("城东区水务局", "Chengdong Water Bureau"), For: lang.T("李建平", "Li Jianping"), SignOut: "/sign-out"}
	p.Nav = []NavItem{
		{Href: "/desk/owed", Text: lang.T("待我办理", "Owed by me"), Group: mine, Count: 14, Current: true, Key: "o"},
		{Href: "/desk/late", Text: lang.T("已逾期", "Late"), Group: mine, Count: 2, Late: true, Key: "l"},
		{Href: "/desk/watched", Text: lang.T("我关注的", "Watched"), Group: mine, Count: 6, Key: "w"},
		{Href: "/desk/all", Text: lang.T("我能看到的", "All I may see"), Group: mine, Key: "a"},
		{Href: "/desk/supervision", Text: lang.T("电子监察", "Supervision"), Group: watch, Count: 5, Key: "s"},
		{Href: "/desk/figures", Text: lang.T("统计", "Figures"), Group: watch, Key: "f"},
	}
	return p
}
