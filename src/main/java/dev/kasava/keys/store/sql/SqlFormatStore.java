package dev.kasava.keys.store.sql;

import dev.kasava.keys.store.FormatStore;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What keys look like, in SQL. Thread-safe. */
public final class SqlFormatStore implements FormatStore {
  private final SqlDatabase database;

  public SqlFormatStore(SqlDatabase database) {
    this.database = database;
  }

  @Override
  public Optional<String> prefix() {
    return database.read(SqlFormatStore::prefix);
  }

  @Override
  public String settlePrefix(String prefix) {
    return database.write(handle -> settle(handle, prefix));
  }

  private static String settle(Handle handle, String prefix) {
    handle.execute(
        "insert into key_format (id, prefix) values (1, ?) on conflict (id) do nothing", prefix);
    return prefix(handle).orElseThrow();
  }

  private static Optional<String> prefix(Handle handle) {
    return handle.createQuery("select prefix from key_format").mapTo(String.class).findOne();
  }
}
