package dev.kasava.keys.http;

import dev.kasava.keys.fixture.TlsVectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/** What a server shows to {@link Http2Client}, and to whoever else trusts its certificate. */
final class TestTls {
  private TestTls() {}

  static Tls in(Path folder) throws IOException {
    TlsFiles files = new TlsFiles(folder.resolve("tls.crt"), folder.resolve("tls.key"));
    Files.write(files.certificate(), TlsVectors.bytes("ec.crt"));
    Files.write(files.key(), TlsVectors.bytes("ec.key"));
    return new Tls(files, InstantSource.system());
  }
}
