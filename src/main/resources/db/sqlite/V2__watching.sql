-- Whose keys changed, for those who are told of it.
alter table key_change add column owner_id text not null default '';

-- What may be presented once, by the SHA-256 of it, for as long as it could be presented again.
create table spent (
  hash blob primary key,
  until integer not null
) strict, without rowid;

create index spent_until on spent (until);

-- Where holders call from.
create table key_host (
  key_id text not null,
  host text not null,
  first_seen integer not null,
  last_seen integer not null,
  primary key (key_id, host)
) strict, without rowid;
