package dev.kasava.keys.app;

import dev.kasava.keys.access.PepperException;
import dev.kasava.keys.access.PepperText;
import dev.kasava.keys.key.Peppers;
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
    String text = environment.get(PEPPER);
    if (text != null && !text.isBlank()) {
      return PepperText.parse(text, "the environment variable " + PEPPER);
    }
    String file = environment.get(PEPPER_FILE);
    if (file != null && !file.isBlank()) {
      return PepperText.parse(read(Path.of(file)), file);
    }
    if (mayGenerate && folder.readPepper().isEmpty()) {
      folder.keepPepper(PepperText.generate(new SecureRandom()));
    }
    return PepperText.parse(
        folder.readPepper().orElseThrow(() -> missing(folder)), folder.pepper().toString());
  }

  /** The file that it is in; empty where it stands in a variable. */
  static Optional<Path> file(DataFolder folder, Map<String, String> environment) {
    String text = environment.get(PEPPER);
    if (text != null && !text.isBlank()) {
      return Optional.empty();
    }
    String file = environment.get(PEPPER_FILE);
    return Optional.of(file == null || file.isBlank() ? folder.pepper() : Path.of(file));
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
