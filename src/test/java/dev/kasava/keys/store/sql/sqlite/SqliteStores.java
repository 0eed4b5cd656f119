package dev.kasava.keys.store.sql.sqlite;

import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.SessionStore;
import dev.kasava.keys.store.SigningKeyStore;
import dev.kasava.keys.store.SpentStore;
import dev.kasava.keys.store.Stores;
import dev.kasava.keys.store.UsageStore;
import dev.kasava.keys.store.sql.SqlKeyStore;
import dev.kasava.keys.store.sql.SqlSessionStore;
import dev.kasava.keys.store.sql.SqlSigningKeyStore;
import dev.kasava.keys.store.sql.SqlSpentStore;
import dev.kasava.keys.store.sql.SqlUsageStore;
import java.nio.file.Path;

/** The ports over an SQLite file. */
final class SqliteStores implements Stores {
  private final Path file;
  private final SqliteDatabase database;

  SqliteStores(Path file) {
    this.file = file;
    this.database = SqliteDatabase.open(file);
  }

  @Override
  public KeyStore keys() {
    return new SqlKeyStore(database);
  }

  @Override
  public UsageStore usage() {
    return new SqlUsageStore(database);
  }

  @Override
  public SessionStore sessions() {
    return new SqlSessionStore(database);
  }

  @Override
  public SpentStore spent() {
    return new SqlSpentStore(database);
  }

  @Override
  public SigningKeyStore signingKeys() {
    return new SqlSigningKeyStore(database);
  }

  @Override
  public Stores again() {
    return new SqliteStores(file);
  }

  @Override
  public void cutChanges(long sequence) {
    database.write(
        handle -> handle.execute("delete from key_change where sequence <= ?", sequence));
  }

  @Override
  public void close() {
    database.close();
  }
}
