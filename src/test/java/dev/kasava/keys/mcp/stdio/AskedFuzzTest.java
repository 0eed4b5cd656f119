package dev.kasava.keys.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.wire.Json;

/** The quick look at a client's first messages, held against the library's reader. */
final class AskedFuzzTest {
  private static final Json JSON = new Json();

  @FuzzTest(maxDuration = "", maxExecutions = 80_000)
  void whatTheQuickLookSaysTheLibrarySaysToo(byte[] text) {
    Asked asked = Asked.in(text);
    if (asked == null) {
      return;
    }
    switch (Message.parse(text, JSON)) {
      case Message.Request request -> {
        assertThat(request.method()).isEqualTo(asked.method());
        assertThat(JSON.text(request.id())).isEqualTo(asked.id());
        assertThat(request.params().path("protocolVersion").stringValue(null))
            .isEqualTo(asked.version());
      }
      case Message.Notification notice -> {
        assertThat(notice.method()).isEqualTo(asked.method());
        assertThat(asked.id()).isNull();
      }
      case Message.Response response -> throw new AssertionError("it has a method");
      case Message.Faulty faulty -> assertThat(asked).isNull();
    }
  }
}
