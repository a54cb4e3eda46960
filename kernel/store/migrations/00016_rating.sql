CREATE TABLE rating_source (
	digest    BYTES  NOT NULL,
	at        BIGINT NOT NULL,
	matter_id BIGINT NOT NULL,
	PRIMARY KEY (digest, at, matter_id)
);
CREATE INDEX rating_source_at ON rating_source (at);
CREATE TABLE rating_mark (
	matter_id BIGINT PRIMARY KEY,
	at        BIGINT NOT NULL,
	together  BIGINT NOT NULL
);
CREATE INDEX rating_mark_at ON rating_mark (at, matter_id);
