-- By which version of its own rules a follower derives what it keeps.
ALTER TABLE follower ADD COLUMN version TEXT NOT NULL DEFAULT '';

-- What is kept of each matter to count the rest of it, as JSON.
CREATE TABLE assessment_memory (
	matter_id BIGINT PRIMARY KEY,
	memory    TEXT   NOT NULL
);

-- What was counted of each matter, by bits of the measures: counted, of those good, and
-- of those taken out by an appeal.
CREATE TABLE assessment_counted (
	matter_id BIGINT NOT NULL,
	unit      BIGINT NOT NULL,
	person    BIGINT NOT NULL,
	month     TEXT   NOT NULL,
	region    TEXT   NOT NULL,
	counted   BIGINT NOT NULL,
	good      BIGINT NOT NULL,
	dropped   BIGINT NOT NULL,
	PRIMARY KEY (matter_id, unit, person, month)
);
CREATE INDEX assessment_counted_month ON assessment_counted (month, matter_id);
CREATE INDEX assessment_counted_region ON assessment_counted (region, month, matter_id);
CREATE INDEX assessment_counted_unit ON assessment_counted (unit, month, matter_id);
CREATE INDEX assessment_counted_person ON assessment_counted (person, month, matter_id) WHERE person <> 0;

-- The numbers: axis is city, day, unit, person, region or a field of matters.
CREATE TABLE assessment_number (
	axis    TEXT   NOT NULL,
	period  TEXT   NOT NULL,
	measure TEXT   NOT NULL,
	who     TEXT   NOT NULL,
	n       BIGINT NOT NULL,
	value   BIGINT NOT NULL,
	dropped BIGINT NOT NULL,
	PRIMARY KEY (axis, period, measure, who)
);
