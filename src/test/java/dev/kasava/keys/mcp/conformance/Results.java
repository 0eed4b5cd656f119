package dev.kasava.keys.mcp.conformance;

import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What a run of a suite left: a folder for each scenario, in it each check with its status.
 *
 * @param scenarios by name
 */
record Results(Map<String, Scenario> scenarios) {
  private static final Pattern FOLDER = Pattern.compile("server-(.+)-\\d{4}-\\d\\d-\\d\\dT.+");

  /** As the suites call them. */
  enum Status {
    SUCCESS,
    FAILURE,
    WARNING,
    SKIPPED,
    INFO
  }

  /** How many checks ended how. */
  record Scenario(Map<Status, Integer> checks) {
    private int count(Status status) {
      return checks.getOrDefault(status, 0);
    }

    /** A run of nothing is no pass. */
    boolean passes() {
      return count(Status.FAILURE) == 0 && count(Status.SUCCESS) > 0;
    }

    boolean fails() {
      return count(Status.FAILURE) > 0;
    }

    /** In a word, the worst first. */
    String outcome() {
      if (fails()) {
        return "fails";
      }
      if (count(Status.WARNING) > 0) {
        return "warns";
      }
      if (count(Status.SKIPPED) > 0) {
        return "skips";
      }
      return count(Status.SUCCESS) == 0 ? "checks nothing" : "passes";
    }
  }

  static Results in(Path folder) throws IOException {
    Map<String, Scenario> scenarios = new TreeMap<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder)) {
      for (Path of : folders) {
        Matcher name = FOLDER.matcher(of.getFileName().toString());
        if (!name.matches()) {
          throw new AssertionError("the suite left something unexpected: " + of);
        }
        JsonNode checks = new Json().mapper().readTree(Files.readString(of.resolve("checks.json")));
        scenarios.put(name.group(1), scenario(checks));
      }
    }
    return new Results(scenarios);
  }

  private static Scenario scenario(JsonNode checks) {
    Map<Status, Integer> counts = new EnumMap<>(Status.class);
    for (JsonNode check : checks) {
      counts.merge(Status.valueOf(check.path("status").stringValue("")), 1, Integer::sum);
    }
    return new Scenario(counts);
  }

  /** Whether a scenario was run, and passes. */
  boolean passes(String name) {
    Scenario scenario = scenarios.get(name);
    return scenario != null && scenario.passes();
  }

  /** The scenarios with anything but plain success, and what it is. */
  Map<String, String> remarkable() {
    Map<String, String> remarkable = new TreeMap<>();
    scenarios.forEach(
        (name, scenario) -> {
          if (!scenario.outcome().equals("passes")) {
            remarkable.put(name, scenario.outcome());
          }
        });
    return remarkable;
  }
}
