CREATE INDEX rating_source_matter ON rating_source (matter_id, at);
