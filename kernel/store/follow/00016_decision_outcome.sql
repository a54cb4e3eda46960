DROP TABLE decision;
CREATE TABLE decision (
	matter_id   BIGINT PRIMARY KEY,
	source      BIGINT NOT NULL,
	public_id   TEXT   NOT NULL UNIQUE,
	published   BIGINT NOT NULL,
	item        TEXT   NOT NULL,
	title       TEXT   NOT NULL,
	unit        BIGINT NOT NULL,
	outcome     TEXT   NOT NULL,
	class       TEXT   NOT NULL,
	party       TEXT   NOT NULL,
	name        TEXT   NOT NULL,
	code        TEXT   NOT NULL,
	content     TEXT   NOT NULL,
	number      TEXT   NOT NULL,
	paper       TEXT   NOT NULL,
	serial      TEXT   NOT NULL DEFAULT '',
	decided     TEXT   NOT NULL,
	valid_from  TEXT   NOT NULL,
	valid_until TEXT   NOT NULL,
	status      TEXT   NOT NULL
);
CREATE INDEX decision_newest ON decision (published, public_id);
CREATE INDEX decision_unit ON decision (unit, published, public_id);
CREATE INDEX decision_item ON decision (item, published, public_id);
CREATE INDEX decision_source ON decision (source);
DELETE FROM follower WHERE name = 'approval.decisions';
