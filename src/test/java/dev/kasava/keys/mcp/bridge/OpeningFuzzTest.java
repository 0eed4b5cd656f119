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
    Opening opening = Opening.in(text);
    if (opening != null) {
      // Not looked at: whether texts are UTF-8, and whether names stand twice further down.
      switch (Message.parse(text, JSON)) {
        case Message.Request request -> {
          assertThat(request.method()).isEqualTo(opening.method());
          assertThat(request.id()).isEqualTo(opening.id());
          assertThat(request.params().has("_meta")).isFalse();
          assertThat(request.params().isEmpty()).isNotEqualTo(opening.hasArguments());
        }
        case Message.Notification notification -> {
          assertThat(notification.method()).isEqualTo(opening.method());
          assertThat(opening.id()).isNull();
        }
        case Message.Faulty faulty -> assertThat(faulty.error().message()).isNotBlank();
        case Message.Response response ->
            throw new AssertionError(response + " is no " + opening.method());
      }
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
