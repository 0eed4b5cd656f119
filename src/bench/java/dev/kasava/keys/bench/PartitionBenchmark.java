package dev.kasava.keys.bench;

import dev.kasava.keys.fixture.FaultProxy;
import dev.kasava.keys.fixture.Postgres;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How long a node that is cut off from its database goes on verifying, and how long it takes to
 * come back, when connections break and when they only fall silent.
 */
final class PartitionBenchmark {
  private static final int GRACE_SECONDS = 3;
  private static final int ROUNDS = 5;
  private static final int GOOD = 204;
  private static final int UNAVAILABLE = 503;

  private final PrintStream out;

  PartitionBenchmark(PrintStream out) {
    this.out = out;
  }

  /** Answers whether it refuses after its grace, and comes back within two seconds. */
  boolean run(Path folder) throws IOException, InterruptedException {
    String url = Postgres.newDatabase();
    int port = URI.create(url.substring("jdbc:".length())).getPort();
    try (FaultProxy network = FaultProxy.to(port);
        Nodes nodes =
            Nodes.start(
                folder,
                List.of(url.replace(":" + port + "/", ":" + network.port() + "/")),
                "--database-grace",
                Integer.toString(GRACE_SECONDS))) {
      boolean isGood = run("broken", network, network::cut, nodes);
      return run("silent", network, network::fallSilent, nodes) && isGood;
    }
  }

  private boolean run(String how, FaultProxy network, Runnable fault, Nodes nodes)
      throws IOException, InterruptedException {
    Times refusals = new Times();
    Times returns = new Times();
    for (int round = 0; round < ROUNDS; round++) {
      untilAnswered(nodes, GOOD);
      long begun = System.nanoTime();
      fault.run();
      refusals.add(untilAnswered(nodes, UNAVAILABLE) - begun);
      begun = System.nanoTime();
      network.heal();
      returns.add(untilAnswered(nodes, GOOD) - begun);
    }
    out.printf(
        "partition, %s: with a grace of %d s refused after %.2f s (%.2f-%.2f), back after %.2f s"
            + " (%.2f-%.2f)%n",
        how,
        GRACE_SECONDS,
        refusals.median() / 1e9,
        refusals.quantile(0) / 1e9,
        refusals.quantile(1) / 1e9,
        returns.median() / 1e9,
        returns.quantile(0) / 1e9,
        returns.quantile(1) / 1e9);
    boolean isBack =
        Ratios.verdict(
            returns.quantile(1) <= 2e9, returns.quantile(1) / 1e9, "<=", 2, "s to return", out);
    return Ratios.verdict(
            refusals.quantile(1) <= (GRACE_SECONDS + 1) * 1e9,
            refusals.quantile(1) / 1e9,
            "<=",
            GRACE_SECONDS + 1,
            "s to refuse",
            out)
        && isBack;
  }

  private static long untilAnswered(Nodes nodes, int status)
      throws IOException, InterruptedException {
    while (nodes.auth(0, nodes.admin()) != status) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    return System.nanoTime();
  }
}
