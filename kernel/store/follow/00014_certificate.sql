CREATE TABLE certificate (
	matter_id   BIGINT PRIMARY KEY,
	code        TEXT   NOT NULL UNIQUE,
	serial      TEXT   NOT NULL UNIQUE,
	item        TEXT   NOT NULL,
	title       TEXT   NOT NULL,
	unit        BIGINT NOT NULL,
	valid_from  TEXT   NOT NULL,
	valid_until TEXT   NOT NULL,
	status      TEXT   NOT NULL,
	since       BIGINT NOT NULL
);
CREATE TABLE certificate_change (
	matter_id   BIGINT NOT NULL,
	seq         BIGINT NOT NULL,
	at          BIGINT NOT NULL,
	act         TEXT   NOT NULL,
	valid_until TEXT   NOT NULL,
	PRIMARY KEY (matter_id, seq)
);
