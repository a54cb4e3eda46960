package supervision

const (
	positionSQL = `SELECT position FROM supervision_position WHERE one = 1`
	moveSQL     = `
INSERT INTO supervision_position (one, position) VALUES (1, $1)
ON CONFLICT (one) DO UPDATE SET position = excluded.position`

	hitSQL = `
INSERT INTO supervision_hit (rule, version, key, position, at, carded) VALUES ($1, $2, $3, $4, $5, 0)
ON CONFLICT (rule, version, key, position) DO NOTHING`
	hitsSQL = `
SELECT at, carded, position FROM supervision_hit
WHERE rule = $1 AND version = $2 AND key = $3 AND at > $4 AND position <= $5 ORDER BY position`
	cardedSQL = `UPDATE supervision_hit SET carded = 1 WHERE rule = $1 AND version = $2 AND key = $3 AND position = $4`

	givenSQL = `
INSERT INTO supervision_given (rule, version, position, at, matter_id, seq, card_id) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (rule, version, position) DO NOTHING`
	givenSinceSQL = `SELECT rule, version, position, at FROM supervision_given`
)

const (
	enterSQL = `
INSERT INTO supervision_card (card_id, rule, severity, unit, about, given, month, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
	cardSQL  = `SELECT rule, unit, month, state FROM supervision_card WHERE card_id = $1`
	stateSQL = `UPDATE supervision_card SET state = $2 WHERE card_id = $1`
	countSQL = `
INSERT INTO supervision_count (rule, unit, month, state, n) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (rule, unit, month, state) DO UPDATE SET n = supervision_count.n + excluded.n`
	emptyCardsSQL  = `DELETE FROM supervision_card`
	emptyCountsSQL = `DELETE FROM supervision_count`

	byRuleSQL = `SELECT rule, state, SUM(n) FROM supervision_count WHERE month BETWEEN $1 AND $2 GROUP BY rule, state`
	ofRuleSQL = `
SELECT card_id, severity, unit, about, given, state FROM supervision_card
WHERE rule = $1 AND card_id < $2 ORDER BY card_id DESC LIMIT $3`

	dumpCardsSQL  = `SELECT card_id || ' ' || rule || ' ' || severity || ' ' || unit || ' ' || about || ' ' || given || ' ' || month || ' ' || state FROM supervision_card ORDER BY card_id`
	dumpCountsSQL = `SELECT rule || ' ' || unit || ' ' || month || ' ' || state || ' ' || n FROM supervision_count ORDER BY rule, unit, month, state`
)
