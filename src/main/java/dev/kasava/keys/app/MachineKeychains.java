package dev.kasava.keys.app;

import dev.kasava.keys.holder.Keychains;
import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.keychain.Storage;
import dev.kasava.keys.keychain.os.OsKeychains;
import java.nio.file.Path;
import java.util.Map;

/** The keychains of the machine that this runs on. */
final class MachineKeychains implements Keychains {
  private final Map<String, String> environment;
  private final Path folder;

  /**
   * @param folder of the person's settings
   */
  MachineKeychains(Map<String, String> environment, Path folder) {
    this.environment = environment;
    this.folder = folder;
  }

  @Override
  public Keychain open(Storage storage, boolean mayPrompt) {
    return switch (storage) {
      case KEYCHAIN ->
          OsKeychains.system(environment, System.getProperty("os.name", ""), folder, mayPrompt);
      case FILE -> OsKeychains.files(folder.resolve("keys"), folder);
    };
  }
}
