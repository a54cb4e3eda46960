CREATE TABLE definition (
	digest       TEXT PRIMARY KEY,
	name         TEXT   NOT NULL,
	effective    TEXT   NOT NULL,
	activated_at BIGINT NOT NULL,
	source       TEXT   NOT NULL
);
CREATE TABLE matter (
	id            BIGINT PRIMARY KEY,
	number        TEXT    NOT NULL UNIQUE,
	process       TEXT    NOT NULL,
	parent        BIGINT  NOT NULL,
	root          BIGINT  NOT NULL,
	opened_at     BIGINT  NOT NULL,
	code          BYTES,
	sealed_key    BYTES,
	state         TEXT    NOT NULL,
	ended         BOOLEAN NOT NULL,
	holder_unit   BIGINT  NOT NULL,
	holder_post   TEXT    NOT NULL,
	holder_person BIGINT  NOT NULL,
	secrecy       INTEGER NOT NULL,
	region        TEXT    NOT NULL,
	due_at        BIGINT  NOT NULL,
	updated_at    BIGINT  NOT NULL,
	seq           INTEGER NOT NULL,
	head          BYTES   NOT NULL,
	fold          TEXT    NOT NULL
);
CREATE INDEX matter_owed ON matter (holder_unit, holder_post, due_at, id) WHERE NOT ended;
CREATE INDEX matter_parent ON matter (parent) WHERE parent <> 0;
CREATE TABLE matter_part (
	unit_id   BIGINT NOT NULL,
	matter_id BIGINT NOT NULL,
	PRIMARY KEY (unit_id, matter_id)
) WITHOUT ROWID;
CREATE INDEX matter_part_matter ON matter_part (matter_id);
CREATE TABLE matter_text (
	matter_id BIGINT  NOT NULL,
	seq       INTEGER NOT NULL,
	field     TEXT    NOT NULL,
	salt      BYTES   NOT NULL,
	value     BYTES   NOT NULL,
	personal  BOOLEAN NOT NULL,
	PRIMARY KEY (matter_id, seq, field)
);
CREATE TABLE matter_lookup (
	kind      TEXT   NOT NULL,
	digest    BYTES  NOT NULL,
	matter_id BIGINT NOT NULL,
	PRIMARY KEY (kind, digest, matter_id)
) WITHOUT ROWID;
CREATE INDEX matter_lookup_matter ON matter_lookup (matter_id);
CREATE TABLE act_key (
	scope      TEXT   NOT NULL,
	client_key TEXT   NOT NULL,
	digest     BYTES  NOT NULL,
	matter_id  BIGINT NOT NULL,
	at         BIGINT NOT NULL,
	PRIMARY KEY (scope, client_key)
) WITHOUT ROWID;
CREATE TABLE timer (
	matter_id BIGINT  NOT NULL,
	clock     TEXT    NOT NULL,
	instance  INTEGER NOT NULL,
	kind      TEXT    NOT NULL,
	due_at    BIGINT  NOT NULL,
	PRIMARY KEY (matter_id, clock)
) WITHOUT ROWID;
CREATE INDEX timer_due ON timer (due_at, matter_id);
