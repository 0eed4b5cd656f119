package dev.kasava.keys.leak.guard;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Env files with a genuine key: it was delivered there unseen, and stays so. */
final class EnvFiles {
  private static final Pattern NAME = Pattern.compile("\\.env\\..+|.*\\.env");

  private final Place place;

  EnvFiles(Place place) {
    this.place = place;
  }

  /** Whether a word of a command names one, or a pattern that fits one. */
  boolean isNamedBy(Word word) {
    return place.resolve(word).stream()
        .flatMap(KeyFiles::named)
        .filter(EnvFiles::isOne)
        .anyMatch(KeyFiles::holdsKey);
  }

  private static boolean isOne(Path file) {
    return NAME.matcher(String.valueOf(file.getFileName())).matches();
  }
}
