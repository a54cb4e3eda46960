CREATE TABLE precedent (
	matter_id BIGINT PRIMARY KEY,
	ruled     BIGINT NOT NULL,
	unit      BIGINT NOT NULL
);
CREATE INDEX precedent_latest ON precedent (ruled, matter_id);
