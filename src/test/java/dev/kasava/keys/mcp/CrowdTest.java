package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.fixture.Wait;
import dev.kasava.keys.key.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many at once: those who mean harm leave nothing behind, and the slow do not slow the others. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class CrowdTest {
  private static final int CLIENTS = 8;

  private final SetClock clock = new SetClock(Instant.parse("2027-03-01T10:00:00Z"));
  private Path home;
  private TestServer server;
  private RawMcp raw;

  @BeforeEach
  void start(@TempDir Path folder) {
    home = folder;
    server = TestServer.in(folder, clock);
    raw = new RawMcp(server.url());
  }

  @AfterEach
  void stop() {
    raw.close();
    server.close();
  }

  private Secret first() {
    return server.installation().firstKey().secret();
  }

  private int sessions() {
    return server
        .send("GET", "/metrics", null)
        .body()
        .lines()
        .filter(line -> line.startsWith("kasava_mcp_sessions "))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
        .sum();
  }

  /** Four ways to begin that lead nowhere, ten thousand times each. */
  @Test
  void fortyThousandWhoBeginAndDoNotMeanItLeaveNoSession() throws Exception {
    String bearer = "Authorization: Bearer ";
    String[] credentials = {
      "X-Nothing: here", bearer + "ksa_nonsense", bearer, bearer + first().reveal()
    };
    AtomicInteger sent = new AtomicInteger();
    List<Future<?>> clients = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(CLIENTS)) {
      for (int i = 0; i < CLIENTS; i++) {
        String credential = credentials[i % credentials.length];
        boolean isGenuine = i % credentials.length == 3;
        clients.add(
            pool.submit(
                () -> {
                  try (LoopClient client = new LoopClient(server.port())) {
                    for (int n = 0; n < 5_000; n++) {
                      int status =
                          client.post(
                              credential, RawMcp.INITIALIZE.getBytes(StandardCharsets.UTF_8));
                      assertThat(status).isEqualTo(isGenuine ? 200 : 401);
                      sent.incrementAndGet();
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> client : clients) {
        client.get();
      }
    }
    assertThat(sent.get()).isEqualTo(40_000);
    assertThat(sessions()).isPositive().isLessThanOrEqualTo(1_000);
    clock.advance(Duration.ofMinutes(2));
    Wait.until("the end of their sessions", () -> sessions() == 0);
  }

  /** Writers queue behind one that holds the database; nobody else has to wait for them. */
  @Test
  void slowCallsOfSomeDoNotKeepOthersWaiting() throws Exception {
    String slow = raw.begin(first());
    String quick = raw.begin(first());
    ModernMcp modern = new ModernMcp(raw, first());
    List<Future<RawMcp.Answer>> waiting = new ArrayList<>();
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
        Connection other = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("kasava.db"));
        Statement statement = other.createStatement()) {
      statement.execute("begin immediate");
      for (int i = 0; i < 100; i++) {
        String call =
            "{\"jsonrpc\":\"2.0\",\"id\":"
                + i
                + ",\"method\":\"tools/call\",\"params\":{\"name\":\"create_api_key\","
                + "\"arguments\":{\"name\":\"Key "
                + i
                + "\"}}}";
        waiting.add(pool.submit(() -> raw.post(call, first(), slow)));
      }
      for (int i = 0; i < 50; i++) {
        assertThat(raw.post(RawMcp.PING, first(), quick).status()).isEqualTo(200);
        assertThat(modern.result("tools/list", "{}").path("tools").size()).isEqualTo(9);
      }
      assertThat(waiting).noneMatch(Future::isDone);
      statement.execute("rollback");
      for (Future<RawMcp.Answer> answer : waiting) {
        assertThat(answer.get().json().path("result").path("isError").booleanValue(true))
            .as(answer.get().body())
            .isFalse();
      }
    }
  }
}
