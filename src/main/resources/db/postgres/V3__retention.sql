-- What quarters of an hour are added up to when they are old, by day in UTC (days since 1970-01-01).
create table usage_day (
  key_id text collate "C" not null,
  day bigint not null,
  client text collate "C" not null,
  outcome text collate "C" not null,
  requests bigint not null,
  primary key (key_id, day, client, outcome)
);

-- Digests are removed some time after their secrets ended.
create index secret_ended on secret (ended_at) where ended_at is not null;
create index secret_until on secret (live_until) where live_until is not null;
