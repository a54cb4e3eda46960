-- By what the folder of attached files is known.
CREATE TABLE attachment_folder (
	one  INTEGER PRIMARY KEY,
	mark TEXT NOT NULL
);
