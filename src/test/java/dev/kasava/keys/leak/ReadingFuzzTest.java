package dev.kasava.keys.leak;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Files of any kind, searched for keys. */
final class ReadingFuzzTest {
  @FuzzTest(maxDuration = "", maxExecutions = 100_000)
  void aKeyIsFoundInWhateverPiecesItComes(FuzzedDataProvider data) {
    Secret secret = new KeyFormat("ksa").generate(new Random(data.consumeLong()));
    int piece = data.consumeInt(1, 100);
    byte[] before = ascii(data.consumeBytes(200));
    byte[] after = data.consumeRemainingAsBytes();
    byte[] key = secret.reveal().getBytes(StandardCharsets.US_ASCII);
    byte[] file = Arrays.copyOf(before, before.length + key.length + after.length);
    System.arraycopy(key, 0, file, before.length, key.length);
    System.arraycopy(after, 0, file, before.length + key.length, after.length);

    List<Leak> whole = new ArrayList<>();
    new Reading("file", whole::add).take(file, file.length);
    List<Leak> pieces = new ArrayList<>();
    Reading reading = new Reading("file", pieces::add);
    for (int from = 0; from < file.length; from += piece) {
      byte[] part = Arrays.copyOfRange(file, from, Math.min(from + piece, file.length));
      reading.take(part, part.length);
    }
    assertThat(pieces).isEqualTo(whole);
    assertThat(whole).anyMatch(leak -> leak.fingerprint().equals(secret.fingerprint()));
    assertThat(whole).allMatch(leak -> leak.line() > 0 && leak.column() > 0);
  }

  /** So that no mark of another encoding stands at the beginning. */
  private static byte[] ascii(byte[] bytes) {
    for (int i = 0; i < Math.min(bytes.length, 2); i++) {
      bytes[i] &= 0x7F;
    }
    return bytes;
  }
}
