package dev.kasava.keys.bench;

import java.io.PrintStream;
import java.nio.file.Path;

final class TimingBenchmark {
  private final PrintStream out;

  TimingBenchmark(PrintStream out) {
    this.out = out;
  }

  boolean run(Path folder) {
    out.println(folder);
    return true;
  }
}
