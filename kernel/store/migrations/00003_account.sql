CREATE TABLE account (
	id       BIGINT PRIMARY KEY,
	kind     TEXT NOT NULL,
	person   BIGINT REFERENCES person (id),
	login    TEXT NOT NULL UNIQUE,
	password TEXT NOT NULL,
	disabled BIGINT NOT NULL,
	created  BIGINT NOT NULL
);
CREATE UNIQUE INDEX account_person ON account (person);
CREATE TABLE session (
	hash    BYTES PRIMARY KEY,
	account BIGINT NOT NULL REFERENCES account (id),
	method  TEXT NOT NULL,
	created BIGINT NOT NULL,
	seen    BIGINT NOT NULL
);
CREATE INDEX session_account ON session (account);
CREATE TABLE api_token (
	id      BIGINT PRIMARY KEY,
	hash    BYTES NOT NULL UNIQUE,
	name    TEXT NOT NULL,
	unit    BIGINT NOT NULL REFERENCES unit (id),
	scopes  TEXT NOT NULL,
	created BIGINT NOT NULL,
	expires BIGINT NOT NULL,
	revoked BIGINT NOT NULL
);
CREATE TABLE login_attempt (
	subject BYTES PRIMARY KEY,
	clears  BIGINT NOT NULL,
	until   BIGINT NOT NULL
);
CREATE INDEX login_attempt_clears ON login_attempt (clears);
