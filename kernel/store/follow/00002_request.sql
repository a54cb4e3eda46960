CREATE TABLE published_request (
	matter_id BIGINT PRIMARY KEY,
	public_id TEXT   NOT NULL UNIQUE,
	published BIGINT NOT NULL,
	kind      TEXT   NOT NULL,
	unit      BIGINT NOT NULL,
	region    TEXT   NOT NULL,
	county    TEXT   NOT NULL,
	township  TEXT   NOT NULL,
	question  TEXT   NOT NULL,
	answer    TEXT   NOT NULL,
	opened    TEXT   NOT NULL,
	answered  TEXT   NOT NULL,
	rating    TEXT   NOT NULL,
	revised   TEXT   NOT NULL
);
CREATE INDEX published_request_newest ON published_request (published, public_id);
CREATE INDEX published_request_unit ON published_request (unit, published, public_id);
CREATE INDEX published_request_kind ON published_request (kind, published, public_id);
CREATE INDEX published_request_county ON published_request (county, published, public_id);
CREATE INDEX published_request_township ON published_request (township, published, public_id);
CREATE INDEX published_request_region ON published_request (region, published, public_id);
CREATE TABLE figures_request (
	matter_id BIGINT PRIMARY KEY,
	unit      BIGINT  NOT NULL,
	late      BOOLEAN NOT NULL,
	answered  BOOLEAN NOT NULL,
	rated     BOOLEAN NOT NULL
);
CREATE TABLE figures_request_month (
	month     TEXT   NOT NULL,
	unit      BIGINT NOT NULL,
	received  BIGINT NOT NULL,
	answered  BIGINT NOT NULL,
	on_time   BIGINT NOT NULL,
	rated     BIGINT NOT NULL,
	satisfied BIGINT NOT NULL,
	reopened  BIGINT NOT NULL,
	PRIMARY KEY (month, unit)
);
