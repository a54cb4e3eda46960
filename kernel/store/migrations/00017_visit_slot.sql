-- How many have each time of a hall and day.
CREATE TABLE visit_slot (
	hall  TEXT    NOT NULL,
	day   TEXT    NOT NULL,
	slot  TEXT    NOT NULL,
	taken INTEGER NOT NULL,
	PRIMARY KEY (hall, day, slot)
);
