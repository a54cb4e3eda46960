package scorecard

const (
	recallSQL   = `SELECT matter_id, memory FROM assessment_memory WHERE matter_id IN (LIST($1))`
	rememberSQL = `
INSERT INTO assessment_memory (matter_id, memory) VALUES ($1, $2)
ON CONFLICT (matter_id) DO UPDATE SET memory = excluded.memory`

	countedSQL = `
INSERT INTO assessment_counted (matter_id, unit, person, month, region, counted, good, dropped) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (matter_id, unit, person, month) DO UPDATE SET counted = excluded.counted, good = excluded.good, dropped = excluded.dropped`

	addSQL = `
INSERT INTO assessment_number (axis, period, measure, who, n, value, dropped) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (axis, period, measure, who) DO UPDATE SET n = assessment_number.n + excluded.n,
	value = assessment_number.value + excluded.value, dropped = assessment_number.dropped + excluded.dropped`

	emptyMemorySQL  = `DELETE FROM assessment_memory`
	emptyCountedSQL = `DELETE FROM assessment_counted`
	emptyNumberSQL  = `DELETE FROM assessment_number`

	sumsSQL = `
SELECT who, measure, SUM(n), SUM(value), SUM(dropped) FROM assessment_number
WHERE axis = $1 AND period BETWEEN $2 AND $3 GROUP BY who, measure`
	eachSQL = `
SELECT period, measure, n, value, dropped FROM assessment_number
WHERE axis = $1 AND period BETWEEN $2 AND $3 AND who = $4 ORDER BY period, measure`

	dumpMemorySQL  = `SELECT matter_id || ' ' || memory FROM assessment_memory ORDER BY matter_id`
	dumpCountedSQL = `
SELECT matter_id || ' ' || unit || ' ' || person || ' ' || month || ' ' || region || ' ' || counted || ' ' || good || ' ' || dropped
FROM assessment_counted ORDER BY matter_id, unit, person, month`
	dumpNumberSQL = `
SELECT axis || ' ' || period || ' ' || measure || ' ' || who || ' ' || n || ' ' || value || ' ' || dropped
FROM assessment_number ORDER BY axis, period, measure, who`
)

// listSQL lists the matters that were counted on an axis, the latest first; each has an
// index.
var listSQL = map[Axis]string{
	City:   listing(``),
	Unit:   listing(`unit = $9 AND `),
	Person: listing(`person <> 0 AND person = $9 AND `),
	Region: listing(`region = $9 AND `),
}

func listing(of string) string {
	return `
SELECT matter_id, month FROM assessment_counted
WHERE ` + of + `month BETWEEN $1 AND $2 AND (month < $3 OR month = $3 AND matter_id < $4)
AND counted & $5 <> 0 AND dropped & $5 = $6 AND (good & $5 = $7 OR $7 < 0) ORDER BY month DESC, matter_id DESC LIMIT $8`
}
