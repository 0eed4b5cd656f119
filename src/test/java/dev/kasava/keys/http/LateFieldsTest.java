package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.wire.Json;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields that clients of HTTP/2 (RFC 9113) send behind those that a request began with. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LateFieldsTest {
  private static final int WINDOW = 65_535;

  @TempDir private Path folder;
  private final Replies replies = new Replies(new Json(), Challenges.PLAIN);
  private final Failures failures = new Failures(replies);
  private final Bodies bodies = new Bodies(replies, failures);
  private Server server;

  @BeforeEach
  void start() throws IOException {
    server =
        Server.start(
            "127.0.0.1",
            0,
            1,
            new Capacity(10, Duration.ofSeconds(30)),
            TestTls.in(folder),
            new Traffic(),
            failures.around(this::handle));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void handle(HttpServerExchange exchange) {
    if (exchange.getRequestPath().equals("/refused")) {
      exchange.setStatusCode(StatusCodes.UNAUTHORIZED);
      exchange.endExchange();
    } else {
      bodies.bytes(exchange, 1_000, (done, body) -> done.getResponseSender().send("taken"));
    }
  }

  private static List<String> fields(int block) {
    List<String> fields = new ArrayList<>(List.of("content-length", "1"));
    for (int i = 0; i < 50; i++) {
      fields.add("x-" + block + "-" + i);
      fields.add("1");
    }
    return fields;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/taken", "/refused"})
  void whoSendsThemOnAndOnIsCut(String path) throws Exception {
    try (Http2Client client = new Http2Client(server.port(), WINDOW)) {
      client.begin(1, path);
      client.hearPong();
      assertThatThrownBy(
              () -> {
                for (int block = 0; block < 50; block++) {
                  client.fields(1, false, fields(block));
                  client.hearPong();
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aFewArePassedOver() throws Exception {
    try (Http2Client client = new Http2Client(server.port(), WINDOW)) {
      client.begin(1, "/taken");
      client.data(1, "body");
      client.fields(1, true, List.of("checksum", "1", "signature", "2"));
      while (!client.ended().contains(1)) {
        client.hear();
      }
      assertThat(client.received()).isEqualTo("taken".length());
    }
  }
}
