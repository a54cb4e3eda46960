DROP TABLE figures_request;
DROP TABLE figures_request_month;
CREATE TABLE figures_request (
	matter_id  BIGINT PRIMARY KEY,
	unit       BIGINT  NOT NULL,
	late       BOOLEAN NOT NULL,
	answered   BOOLEAN NOT NULL,
	rated_in   TEXT    NOT NULL,
	rated_unit BIGINT  NOT NULL,
	satisfied  BOOLEAN NOT NULL
);
CREATE TABLE figures_request_month (
	month         TEXT   NOT NULL,
	unit          BIGINT NOT NULL,
	received      BIGINT NOT NULL,
	answered      BIGINT NOT NULL,
	on_time       BIGINT NOT NULL,
	rated         BIGINT NOT NULL,
	satisfied     BIGINT NOT NULL,
	satisfied_now BIGINT NOT NULL,
	reopened      BIGINT NOT NULL,
	PRIMARY KEY (month, unit)
);
DELETE FROM follower WHERE name = 'request.figures';
