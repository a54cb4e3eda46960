package org

import (
	"database/sql"

	"shuniu/kernel/store"
)

func regionCodes(q store.Q) ([]RegionCode, error) {
	var codes []RegionCode
	rows, err := q.Query(regionCodesSQL)
	err = store.Scan(rows, err, func(r *sql.Rows) error {
		var code RegionCode
		err := r.Scan(&code)
		codes = append(codes, code)
		return err
	})
	return codes, err
}

// An open end is stored as the empty text; a row that ends before it begins was
// cancelled and meets nothing.
const meets = ` since <= CASE WHEN $4 = '' THEN '9999-12-31' ELSE $4 END AND (until = '' OR (until >= $3 AND until >= since))`

const (
	versionSQL = `SELECT version FROM org_version WHERE id = 1`
	lockSQL    = `SELECT version FROM org_version WHERE id = 1 FOR UPDATE`
	bumpSQL    = `UPDATE org_version SET version = version + 1 WHERE id = 1`

	regionCodesSQL = `SELECT code FROM region ORDER BY code`
	regionsSQL     = `SELECT code, name_zh, name_en FROM region ORDER BY code`
	unitsSQL       = `SELECT id, code, name_zh, name_en, region, coalesce(parent, 0), phone FROM unit ORDER BY id`
	personsSQL     = `SELECT id, code, name_zh, name_en FROM person ORDER BY id`
	postsSQL       = `SELECT id, unit, kind, person, title_zh, title_en, since, until FROM post ORDER BY since, id`
	delegationsSQL = `SELECT id, post, taker, kind, since, until FROM delegation ORDER BY since, id`

	putRegionSQL = `
INSERT INTO region (code, name_zh, name_en) VALUES ($1, $2, $3)
ON CONFLICT (code) DO UPDATE SET name_zh = excluded.name_zh, name_en = excluded.name_en`
	addUnitSQL       = `INSERT INTO unit (id, code, name_zh, name_en, region, parent, phone) VALUES ($1, $2, $3, $4, $5, $6, $7)`
	addPersonSQL     = `INSERT INTO person (id, code, name_zh, name_en) VALUES ($1, $2, $3, $4)`
	addPostSQL       = `INSERT INTO post (id, unit, kind, person, title_zh, title_en, since, until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
	addDelegationSQL = `INSERT INTO delegation (id, post, taker, kind, since, until) VALUES ($1, $2, $3, $4, $5, $6)`
	reviseUnitSQL    = `UPDATE unit SET name_zh = $2, name_en = $3, region = $4, phone = $5 WHERE id = $1`
	revisePersonSQL  = `UPDATE person SET code = $2, name_zh = $3, name_en = $4 WHERE id = $1`
	retitleSQL       = `UPDATE post SET title_zh = $2, title_en = $3 WHERE id = $1`
	moveUnitSQL      = `UPDATE unit SET parent = $2 WHERE id = $1 AND parent IS NOT NULL`
	endPostSQL       = `UPDATE post SET until = $2 WHERE id = $1 AND (until = '' OR until >= $2)`
	endDelegationSQL = `UPDATE delegation SET until = $2 WHERE id = $1 AND until >= $2`
	postPeriodSQL    = `SELECT person, since, until FROM post WHERE id = $1`

	selfClosureSQL = `INSERT INTO unit_closure (ancestor, descendant, depth) VALUES ($1, $1, 0)`
	// Everything above the parent, and it, comes above everything from the unit down.
	joinClosureSQL = `
INSERT INTO unit_closure (ancestor, descendant, depth)
SELECT up.ancestor, down.descendant, up.depth + down.depth + 1
FROM unit_closure up CROSS JOIN unit_closure down
WHERE up.descendant = $2 AND down.ancestor = $1`
	leaveClosureSQL = `
DELETE FROM unit_closure
WHERE descendant IN (SELECT descendant FROM unit_closure WHERE ancestor = $1)
AND ancestor NOT IN (SELECT descendant FROM unit_closure WHERE ancestor = $1)`

	countRegionSQL    = `SELECT count(*) FROM region WHERE code = $1`
	countUnitSQL      = `SELECT count(*) FROM unit WHERE id = $1`
	countUnitCodeSQL  = `SELECT count(*) FROM unit WHERE code = $1`
	countPersonSQL    = `SELECT count(*) FROM person WHERE id = $1`
	countOtherCodeSQL = `SELECT count(*) FROM person WHERE code = $1 AND id <> $2`
	countTopSQL       = `SELECT count(*) FROM unit WHERE parent IS NULL`
	countBelowSQL     = `SELECT count(*) FROM unit_closure WHERE ancestor = $1 AND descendant = $2`
	countHeldSQL      = `SELECT count(*) FROM post WHERE unit = $1 AND kind = $2 AND` + meets
	countHoldsSQL     = `SELECT count(*) FROM post WHERE unit = $1 AND kind = $2 AND person = $5 AND` + meets
)
