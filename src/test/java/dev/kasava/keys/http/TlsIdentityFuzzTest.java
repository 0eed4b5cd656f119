package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.kasava.keys.fixture.TlsVectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** PEM files of certificates and keys, and the proxies that somebody names. */
final class TlsIdentityFuzzTest {
  private static final TlsFiles FILES = new TlsFiles(Path.of("server.crt"), Path.of("server.key"));
  private static final String[] CERTIFICATES = {"ec.crt", "rsa.crt", "ed.crt"};
  private static final String[] KEYS = {
    "ec.key", "ec-sec1.key", "rsa.key", "rsa-pkcs1.key", "rsa-encrypted-old.key", "ed.key"
  };

  @FuzzTest(maxDuration = "", maxExecutions = 6_000)
  void filesAreUsedOrRefused(FuzzedDataProvider data) throws IOException {
    String certificate = text(data, data.pickValue(CERTIFICATES));
    String key = text(data, data.pickValue(KEYS));
    for (Pem.Block block : Pem.blocks(certificate)) {
      assertThat(certificate).contains("-----BEGIN " + block.label() + "-----" + block.text());
      assertThat(block.toString()).endsWith(", redacted]");
    }
    try {
      assertThat(TlsIdentity.of(FILES, new TlsFiles.Contents(certificate, key))).isNotNull();
    } catch (TlsException e) {
      assertThat(e).hasMessageContaining("server.");
    }
    try {
      List<String> networks = List.of(data.consumeRemainingAsString());
      assertThat(TrustedProxies.of(networks).isEmpty()).isFalse();
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  /** A file, perhaps with something put in the place of a part. */
  private static String text(FuzzedDataProvider data, String name) throws IOException {
    String text = new String(TlsVectors.bytes(name), StandardCharsets.US_ASCII);
    if (data.consumeBoolean()) {
      return text;
    }
    int from = data.consumeInt(0, text.length());
    int to = data.consumeInt(from, Math.min(from + 4, text.length()));
    return text.substring(0, from) + data.consumeString(8) + text.substring(to);
  }
}
