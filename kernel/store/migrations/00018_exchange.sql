-- What other systems are told, and what became of it.
CREATE TABLE exchange_position (
	connector TEXT   NOT NULL PRIMARY KEY,
	position  BIGINT NOT NULL
);
CREATE TABLE exchange_message (
	connector TEXT    NOT NULL,
	position  BIGINT  NOT NULL,
	kind      TEXT    NOT NULL,
	matter_id BIGINT  NOT NULL,
	seq       INTEGER NOT NULL,
	occurred  BIGINT  NOT NULL,
	status    TEXT    NOT NULL,
	due       BIGINT  NOT NULL,
	tries     INTEGER NOT NULL,
	settled   BIGINT  NOT NULL,
	reference TEXT    NOT NULL,
	meaning   TEXT    NOT NULL,
	reason    TEXT    NOT NULL,
	PRIMARY KEY (connector, position, kind)
);
CREATE INDEX exchange_message_due ON exchange_message (connector, due, position) WHERE status = 'waiting';
CREATE INDEX exchange_message_order ON exchange_message (connector, matter_id, position) WHERE status = 'waiting';
CREATE INDEX exchange_message_matter ON exchange_message (matter_id);
CREATE INDEX exchange_message_settled ON exchange_message (connector, status, settled);
CREATE INDEX exchange_message_status ON exchange_message (connector, status, position);
CREATE TABLE exchange_report (
	connector TEXT    NOT NULL,
	day       TEXT    NOT NULL,
	at        BIGINT  NOT NULL,
	compared  INTEGER NOT NULL,
	delivered INTEGER NOT NULL,
	refused   INTEGER NOT NULL,
	waiting   INTEGER NOT NULL,
	found     INTEGER NOT NULL,
	PRIMARY KEY (connector, day)
);
CREATE TABLE exchange_difference (
	connector TEXT    NOT NULL,
	day       TEXT    NOT NULL,
	n         INTEGER NOT NULL,
	what      TEXT    NOT NULL,
	matter_id BIGINT  NOT NULL,
	position  BIGINT  NOT NULL,
	kind      TEXT    NOT NULL,
	message   TEXT    NOT NULL,
	fields    TEXT    NOT NULL,
	PRIMARY KEY (connector, day, n)
);
