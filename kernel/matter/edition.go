package matter

import (
	"database/sql"
	"slices"
	"strings"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/process"
	"shuniu/kernel/store"
)

// Definition is the definition a matter runs on.
func (e *Reader) Definition(m *Matter) (*process.Definition, error) {
	return e.editions.ByDigest(m.Definition)
}

// Process is the definition of the named process for matters opened now.
func (e *Reader) Process(name string) (*process.Definition, error) {
	return e.editions.On(name, calendar.DateOf(e.DB.Now().In(e.Zone)))
}

// ready refuses a definition whose hooks this version does not have.
func (s Setup) ready(d *process.Definition) (*process.Definition, error) {
	var without []string
	for _, a := range d.Acts {
		if a.Hook != "" && s.Hooks[a.Hook] == nil {
			without = append(without, a.Hook)
		}
	}
	if len(without) > 0 {
		return nil, fault.Of(fault.Unavailable, "definition %s of %s needs hooks this version does not have: %s", d.Digest[:8], d.Name, strings.Join(without, ", "))
	}
	return d.Sorted(s.Categories.Options()), nil
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

const standingSQL = `SELECT state, number FROM matter WHERE NOT ended AND process = $1 ORDER BY id`
