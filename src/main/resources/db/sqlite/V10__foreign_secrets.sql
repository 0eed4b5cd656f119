-- Secrets that were made elsewhere, and are in no form of ours.
alter table secret add column is_foreign integer not null default 0;

create index secret_foreign on secret (is_foreign) where is_foreign = 1;
