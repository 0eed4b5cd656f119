package dev.kasava.keys.mcp.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.kasava.keys.mcp.JsonCursor;
import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.wire.Json;

/** The quick look at a session's first messages, held against the library's reader. */
final class OpeningFuzzTest {
  private static final Json JSON = new Json();

  @FuzzTest(maxDuration = "", maxExecutions = 80_000)
  void whatTheQuickLookSaysTheLibrarySaysToo(byte[] text) {
    if (Opening.isInitialize(text)) {
      Message message = Message.parse(text, JSON);
      if (message instanceof Message.Request request) {
        assertThat(request.method()).isEqualTo("initialize");
        assertThat(request.params().has("_meta")).isFalse();
      } else {
        // Not looked at: whether texts are UTF-8, and whether names stand twice further down.
        assertThat(message).isInstanceOf(Message.Faulty.class);
      }
    }
    if (Opening.isToolList(text) && Message.parse(text, JSON) instanceof Message.Request request) {
      assertThat(request.method()).isEqualTo("tools/list");
      assertThat(request.params().has("_meta")).isFalse();
    }
    if (Opening.isInitialized(text)) {
      assertThat(Message.parse(text, JSON))
          .isInstanceOfAny(Message.Notification.class, Message.Faulty.class);
    }
    try {
      String version = Opening.versionIn(text);
      if (Message.parse(text, JSON) instanceof Message.Response response && version != null) {
        assertThat(response.result()).isNotNull();
        assertThat(response.result().path("protocolVersion").stringValue(version))
            .isEqualTo(version);
      }
    } catch (JsonCursor.Unclear e) {
      assertThat(e).hasMessage(null);
    }
  }
}
