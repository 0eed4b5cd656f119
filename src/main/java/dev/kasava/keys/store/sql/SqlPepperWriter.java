package dev.kasava.keys.store.sql;

import dev.kasava.keys.store.PepperCheck;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Which peppers a store was written with, in one transaction. */
final class SqlPepperWriter {
  private final Handle handle;

  SqlPepperWriter(Handle handle) {
    this.handle = handle;
  }

  void add(PepperCheck check, Instant now) {
    handle
        .createUpdate(
            "insert into pepper (version, check_value, created_at) values (:version, :value, :now)")
        .bind("version", check.version())
        .bind("value", check.value())
        .bind("now", now.toEpochMilli())
        .execute();
  }

  void remove(int version) {
    for (String rows : List.of("secret where pepper_version", "pepper where version")) {
      handle.createUpdate("delete from " + rows + " = :version").bind("version", version).execute();
    }
  }
}
