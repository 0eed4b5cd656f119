-- The prefix of the keys of this installation, which every process that uses the database has to go by.
create table key_format (
  id integer primary key check (id = 1),
  prefix text not null
) strict;
