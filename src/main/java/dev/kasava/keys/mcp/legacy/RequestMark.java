package dev.kasava.keys.mcp.legacy;

import dev.kasava.keys.key.Sha256;
import java.nio.charset.StandardCharsets;
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
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(text));
  }
}
