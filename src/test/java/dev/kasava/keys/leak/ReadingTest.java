package dev.kasava.keys.leak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where in a file keys stand, whatever pieces it is read in. */
final class ReadingTest {
  private final Secret secret =
      new KeyFormat(KeyFormat.DEFAULT_PREFIX).generate(new SecureRandom());

  private Leak leak(long line, long column) {
    return new Leak("f", line, column, secret.preview(), secret.fingerprint());
  }

  private static List<Leak> read(InputStream in) throws IOException {
    List<Leak> leaks = new ArrayList<>();
    Reading.all("f", in, leaks::add);
    return leaks;
  }

  private static List<Leak> read(byte[] bytes) throws IOException {
    return read(new ByteArrayInputStream(bytes));
  }

  private static List<Leak> read(String text) throws IOException {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  static IntStream lengths() {
    return IntStream.rangeClosed(1, 50);
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void aKeyIsFoundWhereverThePiecesEnd(int length) {
    byte[] text = ("é\n\nab " + secret.reveal() + "\n").getBytes(StandardCharsets.UTF_8);
    for (int first = 0; first < length; first++) {
      List<Leak> leaks = new ArrayList<>();
      Reading reading = new Reading("f", leaks::add);
      reading.take(text, first);
      for (int from = first; from < text.length; from += length) {
        byte[] piece = Arrays.copyOfRange(text, from, Math.min(from + length, text.length));
        reading.take(piece, piece.length);
      }
      assertThat(leaks).containsExactly(leak(3, 4));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-45, -42, -41, -20, -2, -1, 0, 1, 2})
  void aKeyIsFoundAcrossTheEndOfABuffer(int offset) throws IOException {
    int before = (1 << 16) + offset;
    assertThat(read(" ".repeat(before) + secret.reveal())).containsExactly(leak(1, before + 1));
  }

  @Test
  void linesAndColumnsAreThoseOfAnEditor() throws IOException {
    String key = secret.reveal();
    assertThat(read(key)).containsExactly(leak(1, 1));
    assertThat(read("a\r\nkey = " + key + "\r\n" + key)).containsExactly(leak(2, 7), leak(3, 1));
    assertThat(read("漢é😀 " + key)).containsExactly(leak(1, 5));
  }

  @Test
  void whatIsFoundNeverHoldsTheSecret() throws IOException {
    assertThat(read("x" + secret.reveal()).toString().contains(secret.reveal().substring(4, 20)))
        .isFalse();
    assertThat(secret.fingerprint()).matches("[0-9a-f]{12}");
    assertThat(secret.preview()).isEqualTo("ksa_****" + secret.lastFour());
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
  void textOfWindowsProgramsIsRead(String encoding) throws IOException {
    String text = "\uFEFF漢\r\nab " + secret.reveal() + "\r\n";
    assertThat(read(text.getBytes(Charset.forName(encoding)))).containsExactly(leak(2, 4));
  }

  @Test
  void keysInBinaryFilesAreFound() throws IOException {
    byte[] noise = new byte[500_000];
    new Random(1).nextBytes(noise);
    byte[] key = secret.reveal().getBytes(StandardCharsets.US_ASCII);
    noise[399_999] = 0;
    System.arraycopy(key, 0, noise, 400_000, key.length);
    assertThat(read(noise)).extracting(Leak::fingerprint).containsExactly(secret.fingerprint());
  }

  @Test
  void aLineOfAHundredMegabytesIsReadInPieces() throws IOException {
    byte[] block = "x".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
    int blocks = 1600;
    InputStream line =
        new InputStream() {
          private int given;

          @Override
          public int read() {
            throw new AssertionError("read in pieces");
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            if (given == blocks) {
              return -1;
            }
            given++;
            System.arraycopy(block, 0, target, offset, block.length);
            return block.length;
          }
        };
    InputStream end = new ByteArrayInputStream(secret.reveal().getBytes(StandardCharsets.US_ASCII));
    assertThat(read(new SequenceInputStream(line, end)))
        .containsExactly(leak(1, (long) blocks * block.length + 1));
  }

  @Test
  void anEmptyFileHoldsNothing() throws IOException {
    assertThat(read("")).isEmpty();
    assertThat(read("\uFEFF".getBytes(StandardCharsets.UTF_16LE))).isEmpty();
  }
}
