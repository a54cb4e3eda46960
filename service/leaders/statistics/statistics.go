// Package statistics is the city's monthly statistics as its statisticians released them:
// who hands figures in and who checks them, the definition says
// (process/leaders/statistics.yaml). Nothing is counted here and nothing estimated.
//
// Yearbook is a projection of the figures in use. A figure is replaced by none but a
// later release, and what stood before stays beside it as an earlier revision, each with
// its source. What was taken out is shown no more.
package statistics

import (
	"context"
	"strings"

	"shuniu/kernel/assessment"
	"shuniu/kernel/calendar"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// Process is that of a release.
const Process = "leaders.statistics"

// The names of the definition that the projection looks for; a site's own edition of it
// keeps them.
const (
	inUse = "in_use"

	FieldStanding = "standing" // preliminary, revised, final

	fieldTitle    = "title"
	fieldSource   = "source"
	fieldReleased = "released_on"
	fieldFigures  = "figures"
)

// Figure is what a release says of an indicator in a place and a month. Value and Change
// are decimals; Change, on a year before and in percent, is empty if not given.
// Revision counts from 1; Revisions is how many there are.
type Figure struct {
	Indicator string
	Measure   string // what the value is counted in
	Region    org.RegionCode
	Month     assessment.Month
	Value     string
	Change    string

	Release   Release
	Revision  int
	Revisions int
}

// Rise is how the figure changed on a year before, with its sign; a dash if not given.
func (f Figure) Rise() string {
	switch {
	case f.Change == "":
		return "—"
	case strings.HasPrefix(f.Change, "-") || strings.Trim(f.Change, "0.") == "":
		return f.Change + "%"
	}
	return "+" + f.Change + "%"
}

// Release is where a figure is from.
type Release struct {
	Number   string // of the matter
	Title    string
	Source   string
	Standing string // one of the options of FieldStanding
	On       calendar.Date
}

// Yearbook is the projection of the figures in use.
type Yearbook struct{ engine *matter.Engine }

// New makes the projection of the engine's city.
func New(e *matter.Engine) *Yearbook { return &Yearbook{e} }

// Name is the projection's name among the followers.
func (y *Yearbook) Name() string { return "statistics.yearbook" }

// Follow takes in what came into use and drops what was taken out of it.
func (y *Yearbook) Follow(tx *store.Tx, records []ledger.Record) error {
	for _, r := range records {
		e := r.Event
		if e.Process != Process || e.Effects.State == "" && !e.Effects.Erased {
			continue
		}
		if err := y.drop(tx, e.Matter); err != nil {
			return err
		}
		if e.Effects.State == inUse && !e.Effects.Erased {
			if err := y.enter(tx, e); err != nil {
				return err
			}
		}
	}
	return nil
}

// enter writes the figures of a release that came into use. Its texts are read as they
// are now: what was erased meanwhile is not shown again by a rebuild.
func (y *Yearbook) enter(tx *store.Tx, upTo *ledger.Event) error {
	q := y.engine.DB.Read(tx.Context())
	history, err := y.engine.Log.History(q, upTo.Matter)
	if err != nil {
		return err
	}
	var m matter.Matter
	for _, r := range history {
		if r.Event.Seq <= upTo.Seq {
			m.Apply(r.Event, r.Hash)
		}
	}
	text := map[string]string{}
	for _, field := range []string{fieldTitle, fieldSource, fieldFigures} {
		var known bool
		if text[field], known, err = y.engine.Text(q, m.ID, field, m.Given[field]); err != nil || !known {
			return err
		}
	}
	lines, err := parse(text[fieldFigures])
	if err != nil {
		return err
	}
	release := []any{upTo.Matter, upTo.Occurred, m.Number, text[fieldTitle], text[fieldSource], m.Fields[FieldStanding], m.Fields[fieldReleased]}
	if err := tx.Put(putReleaseSQL, release...); err != nil {
		return err
	}
	for place, l := range lines {
		if err := tx.Put(putFigureSQL, upTo.Matter, place, l.indicator, l.measure, string(l.region), string(l.month), l.value, l.change); err != nil {
			return err
		}
		if err := y.renew(tx, l.indicator, string(l.region), string(l.month)); err != nil {
			return err
		}
	}
	return nil
}

// Latest are the newest figures of each indicator in a region, in the order of the
// release that has them.
func (y *Yearbook) Latest(ctx context.Context, region org.RegionCode) ([]Figure, error) {
	return y.figures(y.engine.DB.Follow().Read(ctx), latestSQL, string(region))
}

// Series are the figures of an indicator in a region, the latest revision of each month,
// the newest month first.
func (y *Yearbook) Series(ctx context.Context, indicator string, region org.RegionCode, limit int) ([]Figure, error) {
	return y.figures(y.engine.DB.Follow().Read(ctx), seriesSQL, indicator, string(region), limit)
}

// Places are the figures of an indicator in a month, the latest revision of each place,
// by code.
func (y *Yearbook) Places(ctx context.Context, indicator string, month assessment.Month) ([]Figure, error) {
	return y.figures(y.engine.DB.Follow().Read(ctx), placesSQL, indicator, string(month))
}

// Revisions are all figures ever in use for an indicator in a region since a month that
// were replaced by others, the newest month first and in it the latest revision.
func (y *Yearbook) Revisions(ctx context.Context, indicator string, region org.RegionCode, since assessment.Month) ([]Figure, error) {
	return y.figures(y.engine.DB.Follow().Read(ctx), revisionsSQL, indicator, string(region), string(since))
}
