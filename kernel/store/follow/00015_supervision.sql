-- The cards of supervision, and how many of each rule and unit are where.
CREATE TABLE supervision_card (
	card_id  BIGINT PRIMARY KEY,
	rule     TEXT   NOT NULL,
	severity TEXT   NOT NULL,
	unit     BIGINT NOT NULL,
	about    TEXT   NOT NULL,
	given    BIGINT NOT NULL,
	month    TEXT   NOT NULL,
	state    TEXT   NOT NULL
);
CREATE INDEX supervision_card_rule ON supervision_card (rule, card_id);
CREATE TABLE supervision_count (
	rule  TEXT    NOT NULL,
	unit  BIGINT  NOT NULL,
	month TEXT    NOT NULL,
	state TEXT    NOT NULL,
	n     INTEGER NOT NULL,
	PRIMARY KEY (rule, unit, month, state)
);
CREATE INDEX supervision_count_month ON supervision_count (month);
