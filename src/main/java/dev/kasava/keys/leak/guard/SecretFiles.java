package dev.kasava.keys.leak.guard;

import dev.kasava.keys.machine.Environment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files of ours that hold a secret in the clear: the first key of a server without a terminal,
 * the pepper, and the keys of whoever asked for insecure storage.
 */
final class SecretFiles {
  private static final String FIRST_KEY = "first-key";
  private static final String PEPPER = "pepper";
  private static final String KEPT = "keys";
  private static final Set<String> OUR_FOLDERS = Set.of("kasava-keys", "Kasava Keys");

  private final Place place;

  SecretFiles(Place place) {
    this.place = place;
  }

  /** Whether a word of a command names one, a pattern that fits one, or a folder that holds one. */
  boolean isNamedBy(Word word) {
    Optional<Path> path = place.resolve(word);
    if (path.isEmpty() || !Files.exists(path.get())) {
      // One that is not there yet may be by the time that it is read.
      boolean isElsewhere = word.text().indexOf('/') >= 0 || place.folder().isEmpty();
      return (word.name().equals(FIRST_KEY) && isElsewhere)
          || path.stream().flatMap(KeyFiles::named).anyMatch(this::isOne);
    }
    return Files.isDirectory(path.get()) ? isIn(path.get()) : isOne(path.get());
  }

  /** Whether a folder has one in it. */
  boolean isIn(Path folder) {
    return Stream.of(folder, folder.resolve(KEPT))
        .flatMap(each -> KeyFiles.list(each, "*"))
        .anyMatch(this::isOne);
  }

  /** Whether this existing file is one. */
  private boolean isOne(Path file) {
    String name = String.valueOf(file.getFileName());
    boolean isOurs = isBelowOurs(file);
    if ((isOurs && name.equals(PEPPER)) || isNamedAsPepper(file)) {
      return true;
    }
    return (isOurs || name.equals(FIRST_KEY)) && KeyFiles.holdsKey(file);
  }

  private boolean isBelowOurs(Path file) {
    for (Path part : file) {
      if (OUR_FOLDERS.contains(part.toString())) {
        return true;
      }
    }
    return Stream.of("KASAVA_HOME", "KASAVA_CONFIG_HOME")
        .flatMap(variable -> path(variable).stream())
        .anyMatch(file::startsWith);
  }

  private boolean isNamedAsPepper(Path file) {
    return path("KASAVA_PEPPER_FILE").filter(file::equals).isPresent();
  }

  private Optional<Path> path(String variable) {
    return Environment.value(place.environment(), variable)
        .map(text -> Path.of(text).toAbsolutePath().normalize());
  }
}
