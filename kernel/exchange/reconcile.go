package exchange

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
)

// What one side has and the other has not, or has otherwise.
const (
	Missing   = "missing"   // delivered and receipted, and not in their list: sent once more by itself
	Unknown   = "unknown"   // in their list, and not delivered by us
	Differing = "differing" // in both, and not the same
)

// Report is what a day's comparison with one system found. Delivered and Refused are
// of the day, Waiting is what waited when the report was made; Compared is false while
// the other side would not show its list.
type Report struct {
	Connector string
	Day       calendar.Date
	At        int64
	Compared  bool
	Delivered int
	Refused   int
	Waiting   int

	Differences int
}

// Difference is one thing that a comparison found. Matter, Position and Kind are empty
// of what we do not know; Fields are the names that differ, never what they say.
type Difference struct {
	What     string
	Matter   matter.ID
	Position int64
	Kind     string
	Key      string
	Fields   []string
}

// listed bounds how long their list of a day may be, waitingMost how far what waits is
// counted.
const (
	listed      = 1_000_000
	waitingMost = 100_000
)

// compareAfter is how long after a day its lists are compared, and compareBack how many
// days a comparison is made up for, after servers stood still or the other side was away.
const (
	compareAfter = time.Hour
	compareBack  = 7
)

// compareDue compares the days that have passed and were not compared. Where the other
// side shows no list this is tried again, and the report says so meanwhile.
func (l *line) compareDue(ctx context.Context) error {
	now := l.engine.DB.Now()
	last := calendar.DateOf(now.Add(-compareAfter).In(l.engine.Zone)).Add(-1)
	done, err := l.Reports(ctx, l.Link.Connector.Code, last.Add(1), compareBack)
	if err != nil {
		return err
	}
	for day := last.Add(1 - compareBack); !day.After(last); day = day.Add(1) {
		if day.Before(l.Link.Connector.Since) {
			continue
		}
		i := slices.IndexFunc(done, func(r Report) bool { return r.Day == day })
		if i >= 0 && (done[i].Compared || store.Moment(done[i].At).Add(lastTry).After(now)) {
			continue
		}
		if _, err := l.reconcile(ctx, day); err != nil {
			return err
		}
	}
	return nil
}

// Reconcile compares the lists of a day on both sides and keeps the report. What they
// have lost is sent to them again; every other difference is for people.
func (k *Keeper) Reconcile(ctx context.Context, connector string, day calendar.Date) (Report, error) {
	l, err := k.line(connector)
	if err != nil {
		return Report{}, err
	}
	return l.reconcile(ctx, day)
}

func (l *line) reconcile(ctx context.Context, day calendar.Date) (Report, error) {
	connector := l.Link.Connector.Code
	r := Report{Connector: connector, Day: day}
	begin, end := store.Micros(day.Start(l.engine.Zone)), store.Micros(day.Add(1).Start(l.engine.Zone))
	q := l.engine.DB.Read(ctx)
	ours, err := list(q, settledSQL, connector, string(Delivered), begin, end)
	if err != nil {
		return r, err
	}
	refused, err := list(q, settledSQL, connector, string(Refused), begin, end)
	if err != nil {
		return r, err
	}
	if r.Waiting, _, err = l.count(ctx, connector, Waiting); err != nil {
		return r, err
	}
	r.Delivered, r.Refused = len(ours), len(refused)
	theirs, err := l.theirs(ctx, day)
	var found []Difference
	if err == nil {
		found, err = l.differences(ctx, day, ours, theirs)
	}
	if err != nil && !fault.Is(err, fault.Unavailable) {
		return r, err
	}
	r.Compared = err == nil
	return r, l.report(ctx, &r, found)
}

// theirs is the other side's list of a day, by key.
func (l *line) theirs(ctx context.Context, day calendar.Date) (map[string]map[string]string, error) {
	out := map[string]map[string]string{}
	for after := ""; len(out) < listed; {
		within, cancel := context.WithTimeout(ctx, patience)
		part, next, err := l.Counterpart.Listed(within, day, after)
		cancel()
		if err != nil {
			return nil, err
		}
		for _, r := range part {
			out[r.Key] = r.Body
		}
		if next == "" {
			return out, nil
		}
		if next <= after {
			break
		}
		after = next
	}
	return nil, fault.Of(fault.Unavailable, "the list of %s has no end", l.Link.Connector.Code)
}

