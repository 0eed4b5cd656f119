package dev.kasava.keys.app;

import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.store.FormatStore;
import java.util.Optional;

/**
 * The format of an installation's keys. Its database says it, for all that use it; a data folder
 * remembers it as well.
 */
final class KeptFormat {
  private KeptFormat() {}

  /**
   * Goes by what the database says; where it says nothing yet, by the folder or by what was chosen.
   *
   * @param chosen empty for whichever there is, or else the usual one
   * @throws DataFolderException when they differ
   */
  static KeyFormat settle(DataFolder folder, FormatStore store, Optional<String> chosen) {
    Optional<String> here = folder.readKeyPrefix();
    String settled =
        store.settlePrefix(
            format(folder, here.or(() -> chosen).orElse(KeyFormat.DEFAULT_PREFIX)).prefix());
    if (chosen.isPresent() && !chosen.get().equals(settled)) {
      throw new DataFolderException(
          "The keys in "
              + folder.path()
              + " begin with \""
              + settled
              + "_\"; that cannot be changed later. Leave --key-prefix out.");
    }
    if (here.isPresent() && !here.get().equals(settled)) {
      throw new DataFolderException(
          "The file key-prefix in "
              + folder.path()
              + " says \""
              + here.get()
              + "\", but the keys of its database begin with \""
              + settled
              + "_\". Delete the file if that database is the right one.");
    }
    if (here.isEmpty()) {
      folder.keepKeyPrefix(settled);
    }
    return format(folder, settled);
  }

  private static KeyFormat format(DataFolder folder, String prefix) {
    try {
      return new KeyFormat(prefix);
    } catch (IllegalArgumentException e) {
      throw new DataFolderException(
          "The file key-prefix in "
              + folder.path()
              + " does not hold the prefix of its keys. Put back your backup of it.");
    }
  }
}
