package dev.kasava.keys.machine;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What environment variables say. */
public final class Environment {
  private Environment() {}

  /** The value of a variable; empty when it is not set, or blank. */
  public static Optional<String> value(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable)).filter(text -> !text.isBlank());
  }

  /** The user's home: Java's own idea of it ignores HOME, which people and their tools change. */
  public static Path home(Map<String, String> environment) {
    return Path.of(
        value(environment, "HOME").orElseGet(() -> System.getProperty("user.home", ".")));
  }
}
