-- The last number given in each series.
CREATE TABLE serial (
	series TEXT   NOT NULL PRIMARY KEY,
	last   BIGINT NOT NULL
);
