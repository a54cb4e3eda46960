DROP TABLE search_doc;
DROP TABLE search_block;
CREATE TABLE search_doc (
	shelf TEXT   NOT NULL,
	doc   BIGINT NOT NULL,
	tags  TEXT   NOT NULL,
	head  TEXT   NOT NULL,
	text  TEXT   NOT NULL,
	PRIMARY KEY (shelf, doc)
);
CREATE TABLE search_block (
	term  BIGINT NOT NULL,
	block BIGINT NOT NULL,
	docs  BYTES  NOT NULL,
	PRIMARY KEY (term, block)
) WITHOUT ROWID;
DELETE FROM published_request;
DELETE FROM knowledge_entry;
DELETE FROM knowledge_use;
DELETE FROM precedent;
DELETE FROM follower WHERE name IN ('search.matter', 'request.published', 'knowledge.base', 'request.precedent');
