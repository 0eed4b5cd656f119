package dev.kasava.keys.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.service.CreateKey;
import dev.kasava.keys.service.Issue;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many requests with one limited key at once: never more than the limit, never fewer. */
final class ParallelTrafficTest {
  private static final String AUTH = "/api/v1/auth";
  private static final String ME = "/api/v1/me";

  private final SetClock clock = new SetClock(Instant.parse("2026-11-25T12:00:00Z"));
  private TestServer server;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = TestServer.in(folder, clock);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Secret limited(long requests) {
    TestInstallation test = server.installation();
    CreateKey.Request request =
        new CreateKey.Request(
            "Limited", null, null, true, new RateLimit(requests, Duration.ofMinutes(1)), null);
    return ((Issue.Claimed)
            TestInstallation.done(test.get().verbs().create().create(test.firstCaller(), request)))
        .secret();
  }

  private int[] statuses(int threads, int each, String path, Secret secret) throws Exception {
    List<Callable<int[]>> hands = new ArrayList<>();
    for (int hand = 0; hand < threads; hand++) {
      hands.add(
          () -> {
            int[] counts = new int[600];
            for (int i = 0; i < each; i++) {
              counts[server.call("GET", path, secret, null).status()]++;
            }
            return counts;
          });
    }
    int[] sum = new int[600];
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      for (Future<int[]> hand : executor.invokeAll(hands)) {
        int[] counts = hand.get();
        for (int status = 0; status < sum.length; status++) {
          sum[status] += counts[status];
        }
      }
    }
    return sum;
  }

  @Test
  void parallelTrafficGetsExactlyTheLimitThroughInEachWindow() throws Exception {
    Secret secret = limited(100);
    for (int window = 0; window < 3; window++) {
      int[] counts = statuses(8, 30, ME, secret);
      assertThat(counts[200]).isEqualTo(100);
      assertThat(counts[429]).isEqualTo(140);
      clock.advance(Duration.ofSeconds(60));
    }
    int[] counts = statuses(8, 30, AUTH, secret);
    assertThat(counts[204]).isEqualTo(100);
    assertThat(counts[403]).isEqualTo(140);
  }

  @Test
  void parallelTrafficWithinTheLimitIsNeverRefused() throws Exception {
    Secret secret = limited(240);
    for (int window = 0; window < 3; window++) {
      assertThat(statuses(8, 30, ME, secret)[200]).isEqualTo(240);
      clock.advance(Duration.ofSeconds(60));
    }
  }
}
