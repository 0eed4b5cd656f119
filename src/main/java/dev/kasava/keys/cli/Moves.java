package dev.kasava.keys.cli;

import dev.kasava.keys.store.MoveProgress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Moves of an installation between databases, for its operator. */
public interface Moves {
  /**
   * @param rows that are there now
   * @param wasThere whether all of them were there before
   * @param folder to be served from now on
   */
  record Moved(long rows, boolean wasThere, Path folder) {}

  /**
   * Copies everything to a database server; where it was, nothing is changed.
   *
   * @param from the data folder; null for the usual one
   * @param url as {@code serve --database} takes it
   */
  Moved toServer(@Nullable Path from, String url, MoveProgress progress);

  /**
   * Copies everything from a database server to a file in a new data folder.
   *
   * @param from the data folder that names the database; null for the usual one
   */
  Moved toFolder(@Nullable Path from, Path to, MoveProgress progress);
}
