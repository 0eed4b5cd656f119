package dev.kasava.keys.store.sql;

import dev.kasava.keys.store.ChangeWord;
import dev.kasava.keys.store.KeyReader;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.KeyWriter;
import dev.kasava.keys.store.StoreState;
import java.util.function.Function;

/** Keys in SQL. Thread-safe. */
public final class SqlKeyStore implements KeyStore {
  private final SqlDatabase database;

  public SqlKeyStore(SqlDatabase database) {
    this.database = database;
  }

  @Override
  public <T> T read(Function<? super KeyReader, ? extends T> work) {
    return database.read(handle -> work.apply(new SqlKeyReader(handle)));
  }

  @Override
  public <T> T write(Function<? super KeyWriter, ? extends T> work) {
    return database.writeKeys(
        handle -> {
          SqlKeyWriter writer = new SqlKeyWriter(handle);
          T result = work.apply(writer);
          return new SqlDatabase.Changed<>(result, writer.changedKeys());
        });
  }

  @Override
  public StoreState state() {
    return database.state();
  }

  @Override
  public ChangeWord changeWord() {
    return database.changeWord();
  }
}
