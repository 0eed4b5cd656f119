package dev.kasava.keys.store.sql;

import dev.kasava.keys.store.FormatStore;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.McpNotes;
import dev.kasava.keys.store.SessionStore;
import dev.kasava.keys.store.SigningKeyStore;
import dev.kasava.keys.store.SpentStore;
import dev.kasava.keys.store.Stores;
import dev.kasava.keys.store.UsageStore;
import java.util.function.Supplier;

/** The ports over an SQL database. */
public final class SqlStores implements Stores {
  private final Supplier<? extends SqlDatabase> opening;
  private final SqlDatabase database;

  /**
   * @param opening opens the same database each time
   */
  public SqlStores(Supplier<? extends SqlDatabase> opening) {
    this.opening = opening;
    this.database = opening.get();
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
  public FormatStore format() {
    return new SqlFormatStore(database);
  }

  @Override
  public McpNotes mcpNotes() {
    return new SqlMcpNotes(database);
  }

  @Override
  public SigningKeyStore signingKeys() {
    return new SqlSigningKeyStore(database);
  }

  @Override
  public Stores again() {
    return new SqlStores(opening);
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
