package dev.kasava.keys.app;

import dev.kasava.keys.access.PepperException;
import dev.kasava.keys.access.PepperGuard;
import dev.kasava.keys.key.Peppers;
import dev.kasava.keys.store.KeyStore;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the pepper's file, and which version is to be used, while the server runs. */
final class PepperWatch {
  private static final Logger log = LoggerFactory.getLogger(PepperWatch.class);

  private final DataFolder folder;
  private final Map<String, String> environment;
  private final KeyStore keys;
  private final Peppers peppers;
  private String told = "";

  PepperWatch(DataFolder folder, Map<String, String> environment, KeyStore keys, Peppers peppers) {
    this.folder = folder;
    this.environment = environment;
    this.keys = keys;
    this.peppers = peppers;
  }

  /** What cannot be used is told of once; what was used before stays. */
  void look() {
    try {
      if (PepperGuard.follow(
          keys, peppers, PepperPlaces.peppers(folder, environment, false).all())) {
        log.info(
            "{} peppers are known; new digests are made with pepper {}.",
            peppers.all().size(),
            peppers.current().version());
      }
      told = "";
    } catch (PepperException | DataFolderException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.equals(told)) {
        told = message;
        log.error("Working on with the pepper of before. {}", message);
      }
    }
  }
}
