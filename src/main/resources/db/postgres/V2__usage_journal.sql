-- Up to which of its batches what each process counted was added, so that none is added twice.
create table usage_journal (
  journal text primary key,
  added bigint not null
);
