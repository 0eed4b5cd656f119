package dev.kasava.keys.store.sql;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.store.AuditRecord;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** The audit log, in one transaction. */
final class SqlAuditWriter {
  private final Handle handle;

  SqlAuditWriter(Handle handle) {
    this.handle = handle;
  }

  void add(AuditRecord entry) {
    KeyId actor = entry.actor();
    handle
        .createUpdate(
            "insert into audit (at, owner_id, actor_key_id, door, client, action, subject_id,"
                + " subject_name, details) values (:at, :owner, :actor, :door, :client, :action,"
                + " :subject, :name, :details)")
        .bind("at", entry.at().toEpochMilli())
        .bind("owner", entry.owner().value())
        .bind("actor", actor == null ? null : actor.value())
        .bind("door", entry.door())
        .bind("client", entry.client().code())
        .bind("action", entry.action().code())
        .bind("subject", entry.subject().value())
        .bind("name", entry.subjectName())
        .bind("details", entry.details())
        .execute();
  }

  /** The log is in the order of time, so the eldest are the first of its own key. */
  int remove(Instant before, int most) {
    return handle
        .createUpdate(
            "delete from audit where at < :before and sequence in"
                + " (select sequence from audit order by sequence limit :most)")
        .bind("before", before.toEpochMilli())
        .bind("most", most)
        .execute();
  }
}
