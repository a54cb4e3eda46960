-- How far supervision has read, what its rules count, and the cards they gave.
CREATE TABLE supervision_position (
	one      INTEGER NOT NULL PRIMARY KEY,
	position BIGINT  NOT NULL
);
CREATE TABLE supervision_hit (
	rule     TEXT    NOT NULL,
	version  TEXT    NOT NULL,
	key      TEXT    NOT NULL,
	position BIGINT  NOT NULL,
	at       BIGINT  NOT NULL,
	carded   INTEGER NOT NULL,
	PRIMARY KEY (rule, version, key, position)
);
CREATE INDEX supervision_hit_at ON supervision_hit (rule, version, key, at);
CREATE TABLE supervision_given (
	rule      TEXT    NOT NULL,
	version   TEXT    NOT NULL,
	position  BIGINT  NOT NULL,
	at        BIGINT  NOT NULL,
	matter_id BIGINT  NOT NULL,
	seq       INTEGER NOT NULL,
	card_id   BIGINT  NOT NULL,
	PRIMARY KEY (rule, version, position)
);
