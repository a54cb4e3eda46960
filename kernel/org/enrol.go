package org

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/store"
)

// IDs gives out the ids of the organisation. They must be taken before the write
// that uses them.
type IDs struct{ units, persons, posts, delegations *store.IDs }

// NewIDs returns the ids of the database. A process keeps one: ids are taken in
// blocks.
func NewIDs(db *store.DB) *IDs {
	return &IDs{db.IDs("unit"), db.IDs("person"), db.IDs("post"), db.IDs("delegation")}
}

// Unit is a new unit's id.
func (i *IDs) Unit(ctx context.Context) (UnitID, error) { return next[UnitID](ctx, i.units) }

// Person is a new person's id.
func (i *IDs) Person(ctx context.Context) (PersonID, error) { return next[PersonID](ctx, i.persons) }

// Post is a new post's id.
func (i *IDs) Post(ctx context.Context) (PostID, error) { return next[PostID](ctx, i.posts) }

// Delegation is a new delegation's id.
func (i *IDs) Delegation(ctx context.Context) (DelegationID, error) {
	return next[DelegationID](ctx, i.delegations)
}

func next[T ~int64](ctx context.Context, ids *store.IDs) (T, error) {
	id, err := ids.Next(ctx)
	return T(id), err
}

// begin counts the change, first of all, so that on PostgreSQL two writes to the
// organisation wait for each other and their checks hold.
func begin(tx *store.Tx) (*check, error) {
	_, err := tx.Exec(bumpSQL)
	return &check{tx: tx}, err
}

// AddRegions adds regions and renames those already there; none is ever taken
// away, because old matters name it. Invalid lists every defect, with the code as
// its field; a region of another city is a Conflict.
func AddRegions(tx *store.Tx, regions []Region) error {
	c, err := begin(tx)
	if err != nil {
		return err
	}
	known, err := regionCodes(tx)
	if err != nil {
		return err
	}
	for _, r := range regions {
		for _, text := range regionDefects(r) {
			c.defects = append(c.defects, fault.Defect{Field: string(r.Code), Text: text})
		}
	}
	if err := c.result(); err != nil {
		return err
	}
	regions = slices.SortedFunc(slices.Values(regions), func(a, b Region) int { return strings.Compare(string(a.Code), string(b.Code)) })
	for _, r := range regions {
		if len(known) > 0 && !known[0].Contains(r.Code) {
			return fault.New(fault.Conflict, lang.T("本库属于 {city}，不能加入 {code}。", "This database belongs to {city}; {code} cannot be added.").With("city", string(known[0]), "code", string(r.Code)), "regions of another city")
		}
		if _, parent := slices.BinarySearch(known, r.Code.Parent()); !parent && r.Code.Level() != City {
			c.add(string(r.Code), "缺少上级区划。", "The parent region is missing.")
			continue
		}
		if at, there := slices.BinarySearch(known, r.Code); !there {
			known = slices.Insert(known, at, r.Code)
		}
		if _, err := tx.Exec(putRegionSQL, r.Code, r.Name.Zh, r.Name.En); err != nil {
			return err
		}
	}
	return c.result()
}

