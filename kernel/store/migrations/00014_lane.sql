-- What a list orders by stands beside the units that take part, so that no list
-- reads more matters than it shows, however few of all its reader may see.
ALTER TABLE matter_part ADD COLUMN ended BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE matter_part ADD COLUMN secrecy INTEGER NOT NULL DEFAULT 0;
ALTER TABLE matter_part ADD COLUMN due_at BIGINT NOT NULL DEFAULT 0;
UPDATE matter_part SET (ended, secrecy, due_at) = (SELECT m.ended, m.secrecy, m.due_at FROM matter m WHERE m.id = matter_part.matter_id);
CREATE INDEX matter_part_due ON matter_part (unit_id, due_at, matter_id, secrecy, ended) WHERE NOT ended;
-- What is owed and what is late is counted on each page of the desk: from indexes alone,
-- which SQLite trusts only if they hold what they are partial by.
DROP INDEX matter_owed;
CREATE INDEX matter_owed ON matter (holder_unit, holder_post, due_at, id, holder_person, secrecy, ended) WHERE NOT ended;
DROP INDEX matter_late;
CREATE INDEX matter_late ON matter (due_at, id, secrecy, ended) WHERE NOT ended;
