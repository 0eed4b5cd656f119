package dev.kasava.keys.bench;

import dev.kasava.keys.fixture.Postgres;
import dev.kasava.keys.fixture.RawHttp;
import dev.kasava.keys.wire.Json;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/**
 * How long a revoked key lives on the other nodes: of three, one deletes a key, and the others are
 * asked for it without a pause, while all three verify other keys. With the database's
 * notifications, and without.
 */
final class RevocationBenchmark {
  private static final int NODES = 3;
  private static final int ROUNDS = 300;

  /** Until what nodes do at a change is compiled. */
  private static final int ROUNDS_BEFORE = 300;

  private static final int ASKERS_A_NODE = 4;
  private static final int PAUSE_MILLIS = 5;
  private static final int REFUSED = 401;

  private final Json json = new Json();
  private final PrintStream out;

  RevocationBenchmark(PrintStream out) {
    this.out = out;
  }

  /** Answers whether keys die soon enough. */
  boolean run(Path folder) throws Exception {
    boolean isGood = run(folder.resolve("notified"), Postgres.newDatabase(), "notified", 25);
    return run(folder.resolve("polling"), silenced(), "polling alone", 250) && isGood;
  }

  /** A database whose nodes call a function of their own in place of the notifying one. */
  private static String silenced() throws SQLException {
    String url = Postgres.newDatabase();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("create schema quiet");
      statement.execute(
          "create function quiet.pg_notify(text, text) returns void language sql as ''");
    }
    return url + "&options=-c%20search_path=public,quiet,pg_catalog";
  }

  private boolean run(Path folder, String url, String how, int most) throws Exception {
    AtomicBoolean isOver = new AtomicBoolean();
    AtomicLong asked = new AtomicLong();
    Times lives = new Times();
    try (Nodes nodes = Nodes.start(folder, Collections.nCopies(NODES, url));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> askers = new ArrayList<>();
      for (int i = 0; i < NODES * ASKERS_A_NODE; i++) {
        int node = i % NODES;
        askers.add(threads.submit(() -> ask(nodes, node, isOver, asked)));
      }
      long perSecond;
      try {
        revoke(nodes, 0, ROUNDS_BEFORE, threads, new Times());
        long askedBefore = asked.get();
        long begun = System.nanoTime();
        revoke(nodes, ROUNDS_BEFORE, ROUNDS_BEFORE + ROUNDS, threads, lives);
        perSecond = (asked.get() - askedBefore) * 1_000_000_000 / (System.nanoTime() - begun);
      } finally {
        isOver.set(true);
      }
      for (Future<Long> asker : askers) {
        asker.get();
      }
      return report(how, lives, perSecond, most);
    }
  }

  private static Long ask(Nodes nodes, int node, AtomicBoolean isOver, AtomicLong asked)
      throws InterruptedException {
    long good = 0;
    try (RawHttp connection = nodes.connect(node)) {
      while (!isOver.get()) {
        if (Nodes.auth(connection, nodes.admin()) != 204) {
          throw new IllegalStateException("a good key was refused");
        }
        good++;
        asked.incrementAndGet();
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    }
    return good;
  }

  private void revoke(Nodes nodes, int from, int to, ExecutorService threads, Times lives)
      throws Exception {
    for (int round = from; round < to; round++) {
      revoke(nodes, round, threads, lives);
    }
  }

  private void revoke(Nodes nodes, int round, ExecutorService threads, Times lives)
      throws Exception {
    JsonNode created =
        json.mapper()
            .readTree(
                nodes
                    .call(
                        round % NODES,
                        "POST",
                        "/api/v1/keys",
                        nodes.admin(),
                        "{\"name\":\"round " + round + "\"}")
                    .body());
    String secret = created.path("secret").stringValue();
    String id = created.path("key").path("id").stringValue();
    List<Callable<Long>> watchers = new ArrayList<>();
    for (int other = 1; other < NODES; other++) {
      int node = (round + other) % NODES;
      if (nodes.auth(node, secret) != 204) {
        throw new IllegalStateException("a new key was refused");
      }
      watchers.add(() -> death(nodes, node, secret));
    }
    List<Future<Long>> deaths = watchers.stream().map(threads::submit).toList();
    int answer =
        nodes.call(round % NODES, "DELETE", "/api/v1/keys/" + id, nodes.admin(), "").statusCode();
    long revokedAt = System.nanoTime();
    if (answer != 204) {
      throw new IllegalStateException("deleting was answered " + answer);
    }
    for (Future<Long> death : deaths) {
      lives.add(Math.max(0, death.get() - revokedAt));
    }
  }

  /** When a node was first seen to refuse a key. */
  private static long death(Nodes nodes, int node, String secret) throws InterruptedException {
    try (RawHttp connection = nodes.connect(node)) {
      while (Nodes.auth(connection, secret) != REFUSED) {
        TimeUnit.MICROSECONDS.sleep(500);
      }
      return System.nanoTime();
    }
  }

  private boolean report(String how, Times lives, long perSecond, int most) {
    out.printf(
        "revocation, %s: %d times seen by another of %d nodes, %d checks/s beside: median %.1f ms,"
            + " p99 %.1f ms, at most %.1f ms after the change was answered%n",
        how,
        lives.count(),
        NODES,
        perSecond,
        lives.median() / 1e6,
        lives.quantile(0.99) / 1e6,
        lives.quantile(1) / 1e6);
    boolean isSoon =
        Ratios.verdict(
            lives.quantile(0.99) <= most * 1e6,
            lives.quantile(0.99) / 1e6,
            "<=",
            most,
            "p99 in ms, " + how,
            out);
    return Ratios.verdict(
            lives.quantile(1) <= 1e9,
            lives.quantile(1) / 1e6,
            "<=",
            1000,
            "most in ms, " + how,
            out)
        && isSoon;
  }
}
