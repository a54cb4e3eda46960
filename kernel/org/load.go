package org

import (
	"database/sql"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/store"
)

// loads bounds how often a snapshot is read again because the organisation
// changed meanwhile.
const loads = 5

// Load reads the organisation as it is. It is Unavailable if the organisation
// changes faster than it can be read.
func Load(q store.Q, needs ...Need) (*Directory, error) {
	for range loads {
		before, err := version(q)
		if err != nil {
			return nil, err
		}
		r, err := readAll(q)
		if err != nil {
			return nil, err
		}
		after, err := version(q)
		if err != nil {
			return nil, err
		}
		if after == before {
			return assemble(before, r, needs), nil
		}
	}
	return nil, fault.Of(fault.Unavailable, "the organisation changed during %d attempts to read it", loads)
}

func version(q store.Q) (n int64, err error) {
	if err := q.QueryRow(versionSQL).Scan(&n); err != nil {
		return 0, fault.Wrap(fault.Unavailable, err, "organisation version")
	}
	return n, nil
}

// records is what the tables hold: regions by code, units by id, posts and
// delegations by their first day.
type records struct {
	regions     []Region
	units       []Unit
	persons     []Person
	posts       []Post
	delegations []Delegation
}

func readAll(q store.Q) (r records, err error) {
	if r.regions, err = list(q, regionsSQL, readRegionRow); err != nil {
		return r, err
	}
	if r.units, err = list(q, unitsSQL, readUnit); err != nil {
		return r, err
	}
	if r.persons, err = list(q, personsSQL, readPerson); err != nil {
		return r, err
	}
	if r.posts, err = list(q, postsSQL, readPost); err != nil {
		return r, err
	}
	r.delegations, err = list(q, delegationsSQL, readDelegation)
	return r, err
}

func list[T any](q store.Q, query string, read func(*sql.Rows) (T, error)) ([]T, error) {
	var all []T
	rows, err := q.Query(query)
	err = store.Scan(rows, err, func(r *sql.Rows) error {
		one, err := read(r)
		all = append(all, one)
		return err
	})
	return all, err
}

func readRegionRow(r *sql.Rows) (g Region, err error) {
	err = r.Scan(&g.Code, &g.Name.Zh, &g.Name.En)
	return g, err
}

func readUnit(r *sql.Rows) (u Unit, err error) {
	err = r.Scan(&u.ID, &u.Code, &u.Name.Zh, &u.Name.En, &u.Region, &u.Parent, &u.Phone)
	return u, err
}

func readPerson(r *sql.Rows) (p Person, err error) {
	err = r.Scan(&p.ID, &p.Code, &p.Name.Zh, &p.Name.En)
	return p, err
}

func readPost(r *sql.Rows) (p Post, err error) {
	var days [2]string
	err = r.Scan(&p.ID, &p.Unit, &p.Kind, &p.Person, &p.Title.Zh, &p.Title.En, &days[0], &days[1])
	if err == nil {
		p.Since, p.Until, err = period(days)
	}
	return p, err
}

func readDelegation(r *sql.Rows) (d Delegation, err error) {
	var days [2]string
	err = r.Scan(&d.ID, &d.Post, &d.To, &d.Kind, &days[0], &days[1])
	if err == nil {
		d.Since, d.Until, err = period(days)
	}
	return d, err
}

func period(days [2]string) (since, until calendar.Date, err error) {
	if err := since.UnmarshalText([]byte(days[0])); err != nil {
		return since, until, err
	}
	err = until.UnmarshalText([]byte(days[1]))
	return since, until, err
}
