package dev.kasava.keys.app;

import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.store.FormatStore;
import dev.kasava.keys.store.KeyStore;
import java.util.Optional;

/**
 * The format of an installation's keys. Its database says it, for all that use it; a data folder
 * remembers it as well.
 */
final class KeptFormat {
  private final DataFolder folder;
  private final FormatStore store;
  private final KeyStore keys;

  KeptFormat(DataFolder folder, FormatStore store, KeyStore keys) {
    this.folder = folder;
    this.store = store;
    this.keys = keys;
  }

  /**
   * Goes by what the database says; where it says nothing yet, by the folder or by what was chosen.
   *
   * @param chosen empty for whichever there is, or else the usual one
   * @throws DataFolderException when they differ, or nobody knows; then nothing was settled
   */
  KeyFormat settle(Optional<String> chosen) {
    Optional<String> here = folder.readKeyPrefix();
    here.ifPresent(this::mustBeOne);
    Optional<String> stored = store.prefix();
    stored.or(() -> here).ifPresent(known -> refuseAnother(chosen, known));
    String settled =
        stored.orElseGet(() -> store.settlePrefix(here.or(() -> chosen).orElseGet(this::usual)));
    // Once more, as another process may have been first.
    refuseAnother(chosen, settled);
    if (here.isPresent() && !here.get().equals(settled)) {
      throw differing(here.get(), settled);
    }
    if (here.isEmpty()) {
      folder.keepKeyPrefix(settled);
    }
    return new KeyFormat(settled);
  }

  private void mustBeOne(String prefix) {
    try {
      new KeyFormat(prefix);
    } catch (IllegalArgumentException e) {
      throw new DataFolderException(
          "The file key-prefix in "
              + folder.path()
              + " does not hold the prefix of its keys. Put back your backup of it"
              + (store.prefix().isPresent() ? ", or delete it: the database knows it." : "."));
    }
  }

  private void refuseAnother(Optional<String> chosen, String known) {
    if (chosen.isPresent() && !chosen.get().equals(known)) {
      throw new DataFolderException(
          "The keys in "
              + folder.path()
              + " begin with \""
              + known
              + "_\"; that cannot be changed later. Leave --key-prefix out.");
    }
  }

  private DataFolderException differing(String here, String settled) {
    return new DataFolderException(
        "The file key-prefix in "
            + folder.path()
            + " says that keys begin with \""
            + here
            + "_\", the database says \""
            + settled
            + "_\". Look at one of your keys: if the database is right, delete the file; if the"
            + " file is, and the database is this installation's, correct it: update key_format set"
            + " prefix = '"
            + here
            + "'.");
  }

  /** Where there are keys already, it would be a guess, which all who come later would go by. */
  private String usual() {
    if (keys.read(reader -> reader.firstOwner()).isPresent()) {
      throw new DataFolderException(
          "The file key-prefix is missing in "
              + folder.path()
              + ", and its database does not tell yet how its keys begin. Put the file back, or"
              + " start the node first that has it, or name the prefix with \"serve"
              + " --key-prefix\" (it is \""
              + KeyFormat.DEFAULT_PREFIX
              + "\" unless another was chosen).");
    }
    return KeyFormat.DEFAULT_PREFIX;
  }
}
