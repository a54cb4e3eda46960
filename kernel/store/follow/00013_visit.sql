-- Who waits in the halls, by ticket alone, and what became of each.
CREATE TABLE visit (
	matter_id BIGINT  PRIMARY KEY,
	number    TEXT    NOT NULL,
	hall      TEXT    NOT NULL,
	day       TEXT    NOT NULL,
	slot      TEXT    NOT NULL,
	item      TEXT    NOT NULL,
	ticket    TEXT    NOT NULL,
	state     TEXT    NOT NULL,
	since     BIGINT  NOT NULL,
	called    BIGINT  NOT NULL,
	service_window TEXT NOT NULL,
	calls     INTEGER NOT NULL,
	took      BIGINT  NOT NULL
);
CREATE INDEX visit_queue ON visit (day, state, hall, since);
CREATE TABLE visit_day (
	hall   TEXT   NOT NULL,
	day    TEXT   NOT NULL,
	state  TEXT   NOT NULL,
	n      BIGINT NOT NULL,
	waited BIGINT NOT NULL,
	took   BIGINT NOT NULL,
	PRIMARY KEY (hall, day, state)
);
