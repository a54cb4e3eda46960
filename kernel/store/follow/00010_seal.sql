CREATE TABLE seal_use (
	matter_id BIGINT  NOT NULL,
	seq       BIGINT  NOT NULL,
	unit_id   BIGINT  NOT NULL,
	used_at   BIGINT  NOT NULL,
	process   TEXT    NOT NULL,
	act       TEXT    NOT NULL,
	number    TEXT    NOT NULL,
	person    BIGINT  NOT NULL,
	PRIMARY KEY (matter_id, seq)
);
CREATE INDEX seal_use_unit ON seal_use (unit_id, used_at, matter_id, seq);
