-- What every process has to know of an MCP session: its end, what it watches, and what was said in it to another process.
create table mcp_note (
  sequence integer primary key autoincrement,
  session text not null,
  kind text not null,
  subject text not null,
  detail text not null,
  until integer not null
) strict;

create unique index mcp_note_subject on mcp_note (session, kind, subject);
create index mcp_note_until on mcp_note (until);
