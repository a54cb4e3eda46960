package page_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"shuniu/face/page"
	"shuniu/kernel/lang"
)

// gallery is every part in one frame and one language.
func gallery(t *testing.T, frame string, tag lang.Tag) doc {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, page.GalleryPath+"?frame="+frame, nil)
	r.Header.Set("Accept-Language", tag.HTML())
	w := httptest.NewRecorder()
	site().ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		t.Fatalf("the gallery answers %d", w.Code)
	}
	return parse(t, w.Body.String())
}

func eachGallery(t *testing.T, check func(*testing.T, doc, lang.Tag)) {
	for _, frame := range []string{"portal", "desk"} {
		for _, tag := range []lang.Tag{lang.Zh, lang.En} {
			t.Run(frame+" "+string(tag), func(t *testing.T) { check(t, gallery(t, frame, tag), tag) })
		}
	}
}

func TestEveryPageHasItsFrame(t *testing.T) {
	eachGallery(t, func(t *testing.T, d doc, tag lang.Tag) {
		if got := d.one(t, "html").attr("lang"); got != tag.HTML() {
			t.Errorf("lang = %q", got)
		}
		if skip, main := d.one(t, "a.govuk-skip-link"), d.one(t, "main"); skip.attr("href") != "#"+main.attr("id") {
			t.Error("the skip link does not lead to the content")
		}
		if title := d.one(t, "title").text(); !strings.Contains(title, lang.T("组件 - 青禾市枢纽", "Parts - Qinghe City Shuniu").In(tag)) {
			t.Errorf("title = %q", title)
		}
		if demo := d.one(t, ".sn-demo").text(); !strings.Contains(demo, lang.T("均为虚构", "made up").In(tag)) {
			t.Errorf("a demonstration says %q of itself", demo)
		}
	})
}

func TestNothingIsInline(t *testing.T) {
	eachGallery(t, func(t *testing.T, d doc, _ lang.Tag) {
		for n := range d.Descendants() {
			for _, a := range n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on") || strings.HasPrefix(a.Val, "javascript:") {
					t.Errorf("<%s %s=%q> breaks the content policy", n.Data, a.Key, a.Val)
				}
			}
		}
		for _, s := range append(d.all("script"), d.all("style")...) {
			if s.text() != "" || !strings.HasPrefix(s.attr("src"), page.AssetsPath) {
				t.Errorf("<%s> is inline or from elsewhere", s.Data)
			}
		}
	})
}

func TestEveryReferenceWithinAPageResolves(t *testing.T) {
	eachGallery(t, func(t *testing.T, d doc, _ lang.Tag) {
		ids := map[string]int{}
		for n := range d.Descendants() {
			if id := (doc{n}).attr("id"); id != "" {
				if ids[id]++; ids[id] > 1 {
					t.Errorf("id %s is given twice", id)
				}
			}
		}
		for n := range d.Descendants() {
			e := doc{n}
			refs := strings.Fields(e.attr("for") + " " + e.attr("aria-describedby") + " " + e.attr("aria-labelledby"))
			if href := e.attr("href"); strings.HasPrefix(href, "#") {
				refs = append(refs, href[1:])
			}
			for _, ref := range refs {
				if ids[ref] == 0 {
					t.Errorf("<%s> refers to %s, which is not there", n.Data, ref)
				}
			}
		}
	})
}

func TestEveryControlHasALabel(t *testing.T) {
	eachGallery(t, func(t *testing.T, d doc, _ lang.Tag) {
		labelled := map[string]bool{}
		for _, l := range d.all("label") {
			labelled[l.attr("for")] = l.text() != ""
		}
		for _, kind := range []string{"input", "select", "textarea"} {
			for _, c := range d.all(kind) {
				wrapped := c.Parent.Data == "label"
				if c.attr("type") != "hidden" && !wrapped && !labelled[c.attr("id")] {
					t.Errorf("%s %q has no label", kind, c.attr("name"))
				}
			}
		}
	})
}

func TestLargePrintIsOneClass(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, page.GalleryPath, nil)
	r.AddCookie(&http.Cookie{Name: "size", Value: "large"})
	w := httptest.NewRecorder()
	site().ServeHTTP(w, r)
	parse(t, w.Body.String()).one(t, "html.sn-large")
}

func TestFailedFormIsToldFirstInTheTitle(t *testing.T) {
	p := page.Page{Title: lang.T("我要说", "Ask"), City: lang.T("青禾市", "Qinghe City"), Lang: lang.Zh, Failed: true}
	if got := render(t, p.Portal()).one(t, "title").text(); got != "有误：我要说 - 青禾市枢纽" {
		t.Errorf("title = %q", got)
	}
}

func TestDeskWithoutAPersonHasNoSignOut(t *testing.T) {
	p := page.Page{City: lang.T("青禾市", "Qinghe City"), Lang: lang.Zh}
	if forms := render(t, p.Desk()).all("form[data-sign-out]"); len(forms) != 0 {
		t.Errorf("%d sign-out forms for nobody", len(forms))
	}
	p.User = &page.User{Name: "周晓雯", SignOut: "/sign-out"}
	out := render(t, p.Desk()).one(t, "form[data-sign-out]")
	if out.attr("method") != "post" || out.attr("action") != "/sign-out" {
		t.Errorf("signing out is %s %s", out.attr("method"), out.attr("action"))
	}
}

func TestNavigationShowsWhereOneIsAndWhatIsLate(t *testing.T) {
	d := gallery(t, "desk", lang.Zh)
	side := d.one(t, "nav.sn-side")
	if here := side.one(t, "a[aria-current=page]"); !strings.HasPrefix(here.text(), "待我办理") {
		t.Errorf("here = %q", here.text())
	}
	if late := side.one(t, ".sn-count--late").text(); late != "逾期 2" {
		t.Errorf("the late count reads %q, want its word beside its colour", late)
	}
}
