package dev.kasava.keys.app;

import dev.kasava.keys.access.PepperException;
import dev.kasava.keys.access.PepperText;
import dev.kasava.keys.key.Peppers;
import dev.kasava.keys.machine.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;

/** Where an installation finds its pepper: in the environment, or in its data folder. */
final class PepperPlaces {
  private static final String PEPPER = "KASAVA_PEPPER";
  private static final String PEPPER_FILE = "KASAVA_PEPPER_FILE";

  private PepperPlaces() {}

  /**
   * @param mayGenerate whether a new one is made where there is none
   * @throws PepperException when there is none, or it cannot be read
   */
  static Peppers peppers(DataFolder folder, Map<String, String> environment, boolean mayGenerate) {
    if (mayGenerate && !isThere(folder, environment)) {
      folder.keepPepper(PepperText.generate(new SecureRandom()));
    }
    return PepperText.parse(text(folder, environment), place(folder, environment));
  }

  /** Whether there is one, good or not. */
  static boolean isThere(DataFolder folder, Map<String, String> environment) {
    return Environment.value(environment, PEPPER).isPresent()
        || Environment.value(environment, PEPPER_FILE).isPresent()
        || folder.readPepper().isPresent();
  }

  /** Where it is, or would be. */
  static String place(DataFolder folder, Map<String, String> environment) {
    return Environment.value(environment, PEPPER).isPresent()
        ? "the environment variable " + PEPPER
        : Environment.value(environment, PEPPER_FILE).orElse(folder.pepper().toString());
  }

  /**
   * As it is written down; a secret.
   *
   * @throws PepperException when there is none, or it cannot be read
   */
  static String text(DataFolder folder, Map<String, String> environment) {
    return Environment.value(environment, PEPPER)
        .or(() -> Environment.value(environment, PEPPER_FILE).map(file -> read(Path.of(file))))
        .or(folder::readPepper)
        .orElseThrow(() -> missing(folder));
  }

  /** The file that it is in; empty where it stands in a variable. */
  static Optional<Path> file(DataFolder folder, Map<String, String> environment) {
    return Environment.value(environment, PEPPER).isPresent()
        ? Optional.empty()
        : Optional.of(Path.of(place(folder, environment)));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new PepperException(
          "The pepper file " + file + ", which " + PEPPER_FILE + " names, cannot be read.");
    }
  }

  private static PepperException missing(DataFolder folder) {
    return new PepperException(
        "The pepper is missing, and without it no key can work. Put back your backup of "
            + folder.pepper()
            + ", or name it with "
            + PEPPER_FILE
            + ".");
  }
}
