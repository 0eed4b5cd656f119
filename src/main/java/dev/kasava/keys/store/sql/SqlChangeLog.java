package dev.kasava.keys.store.sql;

import dev.kasava.keys.key.KeyId;
import org.jdbi.v3.core.Handle;

/** What one transaction changes that others remember. */
final class SqlChangeLog {
  /** How far back the log reaches; whoever fell further behind forgets everything. */
  private static final int KEPT = 100_000;

  private final Handle handle;
  private boolean isTrimmed;
  private boolean isChanged;

  SqlChangeLog(Handle handle) {
    this.handle = handle;
  }

  boolean isChanged() {
    return isChanged;
  }

  /** To be called while the key is there, which tells whose it is. */
  void note(KeyId id) {
    isChanged = true;
    handle
        .createUpdate(
            "insert into key_change (key_id, owner_id)"
                + " select id, owner_id from api_key where id = :key")
        .bind("key", id.value())
        .execute();
    if (!isTrimmed) {
      isTrimmed = true;
      handle
          .createUpdate(
              "delete from key_change where sequence <="
                  + " (select max(sequence) from key_change) - :kept")
          .bind("kept", KEPT)
          .execute();
    }
  }

  /** Something that is remembered, and no key. */
  void noteElse() {
    isChanged = true;
  }
}
