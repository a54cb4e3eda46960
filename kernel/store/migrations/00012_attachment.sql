CREATE TABLE attachment (
	id         TEXT PRIMARY KEY,
	form       BYTES,
	matter_id  BIGINT  NOT NULL,
	seq        INTEGER NOT NULL,
	field      TEXT    NOT NULL,
	sealed_key BYTES,
	known      BYTES,
	size       BIGINT  NOT NULL,
	at         BIGINT  NOT NULL
);
CREATE INDEX attachment_matter ON attachment (matter_id, seq) WHERE matter_id <> 0;
CREATE INDEX attachment_form ON attachment (form) WHERE matter_id = 0;
CREATE INDEX attachment_loose ON attachment (at) WHERE matter_id = 0 OR sealed_key IS NULL;
