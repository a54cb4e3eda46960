package matter

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"sync"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/process"
	"shuniu/kernel/store"
)

// editions are the definitions that matters run on: those given now, and older
// ones that matters were opened with. A running matter stays on its own.
type editions struct {
	mu     sync.RWMutex
	known  map[string]*process.Definition // by digest
	byName map[string][]process.Edition
}

func newEditions() *editions {
	return &editions{known: map[string]*process.Definition{}, byName: map[string][]process.Edition{}}
}

// on is the definition a matter opened on the day runs on.
func (s *editions) on(name string, day calendar.Date) (*process.Definition, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	ed, ok := process.Choose(s.byName[name], name, day)
	if !ok {
		// history imported from before the first edition runs on that one
		if len(s.byName[name]) == 0 {
			return nil, fault.Of(fault.NotFound, "there is no process %q", name)
		}
		ed = s.byName[name][0]
	}
	return s.known[ed.Digest], nil
}

func (s *editions) byDigest(digest string) (*process.Definition, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if d, ok := s.known[digest]; ok {
		return d, nil
	}
	return nil, fault.Of(fault.Internal, "definition %s is not activated", digest)
}

func (s *editions) add(d *process.Definition, effective calendar.Date) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known[d.Digest] = d
	list := append(slices.Clone(s.byName[d.Name]), process.Edition{Digest: d.Digest, Name: d.Name, Effective: effective})
	slices.SortStableFunc(list, func(a, b process.Edition) int { return a.Effective.Compare(b.Effective) })
	s.byName[d.Name] = list
}

// Definition is the definition a matter runs on.
func (e *Reader) Definition(m *Matter) (*process.Definition, error) {
	return e.editions.byDigest(m.Definition)
}

// Process is the definition of the named process for matters opened now.
func (e *Reader) Process(name string) (*process.Definition, error) {
	return e.editions.on(name, calendar.DateOf(e.DB.Now().In(e.Zone)))
}

// activate stores the definitions given and loads the older ones that have
// matters. Every live one must have its hooks.
func (e *Engine) activate(ctx context.Context) error {
	today := calendar.DateOf(e.DB.Now().In(e.Zone))
	err := e.DB.Write(ctx, func(tx *store.Tx) error {
		for _, d := range e.Definitions {
			if _, err := tx.Exec(activateSQL, d.Digest, d.Name, today.String(), store.Micros(tx.Now()), string(d.Source)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	var unfit []error
	rows, err := e.DB.Read(ctx).Query(definitionsSQL)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var digest, name, effective, source string
		if err := rows.Scan(&digest, &name, &effective, &source); err != nil {
			return err
		}
		day, err := calendar.ParseDate(effective)
		if err != nil {
			return err
		}
		if err := e.enlist(stored{digest: digest, name: name, source: source, effective: day}); err != nil {
			unfit = append(unfit, err)
		}
		return nil
	})
	if err == nil && len(unfit) > 0 {
		err = fault.Wrap(fault.Unavailable, errors.Join(unfit...), "definitions")
	}
	return err
}

type stored struct {
	digest, name, source string
	effective            calendar.Date
}

func (e *Engine) enlist(s stored) error {
	d, findings := process.Parse(s.name+"@"+s.digest[:8], []byte(s.source))
	if d == nil || len(findings) > 0 {
		return fault.Of(fault.Unavailable, "stored definition %s of %s cannot be read by this version: %v", s.digest[:8], s.name, findings)
	}
	if d.Digest != s.digest {
		return fault.Of(fault.Unavailable, "stored definition %s of %s was changed: its digest is now %s", s.digest[:8], s.name, d.Digest[:8])
	}
	var without []string
	for _, a := range d.Acts {
		if a.Hook != "" && e.Hooks[a.Hook] == nil {
			without = append(without, a.Hook)
		}
	}
	if len(without) > 0 {
		return fault.Of(fault.Unavailable, "definition %s of %s needs hooks this version does not have: %s", s.digest[:8], s.name, strings.Join(without, ", "))
	}
	e.editions.add(d.Sorted(e.Categories.Options()), s.effective)
	return nil
}

// Standing is how many open matters stand in a state, and the public numbers of
// those opened first.
type Standing struct {
	State   string   `json:"state"`
	Open    int64    `json:"open"`
	Numbers []string `json:"numbers"`
}

// Concerned tells which open matters of a process stand in each of the states, in their
// order, with up to limit numbers each: whom a change of its definition concerns.
func Concerned(q store.Q, process string, states []string, limit int) ([]Standing, error) {
	out := make([]Standing, len(states))
	for i, state := range states {
		out[i] = Standing{State: state, Numbers: []string{}}
	}
	rows, err := q.Query(standingSQL, process)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var state, number string
		err := rows.Scan(&state, &number)
		if i := slices.Index(states, state); i >= 0 {
			if out[i].Open++; len(out[i].Numbers) < limit {
				out[i].Numbers = append(out[i].Numbers, number)
			}
		}
		return err
	})
	return out, err
}

const (
	standingSQL    = `SELECT state, number FROM matter WHERE NOT ended AND process = $1 ORDER BY id`
	activateSQL    = `INSERT INTO definition (digest, name, effective, activated_at, source) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (digest) DO NOTHING`
	definitionsSQL = `SELECT digest, name, effective, source FROM definition ORDER BY effective, activated_at`
)
