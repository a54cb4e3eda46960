package api

import (
	"net/http"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/lang"
	"shuniu/kernel/process"
)

// manual is the documentation as people read it, made of the same endpoints as the
// OpenAPI document.
type manual struct{ *api }

func (m manual) title() lang.Text { return page.Word("kit.api").Text() }

func (m manual) show(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	return m.Show(w, m.Page(r, v, m.title()).Portal(), m.page(v.Lang))
}

// needs says who may call an endpoint.
func (m manual) needs(e endpoint) lang.Text {
	switch e.right {
	case door.Program:
		return page.Word("kit.api-needs-token").Fill(page.Texts{"scope": lang.Same(string(e.scope))})
	case door.Holder:
		return page.Word("kit.api-needs-code").Text()
	}
	return page.Word("kit.api-needs-nothing").Text()
}

// params are what a call gives: headers and query, and the fields of the request.
func (m manual) params(e endpoint, tag lang.Tag) [][]page.Cell {
	var rows [][]page.Cell
	for _, p := range e.params {
		rows = append(rows, page.Cells(p.name+mark(p.required), p.in, p.about.In(tag)))
	}
	if e.name != submitName {
		return rows
	}
	for _, act := range m.def.ActsFrom(process.Start) {
		if !act.Allows(process.Program) {
			continue
		}
		for _, name := range act.Needs {
			rows = append(rows, page.Cells(name+mark(true), "body", m.def.Field(name).Label.In(tag)))
		}
		for _, name := range act.Asks {
			rows = append(rows, page.Cells(name, "body", m.def.Field(name).Label.In(tag)))
		}
	}
	return rows
}

func mark(required bool) string {
	if required {
		return " *"
	}
	return ""
}
