package dev.kasava.keys.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs benchmarks; the one argument is {@code all}, or names with commas between. */
public final class Benchmarks {
  private interface Benchmark {
    /** Answers whether what was measured is as it has to be. */
    boolean run(Path folder, PrintStream out) throws Exception;
  }

  private record Named(String name, Benchmark benchmark) {}

  private static final List<Named> ALL =
      List.of(
          new Named("auth", (folder, out) -> new AuthBenchmark(out).run(folder)),
          new Named("flush", (folder, out) -> new FlushBenchmark(out).run(folder)),
          new Named("large", (folder, out) -> new LargeBenchmark(out).run(folder)),
          new Named("list", (folder, out) -> new ListBenchmark(out).run(folder)),
          new Named("mcp", (folder, out) -> new McpBenchmark(out).run(folder)),
          new Named("partition", (folder, out) -> new PartitionBenchmark(out).run(folder)),
          new Named("peers", (folder, out) -> new PeersBenchmark(out).run(folder)),
          new Named("revocation", (folder, out) -> new RevocationBenchmark(out).run(folder)),
          new Named("slow", (folder, out) -> new SlowBenchmark(out).run(folder)),
          new Named("soak", (folder, out) -> new SoakBenchmark(out).run(folder)),
          new Named("start", (folder, out) -> new StartBenchmark(out).run(folder)),
          new Named("timing", (folder, out) -> new TimingBenchmark(out).run(folder)),
          new Named("verify", (folder, out) -> new VerifyBenchmark(out).run(folder)));

  private Benchmarks() {}

  public static void main(String[] arguments) throws Exception {
    List<String> wanted = List.of((arguments.length == 0 ? "all" : arguments[0]).split(","));
    List<Named> chosen =
        ALL.stream().filter(one -> wanted.contains("all") || wanted.contains(one.name())).toList();
    if (chosen.size() < wanted.size()) {
      System.err.println(
          "There are no such benchmarks as "
              + String.join(", ", wanted)
              + ". Run all, or some of these: "
              + ALL.stream().map(Named::name).collect(Collectors.joining(", "))
              + ".");
      System.exit(2);
    }
    boolean good = true;
    for (Named one : chosen) {
      Path folder = Files.createTempDirectory("kasava-bench");
      try {
        good &= one.benchmark().run(folder, System.out);
      } finally {
        delete(folder);
      }
    }
    System.exit(good ? 0 : 1);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
