// Package page is the component kit of both faces: the two layouts, the parts
// pages are made of, the words they say, and the styles and scripts they load.
//
// Every part is a struct with a method In(tag) that gives its HTML in that
// language, as lang.Text does for a sentence. A part promises valid, accessible
// HTML (WCAG 2.2 AA) that works without scripts and never carries inline style or
// script, so that the content security policy of Headers holds. A state, a clock
// or a card is always told by shape and word besides its colour.
//
// The kit reads no store and decides no access: it shows what it is handed.
package page

import (
	"net/url"
	"strconv"

	"shuniu/kernel/lang"
)

// Page is what a layout needs to know of the page it frames.
type Page struct {
	Title  lang.Text
	Lang   lang.Tag
	Large  bool      // large print (适老)
	Path   string    // of the request with its query, where the switches lead back to
	City   lang.Text // 青禾市
	Demo   bool      // says on every page that the data are made up
	Failed bool      // the form came back with errors; told first in the title
	Nav    []NavItem
	Search string // action of the search box in the head; none if empty
	User   *User  // nil on pages for anybody
}

// User is the person signed in, as the head of the page names them.
type User struct {
	Name    string
	Unit    lang.Text
	For     lang.Text // whom they stand in for now, if anybody
	SignOut string    // action of the sign-out form
}

// NavItem is one place to go. Items with the same Group are listed under its
// heading. Key is the letter that follows g on the desk's keyboard.
type NavItem struct {
	Href    string
	Text    lang.Text
	Group   lang.Text
	Current bool
	Count   int
	Late    bool // the count is of overdue matters
	Key     string
}

func (p Page) title() string {
	title := p.Title.In(p.Lang) + " - " + p.City.In(p.Lang) + Word("kit.product").In(p.Lang)
	if p.Lang == lang.En {
		title = p.Title.In(p.Lang) + " - " + p.City.In(p.Lang) + " " + Word("kit.product").In(p.Lang)
	}
	if p.Failed {
		return Word("kit.error-prefix").In(p.Lang) + title
	}
	return title
}

func (p Page) htmlClass() string {
	if p.Large {
		return "govuk-template sn-large"
	}
	return "govuk-template"
}

func (p Page) prefs(key, value string) string {
	return PrefsPath + "?" + url.Values{key: {value}, "back": {p.Path}}.Encode()
}

func (p Page) langHref() string { return p.prefs("lang", string(p.Lang.Other())) }

func (p Page) sizeHref() string {
	if p.Large {
		return p.prefs("size", sizeNormal)
	}
	return p.prefs("size", sizeLarge)
}

func (p Page) sizeWord() string {
	if p.Large {
		return Word("kit.size-normal").In(p.Lang)
	}
	return Word("kit.size-large").In(p.Lang)
}

// navGroup is a run of items under one heading.
type navGroup struct {
	Title lang.Text
	Items []NavItem
}

func groupNav(items []NavItem) []navGroup {
	var groups []navGroup
	for _, item := range items {
		if n := len(groups); n == 0 || groups[n-1].Title != item.Group {
			groups = append(groups, navGroup{Title: item.Group})
		}
		last := &groups[len(groups)-1]
		last.Items = append(last.Items, item)
	}
	return groups
}

// keyed are the items that can be reached by g and a letter.
func (p Page) keyed() []NavItem {
	var items []NavItem
	for _, item := range p.Nav {
		if item.Key != "" {
			items = append(items, item)
		}
	}
	return items
}

// htmxConfig keeps htmx within the content security policy: no style of its own,
// nothing evaluated, no page kept in the browser's storage.
const htmxConfig = `{"includeIndicatorCSS":false,"history":"reload"}`

const mostShown = 999

// APIPath is where the interface for programs is explained.
const APIPath = "/api"

// countShort keeps a badge narrow.
func countShort(n int) string {
	if n > mostShown {
		return strconv.Itoa(mostShown) + "+"
	}
	return strconv.Itoa(n)
}
