package dev.kasava.keys.cli;

import dev.kasava.keys.service.ExportKeys;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keys into the data folder and out of it, as JSON lines, for its operator. Every method may block,
 * and throw {@link CommandFailure} or {@link dev.kasava.keys.store.StoreException}.
 */
public interface Transfers extends AutoCloseable {
  /**
   * What came of an import.
   *
   * @param isDone whether keys were added; not where a line was bad, or they were only looked at
   * @param added how many keys were added, or would be
   * @param here how many were here already
   * @param ended how many of those were ended here since, and stay so
   * @param bad lines that are not as they have to be; where keys were added, those that went bad
   *     after they had been looked at
   */
  record Imported(boolean isDone, long added, long here, long ended, List<BadLine> bad) {}

  /**
   * @param line counted from 1
   * @param field what is wrong with it; empty for the whole line
   * @param message a sentence that says what to do
   */
  record BadLine(int line, String field, String message) {}

  /**
   * Imports all keys, or none where a line is bad.
   *
   * @param owner the id or name of the owner of keys that name none; null for the first one
   * @param isDry whether they are only looked at
   */
  Imported take(InputStream lines, @Nullable String owner, boolean isDry, Progress progress)
      throws IOException;

  /** Hears how many of how many are done. */
  @FunctionalInterface
  interface Progress {
    void at(int done, int all);
  }

  /**
   * Writes all keys.
   *
   * @param owner the id or name of the only owner whose keys are written; null for all owners
   */
  ExportKeys.Exported write(@Nullable String owner, OutputStream lines) throws IOException;

  @Override
  void close();
}
