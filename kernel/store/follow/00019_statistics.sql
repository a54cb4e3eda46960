CREATE TABLE statistics_release (
	matter_id BIGINT PRIMARY KEY,
	at        BIGINT NOT NULL,
	number    TEXT   NOT NULL,
	title     TEXT   NOT NULL,
	source    TEXT   NOT NULL,
	standing  TEXT   NOT NULL,
	released  TEXT   NOT NULL
);
CREATE TABLE statistics_figure (
	matter_id BIGINT NOT NULL,
	place     BIGINT NOT NULL,
	indicator TEXT   NOT NULL,
	measure   TEXT   NOT NULL,
	region    TEXT   NOT NULL,
	month     TEXT   NOT NULL,
	value     TEXT   NOT NULL,
	change    TEXT   NOT NULL,
	revision  BIGINT NOT NULL,
	revisions BIGINT NOT NULL,
	PRIMARY KEY (matter_id, place)
);
CREATE INDEX statistics_figure_series ON statistics_figure (indicator, region, month);
CREATE INDEX statistics_figure_latest ON statistics_figure (region, month);
