package dev.kasava.keys.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Servers under the same load in turn, each round in another order. */
final class Rounds {
  private record Entrant(String name, Contender server, String path) {}

  private final Random random = new Random(2026);
  private final Load load;
  private final List<Entrant> entrants = new ArrayList<>();
  private final Ratios throughput;
  private final Ratios processor;

  /**
   * @param base the entrant that the others are held against
   */
  Rounds(Load load, String base) {
    this.load = load;
    this.throughput = new Ratios("requests/s", base);
    this.processor = new Ratios("CPU us/request", base);
  }

  Rounds add(String name, Contender server, String path) {
    entrants.add(new Entrant(name, server, path));
    return this;
  }

  /** Loads each for a while without a note of it, then all of them in turn. */
  void run(int warmUpSeconds, int seconds, int rounds) throws IOException, InterruptedException {
    for (Entrant entrant : entrants) {
      load.run(entrant.server(), entrant.path(), warmUpSeconds);
    }
    for (int round = 0; round < rounds; round++) {
      List<Entrant> order = new ArrayList<>(entrants);
      Collections.shuffle(order, random);
      for (Entrant entrant : order) {
        Load.Reached reached = load.run(entrant.server(), entrant.path(), seconds);
        throughput.add(entrant.name(), reached.perSecond());
        processor.add(entrant.name(), reached.processorMicros());
      }
    }
  }

  Ratios throughput() {
    return throughput;
  }

  void print(String title, PrintStream out) {
    throughput.print(title, out);
    processor.print("", out);
  }
}
