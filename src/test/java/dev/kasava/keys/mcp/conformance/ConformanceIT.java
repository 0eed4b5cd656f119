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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The official conformance suites pass, and the docs name what is not required and fails. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConformanceIT {
  private static final String NEXT = "conformance-next";
  private static final String RELEASED = "conformance-released";
  private static final Pattern RESULT =
      Pattern.compile("^([✓✗]) ([a-z0-9-]+): (\\d+) passed, (\\d+) failed", Pattern.MULTILINE);
  private static final Pattern ROW = Pattern.compile("^\\| `([a-z0-9-]+)` \\|", Pattern.MULTILINE);

  @TempDir private Path nobody;
  private ConformanceServer server;

  private record Result(boolean isGood, int passed, int failed) {}

  @BeforeAll
  void start(@TempDir Path folder) {
    server = new ConformanceServer(folder);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Map<String, Result> run(String suite, String... options)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                NodeProgram.installed(suite + "/dist/index.js").toString(),
                "server",
                "--url",
                server.url(),
                "-o",
                Tools.kept(suite).toString()));
    arguments.addAll(List.of(options));
    NodeProgram.Said said = new NodeProgram(nobody, Map.of()).within(240).run(arguments);
    String summary = said.output() + said.errors();
    assertThat(said.exitCode()).as(summary).isZero();
    Map<String, Result> results = new TreeMap<>();
    Matcher matcher = RESULT.matcher(summary);
    while (matcher.find()) {
      results.put(
          matcher.group(2),
          new Result(
              matcher.group(1).equals("✓"),
              Integer.parseInt(matcher.group(3)),
              Integer.parseInt(matcher.group(4))));
    }
    return results;
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

  private static void passed(Map<String, Result> results, List<String> scenarios) {
    assertThat(results.keySet()).containsAll(scenarios);
    assertThat(scenarios)
        .allSatisfy(
            scenario -> {
              Result result = results.getOrDefault(scenario, new Result(false, 0, 0));
              assertThat(result.isGood()).as(scenario).isTrue();
              assertThat(result.passed()).as(scenario).isPositive();
              assertThat(result.failed()).as(scenario).isZero();
            });
  }

  @ParameterizedTest
  @CsvSource({"2026-07-28, 37", "2025-11-25, 30"})
  void everyRequiredScenarioPasses(String revision, int count) throws Exception {
    List<String> required = required(revision);
    assertThat(required).hasSize(count);
    Map<String, Result> results = run(NEXT, "--requirements", revision);
    passed(results, required);

    Set<String> failing = new TreeSet<>();
    results.forEach(
        (scenario, result) -> {
          if (!result.isGood()) {
            failing.add(scenario);
          }
        });
    assertThat(failing).as("what src/docs/conformance.md names").isEqualTo(documented(revision));
  }

  private static Set<String> documented(String revision) throws IOException {
    String doc = Files.readString(Tools.checkout().resolve("src/docs/conformance.md"));
    int start = doc.indexOf("## " + revision);
    assertThat(start).isPositive();
    int end = doc.indexOf("\n## ", start + 1);
    Set<String> names = new TreeSet<>();
    Matcher rows = ROW.matcher(end < 0 ? doc.substring(start) : doc.substring(start, end));
    while (rows.find()) {
      names.add(rows.group(1));
    }
    return names;
  }

  @Test
  void everyScenarioOfTheReleasedSuitePasses() throws Exception {
    Map<String, Result> results = run(RELEASED, "--suite", "all");
    assertThat(results).hasSizeGreaterThanOrEqualTo(32);
    assertThat(results)
        .allSatisfy((scenario, result) -> assertThat(result.isGood()).as(scenario).isTrue());
  }
}
