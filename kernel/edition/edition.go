// Package edition keeps the definitions of processes that matters run on.
//
// A definition is stored by its digest, with the date from which it is the one for
// new matters, and is never changed or removed: a running matter stays on its own.
// A stored one that this version cannot read, or that was changed, stops the start.
package edition

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"sync"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/process"
	"shuniu/kernel/store"
)

// Shelf holds every edition: those given now, and older ones.
type Shelf struct {
	db     *store.DB
	ready  Ready
	mu     sync.RWMutex
	known  map[string]*process.Definition // by digest
	byName map[string][]process.Edition
}

// Ready makes a definition ready to run, or says why this version cannot run it.
type Ready func(*process.Definition) (*process.Definition, error)

// NewShelf is an empty one.
func NewShelf(db *store.DB, ready Ready) *Shelf {
	return &Shelf{db: db, ready: ready, known: map[string]*process.Definition{}, byName: map[string][]process.Edition{}}
}

// On is the definition a matter opened on the day runs on; NotFound if there is no
// such process.
func (s *Shelf) On(name string, day calendar.Date) (*process.Definition, error) {
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

// ByDigest is the definition with that digest; Internal if no matter can have it.
func (s *Shelf) ByDigest(digest string) (*process.Definition, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if d, ok := s.known[digest]; ok {
		return d, nil
	}
	return nil, fault.Of(fault.Internal, "definition %s is not activated", digest)
}

func (s *Shelf) add(d *process.Definition, effective calendar.Date) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known[d.Digest] = d
	list := append(slices.Clone(s.byName[d.Name]), process.Edition{Digest: d.Digest, Name: d.Name, Effective: effective})
	slices.SortStableFunc(list, func(a, b process.Edition) int { return a.Effective.Compare(b.Effective) })
	s.byName[d.Name] = list
}

// Running reports whether no matter of the process that is in the state has ended,
// whatever edition it runs on.
func (s *Shelf) Running(name, state string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	known := false
	for _, ed := range s.byName[name] {
		if st := s.known[ed.Digest].State(state); st != nil {
			if st.End != "" {
				return false
			}
			known = true
		}
	}
	return known
}

// Activate stores the definitions as those for matters opened from today on, and
// loads every stored one; the error, Unavailable, names all that are unfit.
func (s *Shelf) Activate(ctx context.Context, today calendar.Date, given []*process.Definition) error {
	err := s.db.Write(ctx, func(tx *store.Tx) error {
		for _, d := range given {
			if _, err := tx.Exec(putSQL, d.Digest, d.Name, today.String(), store.Micros(tx.Now()), string(d.Source)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	var unfit []error
	rows, err := s.db.Read(ctx).Query(allSQL)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var digest, name, effective, source string
		if err := rows.Scan(&digest, &name, &effective, &source); err != nil {
			return err
		}
		day, err := calendar.ParseDate(effective)
		if err != nil {
			return err
		}
		d, err := shelved{name, digest, source}.read(given)
		if err == nil {
			d, err = s.ready(d)
		}
		if err != nil {
			unfit = append(unfit, err)
			return nil
		}
		s.add(d, day)
		return nil
	})
	if err == nil && len(unfit) > 0 {
		err = fault.Wrap(fault.Unavailable, errors.Join(unfit...), "definitions")
	}
	return err
}

// shelved is a definition as stored.
type shelved struct{ name, digest, source string }

// read is the definition: the one given that says the same, or its text parsed.
func (s shelved) read(given []*process.Definition) (*process.Definition, error) {
	i := slices.IndexFunc(given, func(d *process.Definition) bool { return d.Digest == s.digest && string(d.Source) == s.source })
	if i >= 0 {
		return given[i], nil
	}
	return parse(s.name, s.digest, s.source)
}

func parse(name, digest, source string) (*process.Definition, error) {
	d, findings := process.Parse(name+"@"+digest[:8], []byte(source))
	if d == nil || len(findings) > 0 {
		return nil, fault.Of(fault.Unavailable, "stored definition %s of %s cannot be read by this version: %v", digest[:8], name, findings)
	}
	if d.Digest != digest {
		return nil, fault.Of(fault.Unavailable, "stored definition %s of %s was changed: its digest is now %s", digest[:8], name, d.Digest[:8])
	}
	return d, nil
}

const (
	putSQL = `INSERT INTO definition (digest, name, effective, activated_at, source) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (digest) DO NOTHING`
	allSQL = `SELECT digest, name, effective, source FROM definition ORDER BY effective, activated_at`
)