// earlier finds a message that is not in their list of a day in those of the days before,
// back to the day of its act: they may have taken it then, and their answer been lost.
func (l *line) earlier(ctx context.Context, m Message, day calendar.Date, lists map[calendar.Date]map[string]map[string]string) (body map[string]string, err error) {
	for d := day.Add(-1); !d.Before(l.day(m.Occurred)) && d.After(day.Add(-1-compareBack)); d = d.Add(-1) {
		if lists[d] == nil {
			if lists[d], err = l.theirs(ctx, d); err != nil {
				return nil, err
			}
		}
		if body, there := lists[d][m.Key(l.engine.Log.City())]; there {
			return body, nil
		}
	}
	return nil, nil
}

// ours tells whether a key is that of a message of ours, on whatever day its delivery
// was recorded.
func (l *line) ours(ctx context.Context, key string) (bool, error) {
	parts := strings.Split(key, "/")
	if len(parts) != 4 || parts[0] != l.engine.Log.City() || parts[1] != l.Link.Connector.Code {
		return false, nil
	}
	position, err := strconv.ParseInt(parts[2], 10, 64)
	if err != nil {
		return false, nil //nolint:nilerr // what is no number is no key of ours
	}
	found, err := list(l.engine.DB.Read(ctx), oneSQL, parts[1], position, parts[3])
	return len(found) > 0, err
}

func (l *line) differences(ctx context.Context, day calendar.Date, ours []Message, theirs map[string]map[string]string) ([]Difference, error) {
	var out []Difference
	lists := map[calendar.Date]map[string]map[string]string{}
	for _, m := range ours {
		key := m.Key(l.engine.Log.City())
		d := Difference{What: Missing, Matter: m.Matter, Position: m.Position, Kind: m.Kind, Key: key}
		their := theirs[key]
		delete(theirs, key)
		if their == nil {
			var err error
			if their, err = l.earlier(ctx, m, day, lists); err != nil {
				return nil, err
			}
		}
		if their != nil {
			ours, err := l.compose(ctx, m)
			if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Invalid) {
				continue // erased, or told by a mapping that is no more
			}
			if err != nil {
				return nil, err
			}
			d.What = Differing
			for _, name := range l.Link.Connector.Compare {
				if ours.Body[name] != their[name] {
					d.Fields = append(d.Fields, name)
				}
			}
			if d.Fields == nil {
				continue
			}
		}
		out = append(out, d)
	}
	for _, key := range slices.Sorted(maps.Keys(theirs)) {
		known, err := l.ours(ctx, key)
		if err != nil {
			return nil, err
		}
		if !known {
			out = append(out, Difference{What: Unknown, Key: key})
		}
	}
	return out, nil
}

// report keeps what was found and sends again what they have lost, in one write.
func (l *line) report(ctx context.Context, r *Report, found []Difference) error {
	return l.engine.DB.Write(ctx, func(tx *store.Tx) error {
		r.At, r.Differences = store.Micros(tx.Now()), len(found)
		day, compared := r.Day.String(), 0
		if r.Compared {
			compared = 1
		}
		if _, err := tx.Exec(reportSQL, r.Connector, day, r.At, compared, r.Delivered, r.Refused, r.Waiting, len(found)); err != nil {
			return err
		}
		if err := tx.Put(forgetSQL, r.Connector, day); err != nil {
			return err
		}
		for n, d := range found {
			if err := tx.Put(differenceSQL, r.Connector, day, n, d.What, int64(d.Matter), d.Position, d.Kind, d.Key, strings.Join(d.Fields, " ")); err != nil {
				return err
			}
			if d.What != Missing {
				continue
			}
			if err := tx.Put(againSQL, r.Connector, d.Position, d.Kind, r.At, string(Delivered)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Reports are the reports on a connector of days before one, the latest first.
func (k *Keeper) Reports(ctx context.Context, connector string, before calendar.Date, limit int) ([]Report, error) {
	var out []Report
	rows, err := k.engine.DB.Read(ctx).Query(reportsSQL, connector, before.String(), limit)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var r Report
		var day string
		var compared int
		if err := rows.Scan(&r.Connector, &day, &r.At, &compared, &r.Delivered, &r.Refused, &r.Waiting, &r.Differences); err != nil {
			return err
		}
		r.Compared = compared == 1
		err := r.Day.UnmarshalText([]byte(day))
		out = append(out, r)
		return err
	})
	return out, err
}

// Differences are what the comparison of a day found.
func (k *Keeper) Differences(ctx context.Context, connector string, day calendar.Date) ([]Difference, error) {
	var out []Difference
	rows, err := k.engine.DB.Read(ctx).Query(differencesSQL, connector, day.String())
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var d Difference
		var fields string
		err := rows.Scan(&d.What, &d.Matter, &d.Position, &d.Kind, &d.Key, &fields)
		d.Fields = strings.Fields(fields)
		out = append(out, d)
		return err
	})
	return out, err
}
