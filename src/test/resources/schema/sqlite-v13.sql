-- A database as the release with schema 13 left it: sqlite3 kasava.db .dump, and its user_version.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE IF NOT EXISTS "flyway_schema_history" (
    "installed_rank" INT NOT NULL PRIMARY KEY,
    "version" VARCHAR(50),
    "description" VARCHAR(200) NOT NULL,
    "type" VARCHAR(20) NOT NULL,
    "script" VARCHAR(1000) NOT NULL,
    "checksum" INT,
    "installed_by" VARCHAR(100) NOT NULL,
    "installed_on" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),
    "execution_time" INT NOT NULL,
    "success" BOOLEAN NOT NULL
);
INSERT INTO flyway_schema_history VALUES(1,'1','keys','SQL','V1__keys.sql',104562984,'','2026-11-23 22:33:34.855',7,1);
INSERT INTO flyway_schema_history VALUES(2,'2','watching','SQL','V2__watching.sql',1712823574,'','2026-11-24 02:25:42.420',5,1);
INSERT INTO flyway_schema_history VALUES(3,'3','first use','SQL','V3__first_use.sql',-752028037,'','2026-11-25 01:37:29.884',9,1);
INSERT INTO flyway_schema_history VALUES(4,'4','signing keys','SQL','V4__signing_keys.sql',-2105405762,'','2026-11-25 18:08:41.115',13,1);
INSERT INTO flyway_schema_history VALUES(5,'5','members','SQL','V5__members.sql',-701775447,'','2026-11-25 22:24:37.699',12,1);
INSERT INTO flyway_schema_history VALUES(6,'6','limits','SQL','V6__limits.sql',-1708335654,'','2026-11-25 22:24:39.132',5,1);
INSERT INTO flyway_schema_history VALUES(7,'7','page','SQL','V7__page.sql',-881479508,'','2026-11-25 22:36:20.895',8,1);
INSERT INTO flyway_schema_history VALUES(8,'8','usage journal','SQL','V8__usage_journal.sql',-2130334597,'','2026-11-26 04:31:02.077',14,1);
INSERT INTO flyway_schema_history VALUES(9,'9','retention','SQL','V9__retention.sql',-328330088,'','2026-11-26 05:19:56.783',6,1);
INSERT INTO flyway_schema_history VALUES(10,'10','foreign secrets','SQL','V10__foreign_secrets.sql',-861877059,'','2026-11-26 08:30:11.402',5,1);
INSERT INTO flyway_schema_history VALUES(11,'11','mcp notes','SQL','V11__mcp_notes.sql',1024240156,'','2026-11-26 08:10:11.216',5,1);
INSERT INTO flyway_schema_history VALUES(12,'12','children','SQL','V12__children.sql',1511203599,'','2026-11-26 12:20:43.508',5,1);
INSERT INTO flyway_schema_history VALUES(13,'13','key format','SQL','V13__key_format.sql',217154735,'','2026-11-27 04:42:14.304',68,1);
CREATE TABLE key_format (
  id integer primary key check (id = 1),
  prefix text not null
) strict;
INSERT INTO key_format VALUES(1,'ksa');
CREATE TABLE owner (
  id text primary key,
  name text not null,
  time_zone text not null,
  created_at integer not null
, usual_expiry integer) strict;
INSERT INTO owner VALUES('own_0000000000000000000001','Owner','Europe/Berlin',1795435200123,NULL);
CREATE TABLE pepper (
  version integer primary key,
  check_value text not null,
  created_at integer not null
) strict;
INSERT INTO pepper VALUES(1,'cafe',1795435200123);
CREATE TABLE api_key (
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
, replacement_until_first_use integer not null default 0, member_id text, limit_requests integer, limit_seconds integer) strict;
INSERT INTO api_key VALUES('key_0000000000000000000001','own_0000000000000000000001','GitHub Actions CI','* keys:read keys:verify keys:write',1795435200123,NULL,'kasava','4SOU',1795435200123,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL);
INSERT INTO api_key VALUES('key_0000000000000000000002','own_0000000000000000000001','Pending one','keys:read',1795435200123,'key_0000000000000000000001','cursor',NULL,NULL,1795521600123,1795438800123,NULL,NULL,NULL,NULL,NULL,0,NULL,100,60);
CREATE TABLE key_word (
  owner_id text not null,
  word text not null,
  key_id text not null,
  primary key (owner_id, word, key_id)
) strict, without rowid;
INSERT INTO key_word VALUES('own_0000000000000000000001','actions','key_0000000000000000000001');
INSERT INTO key_word VALUES('own_0000000000000000000001','ci','key_0000000000000000000001');
INSERT INTO key_word VALUES('own_0000000000000000000001','github','key_0000000000000000000001');
INSERT INTO key_word VALUES('own_0000000000000000000001','one','key_0000000000000000000002');
INSERT INTO key_word VALUES('own_0000000000000000000001','pending','key_0000000000000000000002');
CREATE TABLE secret (
  digest blob not null,
  pepper_version integer not null,
  key_id text not null,
  owner_id text not null,
  created_at integer not null,
  live_until integer,
  ended_at integer,
  ended_reason text, is_successor integer not null default 0, last_used_at integer, is_foreign integer not null default 0,
  primary key (digest, pepper_version)
) strict, without rowid;
INSERT INTO secret VALUES(X'0707070707070707070707070707070707070707070707070707070707070707',1,'key_0000000000000000000001','own_0000000000000000000001',1795435200123,NULL,NULL,NULL,0,NULL,0);
INSERT INTO secret VALUES(X'0808080808080808080808080808080808080808080808080808080808080808',1,'key_0000000000000000000001','own_0000000000000000000001',1795435200123,NULL,NULL,NULL,1,NULL,0);
CREATE TABLE key_change (
  sequence integer primary key autoincrement,
  key_id text not null
, owner_id text not null default '') strict;
INSERT INTO key_change VALUES(1,'key_0000000000000000000001','');
CREATE TABLE audit (
  sequence integer primary key autoincrement,
  at integer not null,
  owner_id text not null,
  actor_key_id text,
  door text not null,
  client text not null,
  action text not null,
  subject_id text not null,
  subject_name text not null,
  details text not null
) strict;
INSERT INTO audit VALUES(1,1795435200123,'own_0000000000000000000001',NULL,'cli','kasava','key.created','key_0000000000000000000001','GitHub Actions CI','');
CREATE TABLE usage_quarter (
  key_id text not null,
  quarter integer not null,
  client text not null,
  outcome text not null,
  requests integer not null,
  primary key (key_id, quarter, client, outcome)
) strict, without rowid;
INSERT INTO usage_quarter VALUES('key_0000000000000000000001',1994928,'curl','accepted',42);
CREATE TABLE usage_total (
  key_id text primary key,
  accepted integer not null,
  rejected integer not null,
  last_used_at integer,
  last_client text
, owner_id text not null default '') strict, without rowid;
INSERT INTO usage_total VALUES('key_0000000000000000000001',42,0,1795435200123,'curl','own_0000000000000000000001');
INSERT INTO usage_total VALUES('key_0000000000000000000002',0,0,NULL,NULL,'own_0000000000000000000001');
CREATE TABLE session (
  token_hash blob primary key,
  kind text not null,
  key_id text not null,
  created_at integer not null,
  expires_at integer not null
) strict, without rowid;
INSERT INTO session VALUES(X'0909090909090909090909090909090909090909090909090909090909090909','SESSION','key_0000000000000000000001',1795435200123,1795435260123);
CREATE TABLE spent (
  hash blob primary key,
  until integer not null
) strict, without rowid;
CREATE TABLE key_host (
  key_id text not null,
  host text not null,
  first_seen integer not null,
  last_seen integer not null,
  primary key (key_id, host)
) strict, without rowid;
INSERT INTO key_host VALUES('key_0000000000000000000001','192.0.2.7',1795435200123,1795435200123);
CREATE TABLE signing_key (
  generation integer primary key,
  key_id text not null unique,
  sealed blob not null,
  pepper_version integer not null,
  signs_from integer not null,
  signs_until integer not null
) strict;
INSERT INTO signing_key VALUES(1,'a-key-id',X'0102030405',1,1795435200123,1798027200123);
CREATE TABLE member (
  id text primary key,
  owner_id text not null,
  name text not null,
  role text not null,
  created_at integer not null
) strict;
INSERT INTO member VALUES('mem_0000000000000000000001','own_0000000000000000000001','Ada Lovelace','admin',1795435200123);
CREATE TABLE usage_journal (
  journal text primary key,
  added integer not null
);
CREATE TABLE usage_day (
  key_id text not null,
  day integer not null,
  client text not null,
  outcome text not null,
  requests integer not null,
  primary key (key_id, day, client, outcome)
) strict, without rowid;
INSERT INTO usage_day VALUES('key_0000000000000000000001',20000,'curl','accepted',7);
CREATE TABLE mcp_note (
  sequence integer primary key autoincrement,
  session text not null,
  kind text not null,
  subject text not null,
  detail text not null,
  until integer not null
) strict;
INSERT INTO mcp_note VALUES(1,'b25lIHNlc3Npb24gb25l','WATCHED','kasava://keys','*',1795435260123);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('key_change',1);
INSERT INTO sqlite_sequence VALUES('audit',1);
INSERT INTO sqlite_sequence VALUES('mcp_note',1);
CREATE INDEX "flyway_schema_history_s_idx" ON "flyway_schema_history" ("success");
CREATE UNIQUE INDEX api_key_name on api_key (owner_id, name);
CREATE INDEX api_key_newest on api_key (owner_id, created_at desc, id desc);
CREATE INDEX api_key_claim_by on api_key (claim_by) where claim_by is not null;
CREATE INDEX key_word_key on key_word (key_id);
CREATE INDEX secret_key on secret (key_id);
CREATE INDEX audit_owner on audit (owner_id, sequence);
CREATE INDEX session_key on session (key_id);
CREATE INDEX session_expiry on session (expires_at);
CREATE INDEX spent_until on spent (until);
CREATE UNIQUE INDEX member_name on member (owner_id, name);
CREATE INDEX api_key_member on api_key (member_id) where member_id is not null;
CREATE INDEX api_key_by_name on api_key (owner_id, lower(name), id);
CREATE INDEX api_key_by_expiry on api_key
  (owner_id, coalesce(expires_at, 9223372036854775807), id, created_at, claim_by, last_four);
CREATE INDEX api_key_unclaimed on api_key (owner_id, last_four) where last_four is null;
CREATE INDEX usage_total_by_last_use on usage_total
  (owner_id, coalesce(last_used_at, 0), key_id);
CREATE INDEX audit_key on audit (owner_id, subject_id, sequence);
CREATE INDEX secret_ended on secret (ended_at) where ended_at is not null;
CREATE INDEX secret_until on secret (live_until) where live_until is not null;
CREATE INDEX secret_foreign on secret (is_foreign) where is_foreign = 1;
CREATE UNIQUE INDEX mcp_note_subject on mcp_note (session, kind, subject);
CREATE INDEX mcp_note_until on mcp_note (until);
CREATE INDEX api_key_parent on api_key (parent_id, id) where parent_id is not null;
COMMIT;
PRAGMA user_version=13;
