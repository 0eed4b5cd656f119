package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.fixture.LogTap;
import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TlsVectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates and keys in the forms that people have them, and what is said of others. */
final class TlsFilesTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-26T12:00:00Z"));

  @TempDir private Path folder;
  private TlsFiles files;
  private final List<SSLContext> used = new ArrayList<>();

  @BeforeEach
  void name() {
    files = new TlsFiles(folder.resolve("tls.crt"), folder.resolve("tls.key"));
  }

  private void put(String certificate, String key) throws IOException {
    Files.write(files.certificate(), TlsVectors.bytes(certificate));
    Files.write(files.key(), TlsVectors.bytes(key));
  }

  private Tls tls() {
    return new Tls(files, CLOCK);
  }

  @ParameterizedTest
  @CsvSource({
    "rsa.crt, rsa.key",
    "rsa.crt, rsa-pkcs1.key",
    "ec.crt, ec.key",
    "ec.crt, ec-sec1.key",
    "ed.crt, ed.key"
  })
  void takesTheCommonForms(String certificate, String key) throws IOException {
    put(certificate, key);
    assertThat(TlsIdentity.of(files, files.read()).end())
        .isAfter(Instant.parse("2100-01-01T00:00:00Z"));
    assertThat(tls().first()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "rsa.crt, rsa-encrypted.key, openssl pkey -in",
    "rsa.crt, rsa-encrypted-old.key, openssl pkey -in",
    "rsa.crt, ec.key, another kind",
    "dsa.crt, ec-sec1.key, another kind",
    "ec.crt, other.key, does not belong",
    "ec.crt, ec.crt, holds no private key",
    "ec.key, ec.key, holds no certificate",
    "README, ec.key, holds no certificate",
    "ec.crt, README, holds no private key"
  })
  void saysWhatIsWrong(String certificate, String key, String words) throws IOException {
    put(certificate, key);
    assertThatThrownBy(this::tls)
        .isInstanceOf(TlsException.class)
        .hasMessageContaining(words)
        .hasMessageContaining(folder.toString())
        .message()
        .doesNotContain("Exception", "BEGIN CERTIFICATE-----\n");
  }

  @Test
  void saysWhichFileIsMissing() throws IOException {
    put("ec.crt", "ec.key");
    Files.delete(files.key());
    assertThatThrownBy(this::tls).isInstanceOf(TlsException.class).hasMessageContaining("tls.key");
  }

  @Test
  void aDamagedFileIsNoError() throws IOException {
    put("ec.crt", "ec.key");
    byte[] whole = Files.readAllBytes(files.key());
    for (int length = 0; length < whole.length; length += 7) {
      Files.write(files.key(), java.util.Arrays.copyOf(whole, length));
      assertThatThrownBy(this::tls).isInstanceOf(TlsException.class);
    }
  }

  private void look(Tls tls, int times) {
    for (int i = 0; i < times; i++) {
      tls.look(used::add);
    }
  }

  @Test
  void changedFilesAreUsedOnceTheyAreSettled() throws IOException {
    put("ec.crt", "ec.key");
    Tls tls = tls();
    look(tls, 3);
    assertThat(used).isEmpty();
    put("rsa.crt", "ec.key");
    look(tls, 1);
    put("rsa.crt", "rsa.key");
    look(tls, 1);
    assertThat(used).isEmpty();
    look(tls, 3);
    assertThat(used).hasSize(1);
    put("ec.crt", "ec.key");
    look(tls, 3);
    assertThat(used).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"-P8D, ''", "-P6D, expires at", "P0D, expires at", "P1D, expired at"})
  void theEndOfACertificateIsToldAWeekAhead(Duration after, String told) throws IOException {
    put("ec.crt", "ec.key");
    Instant end = TlsIdentity.of(files, files.read()).end();
    try (LogTap log = LogTap.open()) {
      var _ = new Tls(files, InstantSource.fixed(end.plus(after)));

      List<String> ofIt =
          log.heard()
              .lines()
              .filter(line -> line.contains(files.certificate().toString()))
              .toList();
      assertThat(ofIt).hasSize(told.isEmpty() ? 0 : 1).allMatch(line -> line.contains(told));
    }
  }

  @Test
  void theEndOfACertificateIsToldEveryDayThatItIsServedWith() throws IOException {
    put("ec.crt", "ec.key");
    Instant end = TlsIdentity.of(files, files.read()).end();
    SetClock clock = new SetClock(end.minus(Duration.ofDays(8)));
    Tls tls = new Tls(files, clock);
    try (LogTap log = LogTap.open()) {
      look(tls, 3);
      assertThat(log.heard()).isEmpty();
      clock.advance(Duration.ofDays(2));
      look(tls, 3);
      assertThat(log.heard()).containsOnlyOnce("expires at");
      clock.advance(Duration.ofDays(1).minusMillis(1));
      look(tls, 3);
      assertThat(log.heard()).isEmpty();
      clock.advance(Duration.ofDays(7));
      look(tls, 3);
      assertThat(log.heard()).containsOnlyOnce("expired at");
    }
    assertThat(used).isEmpty();
  }

  @Test
  void whatCannotBeUsedIsToldOnce() throws IOException {
    put("ec.crt", "ec.key");
    Tls tls = tls();
    try (LogTap log = LogTap.open()) {
      put("ec.crt", "other.key");
      look(tls, 3);
      assertThat(log.heard()).containsOnlyOnce("Serving on with the certificate before");

      put("rsa.crt", "rsa.key");
      look(tls, 2);
      assertThat(log.heard()).contains("Serving with the new certificate");

      put("ec.crt", "other.key");
      look(tls, 3);
      assertThat(log.heard()).containsOnlyOnce("Serving on with the certificate before");
    }
  }

  @Test
  void brokenFilesLeaveWhatWasThere() throws IOException {
    put("ec.crt", "ec.key");
    Tls tls = tls();
    put("ec.crt", "other.key");
    look(tls, 3);
    Files.delete(files.certificate());
    look(tls, 3);
    Files.writeString(
        files.certificate(), "-----BEGIN CERTIFICATE-----\n%%\n-----END CERTIFICATE-----");
    look(tls, 3);
    assertThat(used).isEmpty();
    put("other.crt", "other.key");
    look(tls, 2);
    assertThat(used).hasSize(1);
  }
}
