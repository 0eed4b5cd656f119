package dev.kasava.keys.mcp.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.holder.Credential;
import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.wire.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How long the bridge waits for a server that takes no connections. */
final class UpstreamTest {
  private static final URI SERVER = URI.create("http://127.0.0.1:1");
  private static final byte[] NOTHING = {};

  /** As long as it is, by this clock, from one look at the time to the next. */
  private static final Duration PATIENCE = Duration.ofMillis(100);

  private final AtomicInteger attempts = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();
  private final AtomicLong now = new AtomicLong();
  private final Json json = new Json();

  private Upstream upstream(Carrier carrier) {
    return new Upstream(
        SERVER,
        new HeldKey(
            () ->
                new Credential.Found(
                    new KeyFormat("ksa").generate(new Random(1)),
                    Credential.Source.KEYCHAIN,
                    "memory"),
            () -> "Log in."),
        json,
        carrier,
        PATIENCE,
        () -> now.getAndAdd(PATIENCE.toNanos()));
  }

  /**
   * A server that refuses so many connections, then answers this.
   *
   * @param refused whose connections, by method
   */
  private Carrier carrier(String refused, String type, String body) {
    return new Carrier() {
      @Override
      public Reply send(
          String method, String path, Map<String, String> headers, byte @Nullable [] sent)
          throws IOException {
        attempts.incrementAndGet();
        if (method.equals(refused) && refusals.get() > 0) {
          refusals.decrementAndGet();
          throw new ConnectException("refused");
        }
        Map<String, String> answered = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        answered.put("Content-Type", type);
        answered.put("Mcp-Session-Id", "one");
        return new Reply(
            200, answered, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
      }

      @Override
      public void close() {}
    };
  }

  private int attemptsUntilRefused(Upstream upstream) {
    attempts.set(0);
    assertThatThrownBy(() -> upstream.send("POST", NOTHING, Map.of(), true))
        .isInstanceOf(Outage.class)
        .hasMessageContaining("cannot be reached");
    return attempts.get();
  }

  @Test
  void aServerThatStaysAwayIsWaitedForOnceAndFoundWhenItIsBack() throws Exception {
    try (Upstream upstream = upstream(carrier("POST", "application/json", "{}"))) {
      refusals.set(Integer.MAX_VALUE);
      assertThat(attemptsUntilRefused(upstream)).isEqualTo(2);
      assertThat(attemptsUntilRefused(upstream)).isOne();
      assertThat(attemptsUntilRefused(upstream)).isOne();
      refusals.set(0);
      assertThat(upstream.send("POST", NOTHING, Map.of(), true).status()).isEqualTo(200);
      refusals.set(1);
      assertThat(upstream.send("POST", NOTHING, Map.of(), true).status())
          .as("it restarts")
          .isEqualTo(200);
      refusals.set(Integer.MAX_VALUE);
      assertThat(attemptsUntilRefused(upstream)).isEqualTo(2);
    }
  }

  @Test
  void whatTheServerSaysOfItsOwnAccordIsHeardAgainAfterAnOutage() throws Exception {
    CompletableFuture<String> said = new CompletableFuture<>();
    String events = "data: {\"result\":{\"protocolVersion\":\"2025-11-25\"}}\n\n";
    try (Upstream upstream = upstream(carrier("GET", "text/event-stream", events))) {
      LegacyLink link = new LegacyLink(upstream, json, NOTHING, said::complete);
      assertThat(link.open()).isNotEmpty();
      refusals.set(2);
      link.confirm();
      assertThat(said.get(30, TimeUnit.SECONDS)).contains("2025-11-25");
      assertThat(refusals).hasValue(0);
      link.end();
    }
  }
}
