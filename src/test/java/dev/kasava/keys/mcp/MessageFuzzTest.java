package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.kasava.keys.wire.Json;
import java.util.Map;

/** JSON-RPC messages. */
final class MessageFuzzTest {
  private static final Json JSON = new Json();

  @FuzzTest(maxDuration = "", maxExecutions = 150_000)
  void messagesAreOfOneKind(byte[] text) {
    switch (Message.parse(text, JSON)) {
      case Message.Request request -> {
        assertThat(request.id()).isInstanceOfAny(String.class, Long.class);
        assertThat(request.method()).isNotEmpty();
        Map<String, Object> written =
            Map.of(
                "jsonrpc",
                "2.0",
                "id",
                request.id(),
                "method",
                request.method(),
                "params",
                request.params());
        assertThat(Message.parse(JSON.bytes(written), JSON)).isEqualTo(request);
      }
      case Message.Notification notice -> {
        assertThat(notice.method()).isNotEmpty();
        Object id = notice.cancelledId();
        assertThat(id == null || id instanceof String || id instanceof Long).isTrue();
      }
      case Message.Response response ->
          assertThat(response.id()).isInstanceOfAny(String.class, Long.class);
      case Message.Faulty faulty -> {
        assertThat(faulty.error().isAtFault()).isTrue();
        assertThat(faulty.error().message()).isNotBlank().doesNotContain("Exception");
      }
    }
  }
}
