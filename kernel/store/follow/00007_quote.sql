DELETE FROM knowledge_entry;
DELETE FROM knowledge_use;
DELETE FROM follower WHERE name = 'knowledge.base';
