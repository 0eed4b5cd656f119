package dev.kasava.keys.keychain.os;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.kasava.keys.keychain.os.BusMessage.Unclear;
import java.nio.ByteBuffer;

/** Messages that come over a bus. */
final class BusMessageFuzzTest {
  private static final String[] ANSWERS = {"", "s", "o", "vo", "v", "ao", "(oayays)"};

  @FuzzTest(maxDuration = "", maxExecutions = 50_000)
  void isReadOrUnclear(byte[] bytes) {
    for (String types : ANSWERS) {
      try {
        ByteBuffer all = ByteBuffer.wrap(bytes);
        int length = BusMessage.length(all, 0, bytes.length);
        assertThat(length == 0 || length >= BusMessage.FIELDS).isTrue();
        if (length > 0 && length <= bytes.length) {
          read(new BusMessage(all.slice(0, length)), types);
        }
      } catch (Unclear e) {
        assertThat(e).hasNoCause();
      }
    }
  }

  private static void read(BusMessage message, String types) throws Unclear {
    message.with(types);
    switch (types) {
      case "s" -> message.text();
      case "o" -> assertThat(message.path()).startsWith("/");
      case "ao" -> assertThat(message.onlyPath()).startsWith("/");
      case "v" -> {
        message.signature();
        message.truth();
      }
      case "vo" -> {
        message.signature();
        message.text();
        message.path();
      }
      case "(oayays)" -> {
        message.path();
        message.octets();
        message.octets();
        message.text();
      }
      default -> {}
    }
    message.end();
  }
}
