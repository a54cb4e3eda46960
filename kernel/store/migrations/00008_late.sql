-- Each page of the desk counts what is late.
CREATE INDEX matter_late ON matter (due_at, id) WHERE NOT ended;
