package dev.kasava.keys.mcp.legacy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** What stands for a request's id where that, which may be any text, is not to be kept. */
public final class RequestMark {
  private RequestMark() {}

  /**
   * @param id a text or a whole number
   */
  public static String of(Object id) {
    byte[] text =
        ((id instanceof String ? "text " : "number ") + id).getBytes(StandardCharsets.UTF_8);
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
