CREATE TABLE arrangement (
	year      INTEGER PRIMARY KEY,
	source    TEXT    NOT NULL,
	loaded_at BIGINT  NOT NULL
);
