package dev.kasava.keys.cli;

import dev.kasava.keys.store.Restored;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Backups of a data folder, for its operator. */
public interface Backups {
  /**
   * @param takenAt everything that was acknowledged by then is in it
   * @param hasPepper whether it holds the pepper
   * @param pepperPlace where the pepper lies that it does not work without
   */
  record Taken(Path file, Instant takenAt, long bytes, boolean hasPepper, String pepperPlace) {}

  /**
   * Makes a backup, also while a server runs.
   *
   * @param target the file, or a folder for one that is named after the time
   * @param mayReplace whether a file of that name may be replaced
   */
  Taken take(Path target, boolean withPepper, boolean mayReplace);

  /**
   * @param isDone whether it was done, and not only looked at
   * @param aside where the data lies that was replaced; null when there was none
   * @param pepperPlace where the pepper was that fits
   */
  record Outcome(Restored restored, boolean isDone, @Nullable Path aside, String pepperPlace) {}

  /**
   * Puts a backup in the place of the data folder's database.
   *
   * @param isRevived whether what was deleted or ended since lives again; where that cannot be
   *     known, nothing is done without it
   * @param isChecked whether it is only looked at
   */
  Outcome restore(Path file, boolean isRevived, boolean isChecked);
}
