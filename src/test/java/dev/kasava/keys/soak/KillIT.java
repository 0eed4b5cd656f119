package dev.kasava.keys.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.KasavaProcess;
import dev.kasava.keys.fixture.Postgres;
import dev.kasava.keys.fixture.Tools;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A server that is killed again and again, as {@code kill -9} does, while clients change and use
 * keys; {@code kill.count} times on each database, 25 in CI and 3 elsewhere unless set.
 */
@Timeout(value = 1, unit = TimeUnit.DAYS) // there may be thousands of them
final class KillIT {
  private static final int CLIENTS = 4;
  private static final int MOST_STEPS = 800;
  private static final int CHECKED_EACH_TIME = 10;
  private static final int REPORTED_AFTER = 100;

  private final Random random = new Random(9);
  private final HttpClient http = HttpClient.newHttpClient();

  private static int kills() {
    String usual = "true".equals(System.getenv("CI")) ? "25" : "3";
    return Integer.parseInt(System.getProperty("kill.count", usual));
  }

  @Test
  void nothingAnsweredIsLostOnSqlite() throws Exception {
    Path home = Tools.kept("kill-sqlite");
    run(home);
    assertThat(integrity(home.resolve("kasava.db"))).isEqualTo("ok");
  }

  @Test
  void nothingAnsweredIsLostOnPostgres() throws Exception {
    run(Tools.kept("kill-postgres"), "--database", Postgres.newDatabase());
  }

  /** As it is installed, with archives of its classes, since it starts so often. */
  private static KasavaProcess serve(Path home, String... options) throws IOException {
    return KasavaProcess.serve(Tools.plugin().resolve("bin/kasava"), home, Map.of(), options);
  }

  private static String integrity(Path database) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("pragma integrity_check")) {
      return row.getString(1);
    }
  }

  private void run(Path home, String... options) throws Exception {
    List<KillClient> clients = new ArrayList<>();
    try (KasavaProcess server = serve(home, options)) {
      for (int i = 0; i < CLIENTS; i++) {
        KillClient client = new KillClient(i, server.firstSecret(), http);
        client.begin(server.url());
        clients.add(client);
      }
    }
    int kills = kills();
    for (int kill = 0; kill < kills; kill++) {
      KasavaProcess server = serve(home, options);
      for (KillClient client : clients) {
        client.checkUses(server.url());
        client.checkSome(server.url(), CHECKED_EACH_TIME);
      }
      killWhileBusy(server, clients);
      if ((kill + 1) % REPORTED_AFTER == 0) {
        report(kill + 1, clients);
      }
    }
    try (KasavaProcess server = serve(home, options)) {
      for (KillClient client : clients) {
        client.checkUses(server.url());
        client.checkSome(server.url(), Integer.MAX_VALUE);
      }
    }
    report(kills, clients);
  }

  private void killWhileBusy(KasavaProcess server, List<KillClient> clients) throws Exception {
    CountDownLatch steps = new CountDownLatch(steps());
    AtomicBoolean isKilled = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<?>> busy = new ArrayList<>();
      for (KillClient client : clients) {
        busy.add(threads.submit(() -> work(client, server.url(), steps, isKilled)));
      }
      assertThat(steps.await(60, TimeUnit.SECONDS)).isTrue();
      isKilled.set(true);
      server.kill();
      for (Future<?> one : busy) {
        one.get();
      }
    }
  }

  /** Few more often than many, as most of what a server does for the first time it does soon. */
  private int steps() {
    double part = random.nextDouble();
    return 1 + (int) (MOST_STEPS * part * part);
  }

  private static Void work(
      KillClient client, String server, CountDownLatch steps, AtomicBoolean isKilled)
      throws IOException {
    try {
      while (true) {
        client.step(server);
        steps.countDown();
      }
    } catch (IOException e) {
      if (!isKilled.get()) {
        throw e;
      }
      return null;
    }
  }

  @SuppressWarnings("SystemOut") // the numbers are what this test is run for
  private static void report(int kills, List<KillClient> clients) {
    System.out.printf(
        "kill: %d kills, %d secrets as answered, %d uses counted%n",
        kills,
        clients.stream().mapToInt(KillClient::changes).sum(),
        clients.stream().mapToLong(KillClient::uses).sum());
  }
}
