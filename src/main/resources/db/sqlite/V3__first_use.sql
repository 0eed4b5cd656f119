-- 1 for a live secret whose first use ends the one before it.
alter table secret add column is_successor integer not null default 0;

-- 1 for a replacement whose claim lets the old secret live until the first use of the new one.
alter table api_key add column replacement_until_first_use integer not null default 0;
