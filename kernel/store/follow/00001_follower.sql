CREATE TABLE follower (
	name     TEXT PRIMARY KEY,
	position BIGINT NOT NULL,
	moved_at BIGINT NOT NULL
);
