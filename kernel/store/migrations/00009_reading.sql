CREATE TABLE reading (
	matter_id BIGINT  NOT NULL,
	n         INTEGER NOT NULL,
	hash      BYTES   NOT NULL,
	body      BYTES   NOT NULL,
	PRIMARY KEY (matter_id, n)
);
