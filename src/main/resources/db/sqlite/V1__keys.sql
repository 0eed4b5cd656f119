-- Times are milliseconds since 1970-01-01T00:00Z.

create table owner (
  id text primary key,
  name text not null,
  time_zone text not null,
  created_at integer not null
) strict;

create table pepper (
  version integer primary key,
  check_value text not null,
  created_at integer not null
) strict;

create table api_key (
  id text primary key,
  owner_id text not null,
  name text not null,
  scopes text not null,
  created_at integer not null,
  parent_id text,
  created_by text not null,
  last_four text,
  secret_created_at integer,
  expires_at integer,
  claim_by integer,
  replacement_overlap integer,
  replacement_expires_at integer,
  replacement_requested_by text,
  replacement_requested_at integer,
  replacement_claim_by integer
) strict;

create unique index api_key_name on api_key (owner_id, name);
create index api_key_newest on api_key (owner_id, created_at desc, id desc);
create index api_key_claim_by on api_key (claim_by) where claim_by is not null;

-- The words of each key's name, case-folded, so that a search is a range of an index.
create table key_word (
  owner_id text not null,
  word text not null,
  key_id text not null,
  primary key (owner_id, word, key_id)
) strict, without rowid;

create index key_word_key on key_word (key_id);

-- Ended secrets stay, so that their holders can be told why they no longer work.
create table secret (
  digest blob not null,
  pepper_version integer not null,
  key_id text not null,
  owner_id text not null,
  created_at integer not null,
  live_until integer,
  ended_at integer,
  ended_reason text,
  primary key (digest, pepper_version)
) strict, without rowid;

create index secret_key on secret (key_id);

-- Which keys changed, for those who remember them.
create table key_change (
  sequence integer primary key autoincrement,
  key_id text not null
) strict;

create table audit (
  sequence integer primary key autoincrement,
  at integer not null,
  owner_id text not null,
  actor_key_id text,
  door text not null,
  client text not null,
  action text not null,
  key_id text not null,
  key_name text not null,
  details text not null
) strict;

create index audit_owner on audit (owner_id, sequence);

create table usage_quarter (
  key_id text not null,
  quarter integer not null,
  client text not null,
  outcome text not null,
  requests integer not null,
  primary key (key_id, quarter, client, outcome)
) strict, without rowid;

create table usage_total (
  key_id text primary key,
  accepted integer not null,
  rejected integer not null,
  last_used_at integer,
  last_client text
) strict, without rowid;

create table session (
  token_hash blob primary key,
  kind text not null,
  key_id text not null,
  created_at integer not null,
  expires_at integer not null
) strict, without rowid;

create index session_key on session (key_id);
create index session_expiry on session (expires_at);
