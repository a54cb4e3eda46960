CREATE TABLE lineage (
	matter_id BIGINT NOT NULL,
	source    BIGINT NOT NULL,
	kind      TEXT   NOT NULL,
	PRIMARY KEY (matter_id, source, kind)
);
