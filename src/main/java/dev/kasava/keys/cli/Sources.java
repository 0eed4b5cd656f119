package dev.kasava.keys.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which server, and which key. */
final class Sources {
  private static final String URL = "KASAVA_URL";
  private static final String KEY = "KASAVA_API_KEY";
  private static final String KEY_FILE = "KASAVA_API_KEY_FILE";
  private static final int LONGEST_FILE = 4096;

  private final Map<String, String> environment;

  Sources(Map<String, String> environment) {
    this.environment = environment;
  }

  /** The server named by the option, else by the environment; empty for the data folder. */
  Optional<URI> server(@Nullable String option) {
    String text = option != null ? option : environment.get(URL);
    return text == null || text.isBlank() ? Optional.empty() : Optional.of(serverUrl(text.strip()));
  }

  /** A URL of a server, without a path. */
  static URI serverUrl(String text) {
    try {
      URI url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean fits =
          ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
              && url.getHost() != null
              && url.getRawPath().isEmpty()
              && url.getRawQuery() == null
              && url.getRawUserInfo() == null;
      if (fits) {
        return url;
      }
    } catch (URISyntaxException e) {
      // The sentence below says all there is to say.
    }
    throw new CommandFailure(
        ExitCode.USAGE,
        "A server is named like http://127.0.0.1:8787 or https://keys.example.com, without a"
            + " path.");
  }

  /**
   * @param name where it came from, for people
   */
  record Found(String credential, String name) {
    @Override
    public String toString() {
      return "Found[" + name + "]";
    }
  }

  Optional<Found> findKey() {
    String key = environment.get(KEY);
    if (key != null && !key.isBlank()) {
      return Optional.of(new Found(key.strip(), "environment"));
    }
    String file = environment.get(KEY_FILE);
    return file == null || file.isBlank()
        ? Optional.empty()
        : Optional.of(new Found(read(file), "file"));
  }

  String key() {
    return findKey()
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCode.NOT_ALLOWED,
                    "Which key? Put one into the environment variable "
                        + KEY
                        + ", or name a file that holds it with "
                        + KEY_FILE
                        + ". The operator of the data folder adds --local instead."))
        .credential();
  }

  private static String read(String file) {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      byte[] bytes = in.readNBytes(LONGEST_FILE + 1);
      if (bytes.length <= LONGEST_FILE) {
        return new String(bytes, StandardCharsets.UTF_8).strip();
      }
    } catch (IOException | InvalidPathException e) {
      throw new CommandFailure(
          ExitCode.NOT_ALLOWED,
          "The key file "
              + file
              + ", which "
              + KEY_FILE
              + " names, cannot be read. Check its path and mode.");
    }
    throw new CommandFailure(
        ExitCode.NOT_ALLOWED,
        "The file "
            + file
            + ", which "
            + KEY_FILE
            + " names, holds more than a key. Put the key alone into it.");
  }
}
