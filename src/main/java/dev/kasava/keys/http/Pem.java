package dev.kasava.keys.http;

import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Text between the lines that begin and end it in a PEM file (RFC 7468). */
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----(.*?)-----END \\1-----", Pattern.DOTALL);

  /**
   * @param text in base64, perhaps after headers of before RFC 7468
   */
  record Block(String label, String text) {
    boolean isEncrypted() {
      return label.equals("ENCRYPTED PRIVATE KEY")
          || (text.contains("Proc-Type:") && text.contains("ENCRYPTED"));
    }

    /**
     * What it stands for.
     *
     * @throws IllegalArgumentException when the text is not base64
     */
    byte[] der() {
      return Base64.getDecoder().decode(text.replaceAll("\\s+", ""));
    }

    @Override
    public String toString() {
      return "Block[" + label + ", redacted]";
    }
  }

  private Pem() {}

  /** The blocks of a file; other text between them is passed over. */
  static List<Block> blocks(String file) {
    return BLOCK
        .matcher(file)
        .results()
        .map(match -> new Block(match.group(1), match.group(2)))
        .toList();
  }
}
