package desk

import (
	"net/http"
	"net/url"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
)

// listParam holds the address of the list that a matter was opened from: it goes
// with every page of the matter, so that the reader finds back to their place.
const listParam = "list"

// origin is the list that the reader came from: what they owe, where they say none.
func (k *desk) origin(v *door.Visitor, r *http.Request) *list {
	if u, err := url.Parse(r.URL.Query().Get(listParam)); err == nil && u.Scheme == "" && u.Host == "" {
		if l := k.list(v, u.Path, u.Query()); l != nil {
			return l
		}
	}
	return k.list(v, owedPath, url.Values{})
}

// known reports whether the list is another than what everybody is led back to.
func (l *list) known() bool { return l.path != owedPath || len(l.query) > 0 }

// to is the address of a page of a matter from which the way leads back to the list.
func (l *list) to(path string, more url.Values) string {
	if l.known() {
		if more == nil {
			more = url.Values{}
		}
		more.Set(listParam, l.address(l.query))
	}
	if len(more) == 0 {
		return path
	}
	return path + "?" + more.Encode()
}

// name is what the list is called, with what it is narrowed by.
func (l *list) name() lang.Text {
	out := l.title
	for i := range l.facets {
		if f := &l.facets[i]; f.value != "" {
			out = page.Word("desk.list-narrowed").Fill(page.Texts{"list": out, "by": f.text()})
		}
	}
	return out
}

// next leads on from an act to the next matter of the list, and back to the list.
func (l *list) next(r *http.Request, after matter.ID) (page.Banner, error) {
	back := page.Button{Href: l.address(l.query), Text: page.Word("desk.back-to").Fill(page.Texts{"list": l.name()})}
	b := page.Banner{Done: true, Href: back.Href, Link: back.Text}
	p, err := l.read(r.Context(), l.Actor, l.asked(2))
	if err != nil {
		return b, err
	}
	for _, line := range p.Lines {
		if line.ID != after {
			b.Href, b.Link = l.to(matterPath+line.Number, nil), page.Word("desk.next-owed").Fill(page.Texts{"title": lang.Same(line.Title)})
			b.Also = back
			break
		}
	}
	return b, nil
}
