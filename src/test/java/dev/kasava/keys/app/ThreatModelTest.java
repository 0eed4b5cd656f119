package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the threat model names as proof is there. */
final class ThreatModelTest {
  private static final Pattern NAMED = Pattern.compile("`([A-Z][A-Za-z]+(?:Test|IT))`");

  @Test
  void everyProofIsThereAndEveryThreatHasOne() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("src/docs/threat-model.md"));
    Set<String> named = new TreeSet<>();
    for (String line : lines) {
      NAMED.matcher(line).results().forEach(match -> named.add(match.group(1)));
    }
    Set<String> present;
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      present =
          files
              .map(file -> file.getFileName().toString().replace(".java", ""))
              .collect(Collectors.toSet());
    }
    assertThat(named).hasSizeGreaterThan(20).isSubsetOf(present);
    List<String> threats =
        lines.subList(lines.indexOf("## Threats"), lines.size()).stream()
            .filter(line -> line.startsWith("| "))
            .filter(line -> !line.startsWith("| Threat |"))
            .toList();
    assertThat(threats)
        .hasSizeGreaterThan(30)
        .allMatch(line -> line.split("\\|", -1).length == 6, "has four columns")
        .allMatch(line -> NAMED.matcher(line.split("\\|")[3]).find(), "names a proof");
  }
}
