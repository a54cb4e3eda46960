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
