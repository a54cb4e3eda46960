CREATE TABLE rating_service (
	matter_id   BIGINT PRIMARY KEY,
	of_matter   BIGINT  NOT NULL,
	item        TEXT    NOT NULL,
	unit        BIGINT  NOT NULL,
	window_unit BIGINT  NOT NULL,
	served      BOOLEAN NOT NULL,
	rated_in    TEXT    NOT NULL,
	last_grade  TEXT    NOT NULL
);
CREATE TABLE rating_month (
	month       TEXT   NOT NULL,
	kind        TEXT   NOT NULL,
	subject     TEXT   NOT NULL,
	served      BIGINT NOT NULL,
	rated       BIGINT NOT NULL,
	again       BIGINT NOT NULL,
	ruled_false BIGINT NOT NULL,
	first_1     BIGINT NOT NULL,
	first_2     BIGINT NOT NULL,
	first_3     BIGINT NOT NULL,
	first_4     BIGINT NOT NULL,
	first_5     BIGINT NOT NULL,
	last_1      BIGINT NOT NULL,
	last_2      BIGINT NOT NULL,
	last_3      BIGINT NOT NULL,
	last_4      BIGINT NOT NULL,
	last_5      BIGINT NOT NULL,
	PRIMARY KEY (kind, subject, month)
);
CREATE INDEX rating_month_of ON rating_month (month, kind, subject);
