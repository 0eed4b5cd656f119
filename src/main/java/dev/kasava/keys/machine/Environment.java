package dev.kasava.keys.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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

  /** This machine's name, for people; never asks the network for it. */
  public static String hostName(Map<String, String> environment) {
    return value(environment, "HOSTNAME")
        .or(() -> value(environment, "COMPUTERNAME"))
        .or(() -> lineOf(Path.of("/etc/hostname")))
        .orElse("this machine");
  }

  private static Optional<String> lineOf(Path file) {
    try {
      return Files.readString(file)
          .lines()
          .map(String::strip)
          .filter(s -> !s.isEmpty())
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  /** The user's home: Java's own idea of it ignores HOME, which people and their tools change. */
  public static Path home(Map<String, String> environment) {
    return Path.of(
        value(environment, "HOME").orElseGet(() -> System.getProperty("user.home", ".")));
  }
}
