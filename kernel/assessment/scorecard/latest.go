package scorecard

import (
	"context"
	"database/sql"
	"slices"
	"strconv"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/fold"
	"shuniu/kernel/ledger"
	"shuniu/kernel/store"
)

// Bounds of one page of what was counted lately.
const (
	tracesAtOnce = 500
	mostTraces   = 8 * tracesAtOnce
)

// latest lists what was counted on the days since one, by going back in the ledger: the
// books tell months alone. A page may be short and still have a next one.
func (b *Book) latest(ctx context.Context, l List) (out Listed, err error) {
	at := int64(1) << 62
	if l.After != "" {
		if at, err = strconv.ParseInt(l.After, 10, 64); err != nil {
			return out, fault.Wrap(fault.NotFound, err, "where a page begins")
		}
	}
	since := l.Since.Start(b.engine.Zone).UnixMicro()
	for range mostTraces / tracesAtOnce {
		traces, err := ledger.Traces(b.engine.DB.Read(ctx), at, tracesAtOnce)
		if err != nil {
			return out, err
		}
		counted, err := b.countedAt(ctx, l, traces)
		if err != nil {
			return out, err
		}
		for _, t := range traces {
			if t.Recorded < since {
				return out, nil
			}
			if counted[t] && !slices.Contains(out.Matters, fold.ID(t.Matter)) {
				if len(out.Matters) == PageSize {
					out.Next = strconv.FormatInt(at, 10)
					return out, nil
				}
				out.Matters = append(out.Matters, fold.ID(t.Matter))
			}
			at = t.Position
		}
		if len(traces) < tracesAtOnce {
			return out, nil
		}
	}
	out.Next = strconv.FormatInt(at, 10)
	return out, nil
}

// countedAt tells by which of the traces the measure counted its matter.
func (b *Book) countedAt(ctx context.Context, l List, traces []ledger.Trace) (map[ledger.Trace]bool, error) {
	m := b.look.measures.One(l.Measure)
	var ids []int64
	for _, t := range traces {
		if slices.Contains(m.Acts, t.Act) {
			ids = append(ids, t.Matter)
		}
	}
	memories, err := recalledOf(b.engine.DB.Follow().Read(ctx), ids)
	out := map[ledger.Trace]bool{}
	for _, t := range traces {
		if memory := memories[t.Matter]; memory != nil && slices.Contains(m.Acts, t.Act) {
			day := calendar.DateOf(store.Moment(t.Occurred).In(b.engine.Zone))
			out[t] = day.Compare(l.Since) >= 0 && slices.ContainsFunc(memory.Counted, func(c counted) bool {
				return c.Measure == l.Measure && c.Day == day.String() && l.Which.holds(c)
			})
		}
	}
	return out, err
}

// holds tells whether what was counted is of those that are asked for.
func (w Which) holds(c counted) bool {
	switch w {
	case Dropped:
		return c.Dropped
	case Good:
		return !c.Dropped && c.Value != 0
	case Other:
		return !c.Dropped && c.Value == 0
	}
	return !c.Dropped
}

// recalledOf is what is remembered of matters.
func recalledOf(q store.Q, ids []int64) (map[int64]*memory, error) {
	slices.Sort(ids)
	out := map[int64]*memory{}
	rows, err := q.Query(recallSQL, store.List(slices.Compact(ids)))
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var id int64
		var text string
		if err := rows.Scan(&id, &text); err != nil {
			return err
		}
		var err error
		out[id], err = recalled(text)
		return err
	})
	return out, err
}
