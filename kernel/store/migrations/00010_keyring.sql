CREATE TABLE keyring_mark (
	one  INTEGER PRIMARY KEY,
	mark TEXT NOT NULL
);
