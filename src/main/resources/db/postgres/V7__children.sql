-- What a key created is a range of an index.
create index api_key_parent on api_key (parent_id, id) where parent_id is not null;
