package dev.kasava.keys.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a server's certificate and its private key lie, in PEM (RFC 7468).
 *
 * @param certificate the server's own certificate first, then those between it and its root
 * @param key not encrypted
 */
public record TlsFiles(Path certificate, Path key) {
  private static final int MOST_BYTES = 1024 * 1024;

  /** What they hold at one moment. */
  record Contents(String certificate, String key) {
    @Override
    public String toString() {
      return "Contents[redacted]";
    }
  }

  /**
   * @throws TlsException when one of them cannot be read
   */
  Contents read() {
    return new Contents(read(certificate, "certificate"), read(key, "private key"));
  }

  private static String read(Path file, String what) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new TlsException("The file " + file + " is too large to be a " + what + ".");
      }
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new TlsException(
          "The "
              + what
              + " "
              + file
              + " cannot be read. Check that the file is there, and that the server's user may read"
              + " it.");
    }
  }
}
