package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The files that people run the server with: what they name is there, and nothing is let loose. */
final class DeploymentTest {
  private static final Path UNIT = Path.of("manifests/systemd/kasava-keys.service");
  private static final Path DOCKERFILE = Path.of("manifests/docker/Dockerfile");

  private static Stream<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(MatchResult::group);
  }

  private static String sources() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  @Test
  void whatTheyNameIsThere() throws IOException {
    String sources = sources();
    Pattern variable = Pattern.compile("KASAVA_[A-Z_]+");
    Pattern option = Pattern.compile("(?<=\")--[a-z-]+(?=\")");
    Set<String> named = new TreeSet<>();
    for (Path file : List.of(UNIT, DOCKERFILE, Path.of("src/docs/operations.md"))) {
      found(variable, Files.readString(file)).forEach(named::add);
    }
    found(option, Files.readString(DOCKERFILE)).forEach(named::add);
    assertThat(named).hasSizeGreaterThan(7).allMatch(name -> sources.contains('"' + name + '"'));
  }

  @Test
  void theServiceIsHardened() throws IOException {
    List<String> lines = Files.readAllLines(UNIT);
    assertThat(lines)
        .contains(
            "NoNewPrivileges=yes",
            "CapabilityBoundingSet=",
            "ProtectSystem=strict",
            "ProtectHome=yes",
            "StateDirectory=kasava-keys",
            "Environment=KASAVA_HOME=%S/kasava-keys",
            "User=kasava-keys")
        // The JVM could not run what it compiles.
        .doesNotContain("MemoryDenyWriteExecute=yes");
  }

  /** The operator's commands run as the unit's user, and need the pepper as it does. */
  @Test
  void aPepperApartFromTheDataIsItsUsersOwn() throws IOException {
    assertThat(Files.readAllLines(UNIT))
        .contains(
            "#   install -D -o kasava-keys -g kasava-keys -m 0600 /var/lib/kasava-keys/pepper"
                + " /etc/kasava-keys/pepper",
            "#Environment=KASAVA_PEPPER_FILE=/etc/kasava-keys/pepper");
  }

  @Test
  void systemdTakesTheService(@TempDir Path folder) throws Exception {
    Path found = Path.of("/usr/bin/systemd-analyze");
    Path checker = Files.isExecutable(found) ? found : Tools.missing("systemd-analyze");
    // It looks whether the program is there.
    Path unit =
        Files.writeString(
            folder.resolve("kasava-keys.service"),
            Files.readString(UNIT)
                .replace("ExecStart=/opt/kasava-keys/bin/kasava", "ExecStart=/bin/true"));
    Process process =
        new ProcessBuilder(checker.toString(), "verify", "--man=no", unit.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).doesNotContain("kasava-keys.service:");
  }

  @Test
  void theImageRunsAsNobodyInParticular() throws IOException {
    List<String> lines = Files.readAllLines(DOCKERFILE);
    int user = lines.indexOf("USER 10001:10001");
    int start = lines.indexOf("ENTRYPOINT [\"/opt/kasava-keys/bin/kasava\"]");
    assertThat(user).isPositive().isLessThan(start);
    assertThat(lines.subList(user + 1, lines.size()))
        .noneMatch(line -> line.startsWith("USER") || line.startsWith("RUN"));
    assertThat(lines).contains("VOLUME /var/lib/kasava-keys");
    assertThat(lines.stream().filter(line -> line.startsWith("FROM ")))
        .hasSize(2)
        .allMatch(line -> line.matches("FROM [a-z]+:[0-9].*"));
    List<String> forms =
        lines.stream()
            .filter(line -> line.matches("(ENTRYPOINT|CMD|  CMD) \\[.*"))
            .map(line -> line.substring(line.indexOf('[')))
            .toList();
    assertThat(forms).hasSize(3).allMatch(form -> JsonMapper.shared().readTree(form).isArray());
  }
}
