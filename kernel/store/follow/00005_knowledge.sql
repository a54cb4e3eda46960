CREATE TABLE knowledge_entry (
	matter_id  BIGINT  PRIMARY KEY,
	number     TEXT    NOT NULL UNIQUE,
	since      BIGINT  NOT NULL,
	title      TEXT    NOT NULL,
	body       TEXT    NOT NULL,
	keywords   TEXT    NOT NULL,
	found_by   TEXT    NOT NULL,
	category   TEXT    NOT NULL,
	unit       BIGINT  NOT NULL,
	basis      TEXT    NOT NULL,
	review_on  TEXT    NOT NULL,
	expires_on TEXT    NOT NULL,
	in_public  BOOLEAN NOT NULL
);
CREATE INDEX knowledge_entry_newest ON knowledge_entry (since, matter_id);
CREATE TABLE knowledge_use (
	matter_id BIGINT NOT NULL,
	seq       BIGINT NOT NULL,
	number    TEXT   NOT NULL,
	PRIMARY KEY (matter_id, seq, number)
);
CREATE INDEX knowledge_use_number ON knowledge_use (number);