// AddUnit adds a unit below its parent. There is one unit without a parent; a
// second is a Conflict, and so is a code in use.
func AddUnit(tx *store.Tx, u Unit) error {
	c, err := begin(tx)
	if err != nil {
		return err
	}
	c.unit(u)
	parent := sql.NullInt64{Int64: int64(u.Parent), Valid: u.Parent != 0}
	if parent.Valid {
		c.exists("parent", countUnitSQL, u.Parent)
	}
	if err := c.result(); err != nil {
		return err
	}
	if err := free(tx, countUnitCodeSQL, lang.T("单位代码已被使用。", "The unit code is in use."), u.Code); err != nil {
		return err
	}
	if !parent.Valid {
		if err := free(tx, countTopSQL, lang.T("已有最上级单位。", "There is a unit at the top already.")); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(addUnitSQL, u.ID, u.Code, u.Name.Zh, u.Name.En, u.Region, parent, u.Phone); err != nil {
		return err
	}
	if _, err := tx.Exec(selfClosureSQL, u.ID); err != nil {
		return err
	}
	_, err = tx.Exec(joinClosureSQL, u.ID, u.Parent)
	return err
}

// MoveUnit puts a unit, with all below it, under another superior. The unit at
// the top stays there, and no unit comes below itself: both are a Conflict.
func MoveUnit(tx *store.Tx, unit, parent UnitID) error {
	c, err := begin(tx)
	if err != nil {
		return err
	}
	c.exists("unit", countUnitSQL, unit)
	c.exists("parent", countUnitSQL, parent)
	if err := c.result(); err != nil {
		return err
	}
	if err := free(tx, countBelowSQL, lang.T("不能把单位移到自己的下级。", "A unit cannot be moved below itself."), unit, parent); err != nil {
		return err
	}
	moved, err := tx.Exec(moveUnitSQL, unit, parent)
	if err != nil {
		return err
	}
	if moved == 0 {
		return fault.New(fault.Conflict, lang.T("最上级单位不能移动。", "The unit at the top cannot be moved."), "move the top unit")
	}
	if _, err := tx.Exec(leaveClosureSQL, unit); err != nil {
		return err
	}
	_, err = tx.Exec(joinClosureSQL, unit, parent)
	return err
}

// AddPerson adds a person, who may then hold posts. A code in use is a Conflict.
func AddPerson(tx *store.Tx, p Person) error {
	if err := checkPerson(tx, p); err != nil {
		return err
	}
	_, err := tx.Exec(addPersonSQL, p.ID, p.Code, p.Name.Zh, p.Name.En)
	return err
}

func checkPerson(tx *store.Tx, p Person) error {
	c, err := begin(tx)
	if err != nil {
		return err
	}
	c.id(int64(p.ID))
	c.name("name", p.Name)
	if p.Code == "" {
		return c.result()
	}
	if !personCode.MatchString(p.Code) {
		c.add("person", "人员编号由字母、数字和 . _ - 组成，不超过 40 个字符。", "A person's code has letters, digits and . _ -, at most 40.")
	}
	if err := c.result(); err != nil {
		return err
	}
	return free(tx, countOtherCodeSQL, lang.T("人员编号已属于他人。", "The code is another person's."), p.Code, p.ID)
}

// Appoint lets a person hold a post. It is a Conflict if the person holds it on
// one of the days already, or if the unit has another head then: on any day one
// person answers for a unit.
func Appoint(tx *store.Tx, p Post) error {
	c, err := begin(tx)
	if err != nil {
		return err
	}
	c.id(int64(p.ID))
	c.code("kind", string(p.Kind), postKind)
	c.period(p.Since, p.Until, false)
	c.exists("unit", countUnitSQL, p.Unit)
	c.exists("person", countPersonSQL, p.Person)
	if !p.Title.IsZero() {
		c.name("title", p.Title)
	}
	if err := c.result(); err != nil {
		return err
	}
	until := p.Until.String()
	if err := free(tx, countHoldsSQL, lang.T("该人员在这段时间内已任此岗。", "This person holds this post at that time already."), p.Unit, p.Kind, p.Since.String(), until, p.Person); err != nil {
		return err
	}
	if p.Kind == Head {
		if err := free(tx, countHeldSQL, lang.T("该单位在这段时间内已有负责人。", "The unit has a head at that time already."), p.Unit, p.Kind, p.Since.String(), until); err != nil {
			return err
		}
	}
	_, err = tx.Exec(addPostSQL, p.ID, p.Unit, p.Kind, p.Person, p.Title.Zh, p.Title.En, p.Since.String(), until)
	return err
}

// EndPost ends a post with its last day, and with it what was delegated from it.
// A last day before the first cancels the post. A post that has an earlier end
// keeps it: that is a Conflict.
func EndPost(tx *store.Tx, id PostID, last calendar.Date) error {
	return end(tx, int64(id), endPostSQL, last)
}

// Delegate lets a person act in the post of another, within the time for which
// the post is held.
func Delegate(tx *store.Tx, d Delegation) error {
	c, err := begin(tx)
	if err != nil {
		return err
	}
	c.id(int64(d.ID))
	c.period(d.Since, d.Until, true)
	c.exists("to", countPersonSQL, d.To)
	if d.Kind != Substitute && d.Kind != Grant {
		c.add("kind", "应为顶岗或授权。", "It must be a substitute or a grant.")
	}
	var holder PersonID
	var since, until string
	switch err := tx.QueryRow(postPeriodSQL, d.Post).Scan(&holder, &since, &until); {
	case errors.Is(err, sql.ErrNoRows):
		c.add("post", "没有这一项。", "There is no such thing.")
	case err != nil:
		return err
	case holder == d.To:
		c.add("to", "不能授权给本人。", "Nobody delegates to himself or herself.")
	case d.Since.String() < since || until != "" && d.Until.String() > until:
		c.add("until", "授权的时间不能超出任岗的时间。", "A delegation cannot reach beyond the time for which the post is held.")
	}
	if err := c.result(); err != nil {
		return err
	}
	_, err = tx.Exec(addDelegationSQL, d.ID, d.Post, d.To, d.Kind, d.Since.String(), d.Until.String())
	return err
}

// EndDelegation ends a delegation earlier, with its last day; one before the
// first cancels it.
func EndDelegation(tx *store.Tx, id DelegationID, last calendar.Date) error {
	return end(tx, int64(id), endDelegationSQL, last)
}

func end(tx *store.Tx, id int64, query string, last calendar.Date) error {
	c, err := begin(tx)
	if err != nil {
		return err
	}
	if last.IsZero() {
		c.add("last", "请填写最后一日。", "Give the last day.")
		return c.result()
	}
	n, err := tx.Exec(query, id, last.String())
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, lang.T("没有这一项，或者已在更早的日期终止。", "There is no such thing, or it has ended earlier."), "end")
	}
	return err
}

// free is a Conflict with the sentence unless the query counts none.
func free(tx *store.Tx, countSQL string, taken lang.Text, args ...any) error {
	in, err := has(tx, countSQL, args...)
	if err != nil {
		return err
	}
	if in {
		return fault.New(fault.Conflict, taken, "organisation")
	}
	return nil
}
