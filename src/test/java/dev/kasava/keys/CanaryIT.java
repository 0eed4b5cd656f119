package dev.kasava.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.Tools;
import dev.kasava.keys.key.KeyFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Runs after all other tests and looks for secrets in what they left: logs, recorded MCP answers,
 * databases with their WAL, reports, temporary files and command lines. It needs no list of the
 * secrets that were made: the checksum tells one from anything else.
 */
final class CanaryIT {
  private static final Pattern CANDIDATE = Pattern.compile("ksa_[0-9A-Za-z]{38}");
  private static final KeyFormat FORMAT = new KeyFormat(KeyFormat.DEFAULT_PREFIX);

  /** Where a secret was asked for: the first key of a server that has no terminal. */
  private static final String ASKED_FOR = "first-key";

  /** Secrets without a random part are test vectors. */
  private static final Pattern VECTOR = Pattern.compile("ksa_(.)\\1{31}.*");

  private static List<String> secretsIn(String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = CANDIDATE.matcher(text);
    while (matcher.find()) {
      String candidate = matcher.group();
      if (FORMAT.parse(candidate).isPresent() && !VECTOR.matcher(candidate).matches()) {
        found.add(candidate);
      }
    }
    return found;
  }

  private static List<Path> filesWithSecrets(Path folder) throws IOException {
    List<Path> guilty = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        boolean isAskedFor = file.getFileName().toString().equals(ASKED_FOR);
        if (!isAskedFor && Files.isReadable(file) && Files.size(file) < 200_000_000) {
          if (!secretsIn(Files.readString(file, StandardCharsets.ISO_8859_1)).isEmpty()) {
            guilty.add(file);
          }
        }
      }
    }
    return guilty;
  }

  @Test
  void theScannerFindsASecretWhereThereIsOne() throws IOException {
    Path folder = Files.createTempDirectory("kasava-canary");
    Path file = folder.resolve("log");
    String secret = FORMAT.generate(new java.security.SecureRandom()).reveal();
    Files.writeString(file, "key=" + secret + ";");
    try {
      assertThat(filesWithSecrets(folder)).containsExactly(file);
    } finally {
      Files.delete(file);
      Files.delete(folder);
    }
  }

  @Test
  void noFileThatTheTestsLeftHoldsASecret() throws IOException {
    Path target = Tools.checkout().resolve("target");
    Path kept = target.resolve("it");
    assertThat(kept).isNotEmptyDirectory();
    assertThat(filesWithSecrets(kept)).isEmpty();
    for (String reports : List.of("surefire-reports", "failsafe-reports")) {
      assertThat(filesWithSecrets(target.resolve(reports))).isEmpty();
    }
  }

  @Test
  void noTemporaryFileHoldsASecret() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (Stream<Path> entries = Files.list(temporary)) {
      for (Path entry : entries.toList()) {
        String name = entry.getFileName().toString();
        if (name.startsWith("kasava") || name.startsWith("junit") || name.startsWith("sqlite")) {
          assertThat(filesWithSecrets(entry)).isEmpty();
        }
      }
    }
  }

  @Test
  void noCommandLineHoldsASecret() {
    assertThat(
            ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> !secretsIn(line).isEmpty()))
        .isEmpty();
  }
}
