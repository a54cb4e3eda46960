package org

import (
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/store"
)

// ReviseUnit gives the unit with the id another name, region or telephone number.
// Its code stays, because definitions and matters name it; MoveUnit changes its
// superior.
func ReviseUnit(tx *store.Tx, u Unit) error {
	c, err := begin(tx)
	if err != nil {
		return err
	}
	c.unit(u)
	if err := c.result(); err != nil {
		return err
	}
	return revised(tx.Exec(reviseUnitSQL, u.ID, u.Name.Zh, u.Name.En, u.Region, u.Phone))
}

// RevisePerson gives the person with the id another name or code.
func RevisePerson(tx *store.Tx, p Person) error {
	if err := checkPerson(tx, p); err != nil {
		return err
	}
	return revised(tx.Exec(revisePersonSQL, p.ID, p.Code, p.Name.Zh, p.Name.En))
}

// Retitle changes what the holder of a post is called.
func Retitle(tx *store.Tx, id PostID, title lang.Text) error {
	c, err := begin(tx)
	if err != nil {
		return err
	}
	if !title.IsZero() {
		c.name("title", title)
	}
	if err := c.result(); err != nil {
		return err
	}
	return revised(tx.Exec(retitleSQL, id, title.Zh, title.En))
}

func revised(n int64, err error) error {
	if err == nil && n == 0 {
		return fault.Of(fault.NotFound, "no such row to revise")
	}
	return err
}
