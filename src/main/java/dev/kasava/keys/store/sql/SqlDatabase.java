package dev.kasava.keys.store.sql;

import dev.kasava.keys.store.ChangeWord;
import dev.kasava.keys.store.LimitStore;
import dev.kasava.keys.store.StoreState;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;

/**
 * One database of a certain kind. Thread-safe; every method may throw {@link
 * dev.kasava.keys.store.StoreException}.
 */
public interface SqlDatabase extends AutoCloseable {
  /** Runs {@code work} on one consistent snapshot. */
  <T> T read(Function<? super Handle, ? extends T> work);

  /** Runs {@code work} as the only writer; kept durably, or not at all when it throws. */
  default <T> T write(Function<? super Handle, ? extends T> work) {
    return writeKeys(handle -> new Changed<>(work.apply(handle), false));
  }

  /**
   * As {@link #write}, for work that may change keys: others are told, before the change can be
   * seen and after, where {@code changed} says that it did.
   */
  <T> T writeKeys(Function<? super Handle, Changed<T>> work);

  /**
   * @param keys whether a key was changed that others may remember
   */
  record Changed<T>(T result, boolean keys) {}

  ChangeWord changeWord();

  /** As {@link dev.kasava.keys.store.KeyStore#state}; a file is always reached. */
  default StoreState state() {
    return StoreState.REACHED;
  }

  /** Where limits are counted by all processes together; empty where each counts by itself. */
  default Optional<LimitStore> limits() {
    return Optional.empty();
  }

  /** What statements are run with. */
  static Jdbi jdbi(DataSource source) {
    Jdbi jdbi = Jdbi.create(source);
    // Values, digests among them, have no place in messages.
    jdbi.configure(
        StatementExceptions.class,
        config -> config.setMessageRendering(StatementExceptions.MessageRendering.NONE));
    return jdbi;
  }

  /** Gives the database's files free. */
  @Override
  void close();
}
