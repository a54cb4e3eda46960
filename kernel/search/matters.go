package search

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"shuniu/kernel/access"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// Matters is the projection by which matters are found by what was said in them:
// requests and their answers.
type Matters struct{ engine *matter.Engine }

// NewMatters makes the projection of the engine's city.
func NewMatters(e *matter.Engine) *Matters { return &Matters{engine: e} }

const matters Shelf = "matter"

// Name is the projection's name among the followers.
func (p *Matters) Name() string { return "search.matter" }

// Follow takes in what was said in matters and who had a part in them. Texts are
// read as they are now, so that what was erased meanwhile is not taken in again by a
// rebuild; what is erased leaves the index.
func (p *Matters) Follow(tx *store.Tx, records []ledger.Record) error {
	var ids []matter.ID
	for _, r := range records {
		e := r.Event
		if len(e.Sealed) > 0 || e.Effects.Opening != nil || e.Effects.Holder != nil || e.Effects.Erased {
			ids = append(ids, matter.ID(e.Matter))
		}
	}
	slices.Sort(ids)
	docs, err := p.docs(tx.Context(), slices.Compact(ids))
	if err != nil {
		return err
	}
	return matters.Put(tx, docs...)
}

// docs are matters as they are now.
func (p *Matters) docs(ctx context.Context, ids []matter.ID) ([]Doc, error) {
	spoken, err := p.engine.Spoken(p.engine.DB.Read(ctx), ids)
	if err != nil {
		return nil, err
	}
	docs := make([]Doc, len(spoken))
	for i, s := range spoken {
		docs[i] = Doc{ID: int64(s.ID), Head: p.head(s), Text: strings.Join(s.Texts, "\n")}
		for _, u := range s.Units {
			docs[i].Tags = append(docs[i].Tags, unitTag(org.UnitID(u)))
		}
	}
	return docs, nil
}

// head is what weighs more than the rest: the title, and the names of the places a
// matter lies in below the city and of the unit in charge.
func (p *Matters) head(s matter.Spoken) string {
	return strings.TrimSpace(s.Title + "\n" + org.Words(p.engine.Org.Now(), org.RegionCode(s.Region), org.UnitID(s.Assigned)))
}

// Reset empties the projection.
func (p *Matters) Reset(tx *store.Tx) error { return matters.Empty(tx) }

// Dump is the whole content as text, for comparing two builds.
func (p *Matters) Dump(q store.Q) (string, error) { return matters.Dump(q) }

func unitTag(u org.UnitID) string { return strconv.FormatInt(int64(u), 36) }

// Question is what somebody looks for among matters, of one process, state or unit
// that had a part in them if set. From is the Next of the page before.
type Question struct {
	Query
	Process string
	State   string
	Unit    org.UnitID
	From    string
	Limit   int // 20 if 0, at most 100
}

// Finding is a matter that was found, with the text in which it was.
type Finding struct {
	matter.Line
	Text string
}

// Findings are one page (see Found).
type Findings struct {
	Found []Finding
	Next  string
	Cut   bool
}

// Find looks among the matters that the actor may see by the rules of lists.
func (p *Matters) Find(ctx context.Context, a access.Actor, q Question) (*Findings, error) {
	ask := Ask{Query: q.Query, From: q.From, Limit: q.Limit}
	if q.Unit != 0 {
		ask.All = []string{unitTag(q.Unit)}
	}
	if a.Kind != access.System && a.Kind != access.Applicant && !a.All {
		ask.Any = part(a)
		if len(ask.Any) == 0 {
			return &Findings{}, nil
		}
	}
	lines := map[int64]matter.Line{}
	found, err := matters.Find(p.engine.DB.Follow().Read(ctx), ask, func(ids []int64) (map[int64]bool, error) {
		among := make([]matter.ID, len(ids))
		for i, id := range ids {
			among[i] = matter.ID(id)
		}
		seen, err := p.engine.Among(ctx, a, among, matter.Query{Process: q.Process, State: q.State})
		kept := map[int64]bool{}
		for _, l := range seen {
			lines[int64(l.ID)], kept[int64(l.ID)] = l, true
		}
		return kept, err
	})
	if err != nil {
		return nil, err
	}
	out := &Findings{Next: found.Next, Cut: found.Cut}
	for _, h := range found.Hits {
		out.Found = append(out.Found, Finding{lines[h.ID], h.Text})
	}
	return out, nil
}

// part are the tags of which every matter has one that the actor may see: whoever
// holds a matter has a part in it too.
func part(a access.Actor) []string {
	units := slices.Clone(a.Units)
	for _, s := range a.Stands {
		units = append(units, s.Unit)
	}
	slices.Sort(units)
	var tags []string
	for _, u := range slices.Compact(units) {
		if u != 0 {
			tags = append(tags, unitTag(u))
		}
	}
	return tags
}
