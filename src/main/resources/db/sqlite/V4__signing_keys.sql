-- What access tokens are signed with: private keys, encrypted under the pepper of that version.
create table signing_key (
  generation integer primary key,
  key_id text not null unique,
  sealed blob not null,
  pepper_version integer not null,
  signs_from integer not null,
  signs_until integer not null
) strict;
