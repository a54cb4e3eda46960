-- What a change of a process, of the calendar or of the clocks concerns are open matters.
CREATE INDEX matter_open ON matter (process, id) WHERE NOT ended;
