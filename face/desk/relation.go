package desk

import (
	"net/http"
	"slices"

	"shuniu/face/page"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/lineage"
	"shuniu/kernel/matter"
)

// mostRelated is how many of the matters that lead to one are shown.
const mostRelated = 20

// relation are the matters that one is linked with in one way, as far as the reader
// may see them.
type relation struct {
	id    string
	title lang.Text
	rows  []page.QueueRow
}

// related are the relations of the matter: what it is part of, what it is linked to,
// and what is linked to it.
func (f file) related(r *http.Request) ([]relation, error) {
	m := f.View.Matter
	links := slices.Clone(m.Links)
	if m.Parent != 0 {
		links = append(links, ledger.Link{Kind: "part_of", Matter: int64(m.Parent)})
	}
	back, err := lineage.Incoming(f.desk.Engine.DB.Follow().Read(r.Context()), m.ID, mostRelated)
	if err != nil {
		return nil, err
	}
	out, err := f.relations(r, "to", links, leads)
	if err != nil {
		return nil, err
	}
	in, err := f.relations(r, "from", back, led)
	return append(out, in...), err
}

// leads and led say what the matters at the other end of a link are.
func leads(kind string) page.Word {
	switch kind {
	case "duplicate_of":
		return page.Word("desk.link-duplicate-of")
	case "part_of":
		return page.Word("desk.link-part-of")
	case "answers":
		return page.Word("desk.link-answers")
	case "carries_out":
		return page.Word("desk.link-carries-out")
	case "derived_from":
		return page.Word("desk.link-derived-from")
	}
	return page.Word("desk.related")
}

func led(kind string) page.Word {
	switch kind {
	case "duplicate_of":
		return page.Word("desk.linked-duplicate-of")
	case "answers":
		return page.Word("desk.linked-answers")
	case "carries_out":
		return page.Word("desk.linked-carries-out")
	case "derived_from":
		return page.Word("desk.linked-derived-from")
	}
	return page.Word("desk.related")
}

func (f file) relations(r *http.Request, id string, links []ledger.Link, title func(string) page.Word) ([]relation, error) {
	var kinds []string
	ids := map[string][]matter.ID{}
	for _, l := range links {
		if ids[l.Kind] == nil {
			kinds = append(kinds, l.Kind)
		}
		ids[l.Kind] = append(ids[l.Kind], matter.ID(l.Matter))
	}
	var out []relation
	for _, kind := range kinds {
		rows, err := f.rows(r, ids[kind])
		if err != nil {
			return nil, err
		}
		out = append(out, relation{id + "-" + kind, title(kind).Text(), rows})
	}
	return out, nil
}
