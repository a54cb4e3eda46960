CREATE TABLE region (
	code    TEXT PRIMARY KEY,
	name_zh TEXT NOT NULL,
	name_en TEXT NOT NULL
);
CREATE TABLE unit (
	id      BIGINT PRIMARY KEY,
	code    TEXT NOT NULL UNIQUE,
	name_zh TEXT NOT NULL,
	name_en TEXT NOT NULL,
	region  TEXT NOT NULL REFERENCES region (code),
	parent  BIGINT REFERENCES unit (id),
	phone   TEXT NOT NULL
);
CREATE TABLE unit_closure (
	ancestor   BIGINT NOT NULL REFERENCES unit (id),
	descendant BIGINT NOT NULL REFERENCES unit (id),
	depth      BIGINT NOT NULL,
	PRIMARY KEY (ancestor, descendant)
);
CREATE INDEX unit_closure_up ON unit_closure (descendant, depth);
CREATE TABLE person (
	id      BIGINT PRIMARY KEY,
	name_zh TEXT NOT NULL,
	name_en TEXT NOT NULL
);
CREATE TABLE post (
	id       BIGINT PRIMARY KEY,
	unit     BIGINT NOT NULL REFERENCES unit (id),
	kind     TEXT NOT NULL,
	person   BIGINT NOT NULL REFERENCES person (id),
	title_zh TEXT NOT NULL,
	title_en TEXT NOT NULL,
	since    TEXT NOT NULL,
	until    TEXT NOT NULL
);
CREATE INDEX post_seat ON post (unit, kind);
CREATE TABLE delegation (
	id    BIGINT PRIMARY KEY,
	post  BIGINT NOT NULL REFERENCES post (id),
	taker BIGINT NOT NULL REFERENCES person (id),
	kind  TEXT NOT NULL,
	since TEXT NOT NULL,
	until TEXT NOT NULL
);
CREATE INDEX delegation_post ON delegation (post);
CREATE TABLE org_version (
	id      BIGINT PRIMARY KEY,
	version BIGINT NOT NULL
);
INSERT INTO org_version (id, version) VALUES (1, 0);
