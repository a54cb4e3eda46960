package search

import (
	"cmp"
	"context"
	"slices"

	"shuniu/kernel/access"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
)

// Twin is an open matter that may be about the same thing as another: it came from
// the same person, or resembles it in place and words. A person decides.
type Twin struct {
	matter.Line
	Person bool
	Words  bool
}

// How many candidates are looked at of each sort, and among how many.
const (
	mostTwins   = 10
	newestTwins = 20 // thousand: what is open is not old
)

// Twins are up to limit open matters of the same process, among those the actor may
// see, that a matter may be the same as: those of the same person and with the same
// words first. Of words only those of the same county count.
func (p *Matters) Twins(ctx context.Context, a access.Actor, v *matter.View, limit int) ([]Twin, error) {
	like, err := matters.Similar(p.engine.DB.Follow().Read(ctx), Sample{Title: v.Values["title"].Text, Rest: v.Values["body"].Text, Limit: mostTwins, Thousands: newestTwins})
	if err != nil {
		return nil, err
	}
	same, err := matter.SamePerson(ctx, p.engine.Reader, v.Matter.ID, mostTwins)
	if err != nil {
		return nil, err
	}
	ids := slices.Clone(same)
	for _, id := range like {
		ids = append(ids, matter.ID(id))
	}
	lines, err := p.engine.Among(ctx, a, ids, matter.Query{Process: v.Matter.Process})
	if err != nil {
		return nil, err
	}
	var out []Twin
	for _, l := range lines {
		t := Twin{Line: l, Person: slices.Contains(same, l.ID)}
		t.Words = slices.Contains(like, int64(l.ID)) && county(l.Region) == county(v.Matter.Region)
		if l.End == "" && l.ID != v.Matter.ID && (t.Person || t.Words) {
			out = append(out, t)
		}
	}
	rank := func(t Twin) int {
		switch {
		case t.Person && t.Words:
			return 0
		case t.Words:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(out, func(x, y Twin) int {
		return cmp.Or(cmp.Compare(rank(x), rank(y)), cmp.Compare(slices.Index(like, int64(x.ID)), slices.Index(like, int64(y.ID))))
	})
	return out[:min(limit, len(out))], nil
}

// county is the county in which a region lies, the region itself above that.
func county(region string) org.RegionCode {
	code := org.RegionCode(region)
	for code != "" && code.Level() > org.County {
		code = code.Parent()
	}
	return code
}
