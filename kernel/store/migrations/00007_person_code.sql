ALTER TABLE person ADD COLUMN code TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX person_code ON person (code) WHERE code <> '';
