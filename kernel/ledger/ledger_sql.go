package ledger

const (
	nameCitySQL = `INSERT INTO ledger_city (one, city) VALUES (1, $1) ON CONFLICT (one) DO NOTHING`
	citySQL     = `SELECT city FROM ledger_city WHERE one = 1`

	appendSQL = `
INSERT INTO event (matter_id, seq, act, occurred, recorded, hash, body)
VALUES ($1, $2, $3, $4, $5, $6, $7)`

	unsequencedSQL = `INSERT INTO unsequenced (matter_id, seq, recorded) VALUES ($1, $2, $3)`

	// The order within a batch is a function of the rows alone.
	sequenceSQL = `
INSERT INTO sequence (position, matter_id, seq)
SELECT $1 + row_number() OVER (ORDER BY recorded, matter_id, seq), matter_id, seq
FROM (SELECT recorded, matter_id, seq FROM unsequenced ORDER BY recorded, matter_id, seq LIMIT $2) AS waiting`

	sequencedSQL = `
DELETE FROM unsequenced WHERE EXISTS (
	SELECT 1 FROM sequence s
	WHERE s.matter_id = unsequenced.matter_id AND s.seq = unsequenced.seq AND s.position > $1)`

	waitingSQL = `
SELECT count(*), coalesce(min(recorded), 0)
FROM (SELECT recorded FROM unsequenced ORDER BY recorded, matter_id, seq LIMIT 100000) AS w`

	headSQL = `SELECT position FROM sequence ORDER BY position DESC LIMIT 1`

	afterSQL = `
SELECT s.position, e.hash, e.body
FROM sequence s JOIN event e ON e.matter_id = s.matter_id AND e.seq = s.seq
WHERE s.position > $1 ORDER BY s.position LIMIT $2`

	tracesSQL = `
SELECT s.position, e.matter_id, e.act, e.occurred, e.recorded
FROM sequence s JOIN event e ON e.matter_id = s.matter_id AND e.seq = s.seq
WHERE s.position < $1 ORDER BY s.position DESC LIMIT $2`

	historySQL = `
SELECT coalesce(s.position, 0), e.hash, e.body
FROM event e LEFT JOIN sequence s ON s.matter_id = e.matter_id AND s.seq = e.seq
WHERE e.matter_id = $1 ORDER BY e.seq`

	chainsSQL = `SELECT DISTINCT matter_id FROM event WHERE matter_id > $1 AND matter_id <= $2`

	verifySQL = `
SELECT e.matter_id, e.seq, e.act, e.occurred, e.recorded, e.hash, e.body,
       coalesce(s.position, 0), CASE WHEN u.seq IS NULL THEN 0 ELSE 1 END
FROM event e
LEFT JOIN sequence s ON s.matter_id = e.matter_id AND s.seq = e.seq
LEFT JOIN unsequenced u ON u.matter_id = e.matter_id AND u.seq = e.seq
WHERE (e.matter_id, e.seq) > ($1, $2)
ORDER BY e.matter_id, e.seq LIMIT $3`

	// At most 100 of each: one removal may leave a gap before everything after it.
	danglingSQL = `
SELECT named.position, named.matter_id, named.seq
FROM (SELECT position, matter_id, seq FROM sequence UNION ALL SELECT 0, matter_id, seq FROM unsequenced) AS named
LEFT JOIN event e ON e.matter_id = named.matter_id AND e.seq = named.seq
WHERE e.seq IS NULL ORDER BY named.position, named.matter_id, named.seq LIMIT 100`

	unevenSQL = `
SELECT position, matter_id, seq, before
FROM (SELECT position, matter_id, seq, lag(position, 1, CAST(0 AS BIGINT)) OVER (ORDER BY position, matter_id, seq) AS before FROM sequence) AS ordered
WHERE position <> before + 1 ORDER BY position, matter_id, seq LIMIT 100`

	followerSQL    = `SELECT position, moved_at FROM follower WHERE name = $1 FOR UPDATE`
	newFollowerSQL = `INSERT INTO follower (name, position, hash, moved_at, version) VALUES ($1, 0, '', $2, $3) ON CONFLICT (name) DO NOTHING`
	moveSQL        = `UPDATE follower SET position = $2, hash = $3, moved_at = $4 WHERE name = $1`
	standsAtSQL    = `SELECT position, hash, version FROM follower WHERE name = $1 FOR UPDATE`
	versionSQL     = `UPDATE follower SET version = $2 WHERE name = $1`
	followersSQL   = `SELECT name, position, moved_at FROM follower ORDER BY name`
	hashAtSQL      = `
SELECT e.hash FROM sequence s JOIN event e ON e.matter_id = s.matter_id AND e.seq = s.seq
WHERE s.position = $1`
	recordedSQL = `
SELECT e.recorded FROM sequence s JOIN event e ON e.matter_id = s.matter_id AND e.seq = s.seq
WHERE s.position = $1`
)
