CREATE TABLE ledger_city (
	one  INTEGER PRIMARY KEY,
	city TEXT NOT NULL
);
CREATE TABLE event (
	matter_id BIGINT  NOT NULL,
	seq       INTEGER NOT NULL,
	act       TEXT    NOT NULL,
	occurred  BIGINT  NOT NULL,
	recorded  BIGINT  NOT NULL,
	hash      BYTES   NOT NULL,
	body      BYTES   NOT NULL,
	PRIMARY KEY (matter_id, seq)
);
CREATE TABLE unsequenced (
	matter_id BIGINT  NOT NULL,
	seq       INTEGER NOT NULL,
	recorded  BIGINT  NOT NULL,
	PRIMARY KEY (recorded, matter_id, seq)
) WITHOUT ROWID;
CREATE TABLE sequence (
	position  BIGINT PRIMARY KEY,
	matter_id BIGINT  NOT NULL,
	seq       INTEGER NOT NULL,
	UNIQUE (matter_id, seq)
);
