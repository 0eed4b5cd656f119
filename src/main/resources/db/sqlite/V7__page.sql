-- Every order and every status of the list is a range of an index.
create index api_key_by_name on api_key (owner_id, lower(name), id);
create index api_key_by_expiry on api_key
  (owner_id, coalesce(expires_at, 9223372036854775807), id, created_at, claim_by, last_four);
create index api_key_unclaimed on api_key (owner_id, last_four) where last_four is null;

-- Every key has a row from now on, so that those never used have their place too.
alter table usage_total add column owner_id text not null default '';
insert into usage_total (key_id, accepted, rejected)
  select id, 0, 0 from api_key where id not in (select key_id from usage_total);
update usage_total set owner_id =
  coalesce((select owner_id from api_key where api_key.id = usage_total.key_id), '');
create index usage_total_by_last_use on usage_total
  (owner_id, coalesce(last_used_at, 0), key_id);

create index audit_key on audit (owner_id, subject_id, sequence);

-- When a secret was last used while another of the key worked beside it.
alter table secret add column last_used_at integer;
