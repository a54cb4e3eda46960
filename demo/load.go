package demo

import (
	"context"

	"shuniu/kernel/account"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// Load puts the city and the accounts of its cast into the database. What is there
// already is left as it is; a database that has another city is a Conflict.
func Load(ctx context.Context, db *store.DB, today calendar.Date) error {
	d, err := org.Load(db.Read(ctx))
	if err != nil {
		return err
	}
	switch top, there := d.Top(); {
	case !there:
		r, err := register()
		if err != nil {
			return err
		}
		if _, err := r.Enter(ctx, db); err != nil {
			return err
		}
		if d, err = org.Load(db.Read(ctx)); err != nil {
			return err
		}
	case top.Region != City || top.Code != "city":
		return fault.New(fault.Conflict, lang.T("数据库中已有其他城市，演示数据不能加入。", "The database holds another city; the demonstration cannot be added to it."), "demonstration")
	}
	cast, err := Cast(d, today)
	if err != nil {
		return err
	}
	return enrol(ctx, db, cast)
}

// enrol gives accounts to the members who have none.
func enrol(ctx context.Context, db *store.DB, cast []Member) error {
	accounts, err := account.New(db, account.Settings{})
	if err != nil {
		return err
	}
	for _, m := range cast {
		_, err := accounts.ByLogin(ctx, m.Login)
		if err == nil {
			continue
		}
		if !fault.Is(err, fault.NotFound) {
			return err
		}
		id, err := accounts.NewID(ctx)
		if err != nil {
			return err
		}
		err = db.Write(ctx, func(tx *store.Tx) error {
			return account.Enrol(tx, account.Account{ID: id, Person: m.Person.ID, Login: m.Login})
		})
		if err != nil && !fault.Is(err, fault.Conflict) { // another process came first
			return err
		}
	}
	return nil
}
