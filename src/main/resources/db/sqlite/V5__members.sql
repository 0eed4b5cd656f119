-- Who belongs to an owner's team, and what they may do.
create table member (
  id text primary key,
  owner_id text not null,
  name text not null,
  role text not null,
  created_at integer not null
) strict;

create unique index member_name on member (owner_id, name);

-- Null for keys that act for the owner itself.
alter table api_key add column member_id text;

create index api_key_member on api_key (member_id) where member_id is not null;

-- In days; null for never.
alter table owner add column usual_expiry integer;

-- The log is about members and owners too.
alter table audit rename column key_id to subject_id;
alter table audit rename column key_name to subject_name;
