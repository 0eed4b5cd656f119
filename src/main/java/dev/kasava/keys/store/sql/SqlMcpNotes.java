package dev.kasava.keys.store.sql;

import dev.kasava.keys.store.McpNotes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Notes of MCP sessions in SQL: as writers take turns, in the order of commits. Thread-safe. */
public final class SqlMcpNotes implements McpNotes {
  private record Numbered(long sequence, Note note) {}

  private final SqlDatabase database;

  public SqlMcpNotes(SqlDatabase database) {
    this.database = database;
  }

  @Override
  public void add(Note note, Instant until) {
    database.write(
        handle -> {
          handle
              .createUpdate(
                  "delete from mcp_note where session = :session and kind = :kind"
                      + " and subject = :subject")
              .bind("session", note.session())
              .bind("kind", note.kind().name())
              .bind("subject", note.subject())
              .execute();
          return handle
              .createUpdate(
                  "insert into mcp_note (session, kind, subject, detail, until)"
                      + " values (:session, :kind, :subject, :detail, :until)")
              .bind("session", note.session())
              .bind("kind", note.kind().name())
              .bind("subject", note.subject())
              .bind("detail", note.detail())
              .bind("until", until.toEpochMilli())
              .execute();
        });
  }

  @Override
  public List<Note> of(String session) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "select session, kind, subject, detail from mcp_note"
                        + " where session = :session order by sequence")
                .bind("session", session)
                .map((row, context) -> note(row))
                .list());
  }

  @Override
  public long latest() {
    return database.read(
        handle ->
            handle
                .createQuery("select coalesce(max(sequence), 0) from mcp_note")
                .mapTo(Long.class)
                .one());
  }

  @Override
  public Told since(long number, int most) {
    List<Numbered> found =
        database.read(
            handle ->
                handle
                    .createQuery(
                        "select sequence, session, kind, subject, detail from mcp_note"
                            + " where sequence > :number order by sequence limit :most")
                    .bind("number", number)
                    .bind("most", most)
                    .map((row, context) -> new Numbered(row.getLong("sequence"), note(row)))
                    .list());
    return new Told(
        found.stream().map(Numbered::note).toList(),
        found.isEmpty() ? number : found.getLast().sequence());
  }

  private static Note note(ResultSet row) throws SQLException {
    return new Note(
        row.getString("session"),
        Kind.named(row.getString("kind")),
        row.getString("subject"),
        row.getString("detail"));
  }

  @Override
  public void removeExpired(Instant now) {
    database.write(
        handle ->
            handle
                .createUpdate("delete from mcp_note where until <= :now")
                .bind("now", now.toEpochMilli())
                .execute());
  }
}
