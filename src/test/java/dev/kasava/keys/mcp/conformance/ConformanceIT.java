package dev.kasava.keys.mcp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.NodeProgram;
import dev.kasava.keys.fixture.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The official conformance suites pass, and the docs name every scenario that is remarkable. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConformanceIT {
  private static final String NEXT = "conformance-next";
  private static final String RELEASED = "conformance-released";
  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z0-9-]+)` \\| ([a-z ]+) \\| \\S.* \\|$", Pattern.MULTILINE);

  @TempDir private Path nobody;
  private ConformanceServer server;

  @BeforeAll
  void start(@TempDir Path folder) {
    server = new ConformanceServer(folder);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Results run(String suite, String... options) throws IOException, InterruptedException {
    Path kept = Tools.kept(suite);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                NodeProgram.installed(suite + "/dist/index.js").toString(),
                "server",
                "--url",
                server.url(),
                "-o",
                kept.toString()));
    arguments.addAll(List.of(options));
    NodeProgram.Said said = new NodeProgram(nobody, Map.of()).within(120).run(arguments);
    assertThat(said.exitCode()).as("%s%n%s", said.output(), said.errors()).isZero();
    return Results.in(kept);
  }

  /** The scenarios that the suite itself says a server of this revision has to pass. */
  private static List<String> required(String revision) throws IOException {
    List<String> scenarios = new ArrayList<>();
    boolean isServer = false;
    for (String line :
        Files.readAllLines(NodeProgram.installed(NEXT + "/requirements/" + revision + ".yaml"))) {
      if (line.endsWith(":")) {
        isServer = line.equals("server:");
      } else if (isServer && line.startsWith("  - ")) {
        scenarios.add(line.substring(4).strip());
      }
    }
    return scenarios;
  }

  @ParameterizedTest
  @CsvSource({"2026-07-28, 37", "2025-11-25, 30"})
  void everyRequiredScenarioPasses(String revision, int count) throws Exception {
    List<String> required = required(revision);
    assertThat(required).hasSize(count);
    Results results = run(NEXT, "--requirements", revision);
    assertThat(required)
        .as("required, and not run or not passing")
        .filteredOn(scenario -> !results.passes(scenario))
        .isEmpty();
    String documented = documented(revision);
    assertThat(documented)
        .contains(count + " of " + count + " required scenarios pass")
        .contains(results.scenarios().size() + " are run");
    assertThat(results.remarkable())
        .as("what src/docs/conformance.md names")
        .isEqualTo(rows(documented));
  }

  private static String documented(String section) throws IOException {
    String doc = Files.readString(Tools.checkout().resolve("src/docs/conformance.md"));
    int start = doc.indexOf("## " + section);
    assertThat(start).isPositive();
    int end = doc.indexOf("\n## ", start + 1);
    return end < 0 ? doc.substring(start) : doc.substring(start, end);
  }

  /** The scenarios in a section's table, each with its outcome. */
  private static Map<String, String> rows(String section) {
    Map<String, String> outcomes = new TreeMap<>();
    Matcher rows = ROW.matcher(section);
    while (rows.find()) {
      outcomes.put(rows.group(1), rows.group(2));
    }
    return outcomes;
  }

  @Test
  void noScenarioOfTheReleasedSuiteFails() throws Exception {
    Results results = run(RELEASED, "--suite", "all");
    int count = results.scenarios().size();
    String documented = documented("Released suite");
    assertThat(documented).contains(count + " of " + count + " scenarios are run and none fails");
    assertThat(results.scenarios())
        .hasSizeGreaterThanOrEqualTo(32)
        .allSatisfy((name, scenario) -> assertThat(scenario.fails()).as(name).isFalse());
    assertThat(results.remarkable())
        .as("what src/docs/conformance.md names")
        .isEqualTo(rows(documented));
  }
}
