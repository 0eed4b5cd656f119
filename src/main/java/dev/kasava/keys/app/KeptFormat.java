package dev.kasava.keys.app;

import dev.kasava.keys.key.KeyFormat;
import java.util.Optional;

/** The format of an installation's keys, which its data folder keeps from the start. */
final class KeptFormat {
  private KeptFormat() {}

  /**
   * Keeps the prefix, unless there is one already.
   *
   * @param chosen empty for whichever is kept, or else the usual one
   * @throws DataFolderException when another is kept
   */
  static void keep(DataFolder folder, Optional<String> chosen) {
    if (folder.readKeyPrefix().isEmpty()) {
      folder.keepKeyPrefix(chosen.orElse(KeyFormat.DEFAULT_PREFIX));
    }
    // Read again, as another process may have been first.
    Optional<String> kept = folder.readKeyPrefix();
    if (chosen.isPresent() && !chosen.equals(kept)) {
      throw new DataFolderException(
          "The keys in "
              + folder.path()
              + " begin with \""
              + kept.orElseThrow()
              + "_\"; that cannot be changed later. Leave --key-prefix out.");
    }
  }

  /**
   * @throws DataFolderException when what is kept can be no prefix
   */
  static KeyFormat of(DataFolder folder) {
    try {
      return new KeyFormat(folder.readKeyPrefix().orElse(KeyFormat.DEFAULT_PREFIX));
    } catch (IllegalArgumentException e) {
      throw new DataFolderException(
          "The file key-prefix in "
              + folder.path()
              + " does not hold the prefix of its keys. Put back your backup of it.");
    }
  }
}
