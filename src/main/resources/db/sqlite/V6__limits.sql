-- How many requests in how many seconds a key is good for; null for any number.
alter table api_key add column limit_requests integer;
alter table api_key add column limit_seconds integer;
