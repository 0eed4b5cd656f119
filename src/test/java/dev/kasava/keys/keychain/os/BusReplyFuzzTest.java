package dev.kasava.keys.keychain.os;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.kasava.keys.keychain.os.BusMessage.Unclear;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A keyring's answers that are as they should be. */
final class BusReplyFuzzTest {
  @FuzzTest(maxDuration = "", maxExecutions = 20_000)
  void whatIsRightIsReadAsItWasMeant(FuzzedDataProvider data) throws Unclear {
    ByteOrder order = data.consumeBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    int serial = data.consumeInt();
    String path = "/" + "x".repeat(data.consumeInt(0, 900));
    byte[] parameters = data.consumeBytes(20);
    byte[] value = data.consumeRemainingAsBytes();
    BusBytes body =
        new BusBytes(order).text(path).octets(parameters).octets(value).text("text/plain");
    byte[] bytes = BusBytes.message(order, BusBytes.RETURN, serial, "(oayays)", body);

    ByteBuffer all = ByteBuffer.wrap(bytes);
    assertThat(BusMessage.length(all, 0, bytes.length)).isEqualTo(bytes.length);
    BusMessage message = new BusMessage(all);
    assertThat(message.answered()).isEqualTo(serial);
    assertThat(message.with("(oayays)").path()).isEqualTo(path);
    assertThat(message.octets()).isEqualTo(parameters);
    assertThat(message.octets()).isEqualTo(value);
    assertThat(message.text()).isEqualTo("text/plain");
    message.end();
  }
}
