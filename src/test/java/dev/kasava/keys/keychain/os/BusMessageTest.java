package dev.kasava.keys.keychain.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a message of the bus is, by its first bytes (D-Bus specification, message format). */
final class BusMessageTest {
  private static final int LONGEST = 1 << 24;

  private static ByteBuffer beginning(ByteOrder order, int body, int fields) {
    ByteBuffer bytes = ByteBuffer.allocate(24).order(order);
    bytes.put(0, (byte) (order == ByteOrder.LITTLE_ENDIAN ? 'l' : 'B'));
    return bytes.putInt(4, body).putInt(12, fields).order(ByteOrder.BIG_ENDIAN);
  }

  private static int length(ByteBuffer bytes) throws BusMessage.Unclear {
    return BusMessage.length(bytes, 0, bytes.capacity());
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 16", "5, 0, 21", "0, 1, 24", "0, 8, 24", "7, 9, 39"})
  void theBodyFollowsTheFieldsAtAMultipleOfEight(int body, int fields, int length)
      throws BusMessage.Unclear {
    assertThat(length(beginning(ByteOrder.LITTLE_ENDIAN, body, fields))).isEqualTo(length);
    assertThat(length(beginning(ByteOrder.BIG_ENDIAN, body, fields))).isEqualTo(length);
  }

  @Test
  void tooLittleDoesNotTell() throws BusMessage.Unclear {
    ByteBuffer bytes = beginning(ByteOrder.LITTLE_ENDIAN, 5, 0);

    assertThat(BusMessage.length(bytes, 0, 15)).isZero();
    assertThat(BusMessage.length(bytes, 0, 16)).isEqualTo(21);
    assertThat(BusMessage.length(bytes, 9, 24)).isZero();
  }

  @Test
  void theOrderOfTheBytesIsLeftAsItWas() throws BusMessage.Unclear {
    ByteBuffer bytes = beginning(ByteOrder.LITTLE_ENDIAN, 5, 0);
    length(bytes);

    assertThat(bytes.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
  }

  @Test
  void theLongestIsTakenAndNothingLonger() throws BusMessage.Unclear {
    ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    assertThat(length(beginning(order, LONGEST, 0))).isEqualTo(16 + LONGEST);
    assertThat(length(beginning(order, 0, LONGEST))).isEqualTo(16 + LONGEST);

    for (int wrong : new int[] {-1, Integer.MIN_VALUE, LONGEST + 1, Integer.MAX_VALUE}) {
      assertThatExceptionOfType(BusMessage.Unclear.class)
          .isThrownBy(() -> length(beginning(order, wrong, 0)));
      assertThatExceptionOfType(BusMessage.Unclear.class)
          .isThrownBy(() -> length(beginning(order, 0, wrong)));
    }
  }

  @Test
  void anotherMarkIsNoMessage() {
    ByteBuffer bytes = beginning(ByteOrder.LITTLE_ENDIAN, 0, 0).put(0, (byte) 'L');

    assertThatExceptionOfType(BusMessage.Unclear.class).isThrownBy(() -> length(bytes));
  }
}
