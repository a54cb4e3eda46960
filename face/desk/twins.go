package desk

import (
	"net/http"

	"shuniu/face/docket"
	"shuniu/face/page"
	"shuniu/kernel/search"
)

// mergeAct is the act that ties a matter to the one it is handled with.
const mergeAct = "merge"

const mostTwins = 5

// twin is a matter that may be the same, in one line.
type twin struct {
	page.QueueRow
	number string
	why    string
}

// twins are the open matters that this one may be the same as, for whoever may merge
// it now.
func twins(r *http.Request, s sight) ([]twin, error) {
	if docket.Possible(s.View, mergeAct) == nil || s.desk.Matters == nil {
		return nil, nil
	}
	found, err := s.desk.Matters.Twins(r.Context(), s.Actor, s.View, mostTwins)
	if err != nil {
		return nil, err
	}
	var out []twin
	for _, t := range found {
		row, err := (&list{Visitor: s.Visitor, desk: s.desk}).row(t.Line)
		if err != nil {
			return nil, err
		}
		out = append(out, twin{row, t.Number, why(t).In(s.Lang)})
	}
	return out, nil
}

func why(t search.Twin) page.Word {
	switch {
	case t.Person && t.Words:
		return page.Word("desk.twin-both")
	case t.Person:
		return page.Word("desk.twin-person")
	}
	return page.Word("desk.twin-words")
}
