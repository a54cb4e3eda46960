package account

const (
	accountSQL  = `SELECT id, coalesce(person, 0), login, password, disabled FROM account `
	byIDSQL     = accountSQL + `WHERE id = $1`
	byLoginSQL  = accountSQL + `WHERE login = $1`
	byPersonSQL = accountSQL + `WHERE person = $1`
	accountsSQL = accountSQL + `ORDER BY login`

	addAccountSQL = `
INSERT INTO account (id, kind, person, login, password, disabled, created)
VALUES ($1, $2, $3, $4, '', $5, $6)`
	countTakenSQL = `SELECT count(*) FROM account WHERE login = $1 OR person = $2`
	passwordSQL   = `UPDATE account SET password = $2 WHERE id = $1`
	disableSQL    = `UPDATE account SET disabled = $2 WHERE id = $1`

	openSQL = `
INSERT INTO session (hash, account, method, created, seen)
SELECT $1, id, $3, $4, $4 FROM account WHERE id = $2 AND disabled = 0`
	sessionSQL = `
SELECT a.id, coalesce(a.person, 0), a.login, a.kind, s.method, s.created, s.seen
FROM session s JOIN account a ON a.id = s.account
WHERE s.hash = $1 AND a.disabled = 0`
	touchSQL         = `UPDATE session SET seen = $2 WHERE hash = $1 AND seen < $2`
	closeSQL         = `DELETE FROM session WHERE hash = $1`
	closeAccountSQL  = `DELETE FROM session WHERE account = $1`
	closePersonSQL   = `DELETE FROM session WHERE account IN (SELECT id FROM account WHERE person = $1)`
	sweepSessionsSQL = `DELETE FROM session WHERE seen <= $1 OR created <= $2`

	// clears is when the last of the counted failures is forgotten: each moves it
	// on by one period, from now if it has passed. What is returned as until is
	// the lock that this attempt met.
	countAttemptSQL = `
INSERT INTO login_attempt (subject, clears, until)
VALUES ($1, CAST($2 AS BIGINT) + CAST($3 AS BIGINT), 0)
ON CONFLICT (subject) DO UPDATE SET clears = CASE
	WHEN login_attempt.clears > CAST($2 AS BIGINT) THEN login_attempt.clears
	ELSE CAST($2 AS BIGINT) END + CAST($3 AS BIGINT)
RETURNING clears, until`
	lockSQL          = `UPDATE login_attempt SET until = $2 WHERE subject = $1`
	uncountSQL       = `UPDATE login_attempt SET clears = clears - $2, until = 0 WHERE subject = $1`
	forgetSQL        = `DELETE FROM login_attempt WHERE subject = $1`
	sweepAttemptsSQL = `DELETE FROM login_attempt WHERE clears <= $1 AND until <= $1`

	issueSQL = `
INSERT INTO api_token (id, hash, name, unit, scopes, created, expires, revoked)
VALUES ($1, $2, $3, $4, $5, $6, $7, 0)`
	tokensSQL = `SELECT id, name, unit, scopes, created, expires, revoked FROM api_token ORDER BY id`
	tokenSQL  = `SELECT id, name, unit, scopes, created, expires, revoked FROM api_token WHERE hash = $1`
	revokeSQL = `UPDATE api_token SET revoked = CASE WHEN revoked = 0 THEN CAST($2 AS BIGINT) ELSE revoked END WHERE id = $1`
)
