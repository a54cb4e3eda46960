package demo

import (
	"context"
	"strconv"

	"shuniu/kernel/account"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// Load puts the city and the accounts of its cast into the database, in one
// write. The substitute's time begins a week before today and lasts half a year.
// A database that has the city already is left as it is; one that has another
// city is a Conflict.
func Load(ctx context.Context, db *store.DB, today calendar.Date) error {
	if there, err := loaded(db.Read(ctx)); err != nil || there {
		return err
	}
	t, err := readTown()
	if err != nil {
		return err
	}
	cast, err := t.cast()
	if err != nil {
		return err
	}
	n, err := t.number(ctx, db, cast)
	if err != nil {
		return err
	}
	return db.Write(ctx, func(tx *store.Tx) error {
		// another process may have come first
		if there, err := loaded(tx); err != nil || there {
			return err
		}
		return t.enrol(tx, n, today)
	})
}

func loaded(q store.Q) (bool, error) {
	d, err := org.Load(q)
	if err != nil {
		return false, err
	}
	top, ok := d.Top()
	if ok && (top.Region != City || top.Code != "city") {
		return false, fault.New(fault.Conflict, lang.T("数据库中已有其他城市，演示数据不能加入。", "The database holds another city; the demonstration cannot be added to it."), "demonstration")
	}
	return ok, nil
}

// numbers are the ids of what will be written, taken before the write.
type numbers struct {
	units   map[string]org.UnitID
	persons map[string]org.PersonID // by Chinese name, which is unique here
	given   []org.DelegationID
	cast    []account.Account
}

// number gives each post its id and collects those of everything else.
func (t *town) number(ctx context.Context, db *store.DB, cast []Member) (n numbers, err error) {
	ids := org.NewIDs(db)
	accounts, err := account.New(db, account.Settings{})
	if err != nil {
		return n, err
	}
	n = numbers{units: map[string]org.UnitID{}, persons: map[string]org.PersonID{}}
	for _, u := range t.units {
		if n.units[u.Code], err = ids.Unit(ctx); err != nil {
			return n, err
		}
	}
	for i, p := range t.posts {
		if n.persons[p.person.Zh], err = ids.Person(ctx); err != nil {
			return n, err
		}
		if t.posts[i].ID, err = ids.Post(ctx); err != nil {
			return n, err
		}
	}
	for range t.delegations {
		id, err := ids.Delegation(ctx)
		if err != nil {
			return n, err
		}
		n.given = append(n.given, id)
	}
	for _, m := range cast {
		id, err := accounts.NewID(ctx)
		if err != nil {
			return n, err
		}
		n.cast = append(n.cast, account.Account{ID: id, Person: n.persons[m.Name.Zh], Login: m.Login})
	}
	return n, nil
}

func (t *town) enrol(tx *store.Tx, n numbers, today calendar.Date) error {
	if err := org.AddRegions(tx, t.regions); err != nil {
		return err
	}
	for _, u := range t.units { // superiors come first in the file
		u.ID, u.Parent = n.units[u.Code], n.units[u.parent]
		if err := org.AddUnit(tx, u.Unit); err != nil {
			return err
		}
	}
	for _, p := range t.posts {
		p.Unit, p.Person = n.units[p.unit], n.persons[p.person.Zh]
		if err := org.AddPerson(tx, org.Person{ID: p.Person, Name: p.person}); err != nil {
			return err
		}
		if err := org.Appoint(tx, p.Post); err != nil {
			return err
		}
	}
	for i, d := range t.delegations {
		d.ID, d.To = n.given[i], n.persons[d.to]
		if p, ok := t.holder(d.unit, d.post, d.from); ok {
			d.Post = p.ID
		}
		var err error
		if d.Since, err = from(today, d.first); err != nil {
			return err
		}
		if d.Until, err = from(today, d.last); err != nil {
			return err
		}
		if err := org.Delegate(tx, d.Delegation); err != nil {
			return err
		}
	}
	for _, a := range n.cast {
		if err := account.Enrol(tx, a); err != nil {
			return err
		}
	}
	return nil
}

// from is the day so many days from today.
func from(today calendar.Date, days string) (calendar.Date, error) {
	n, err := strconv.Atoi(days)
	return today.Add(n), broken(err)
}
