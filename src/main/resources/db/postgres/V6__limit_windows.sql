-- What limited keys have used of the windows that are under way, over all nodes. Times in milliseconds of this server's clock.
create table limit_window (
  key_id text collate "C" primary key,
  begun_at bigint not null,
  ends_at bigint not null,
  -- Requests that were let through, and what is lent to nodes.
  used bigint not null,
  lent bigint not null,
  -- When nobody waits any more for nodes to give back what they were lent.
  lent_until bigint not null
);
