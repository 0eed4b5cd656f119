package dev.kasava.keys.http;

import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import org.jspecify.annotations.Nullable;

/** The credential that a request carries. */
public sealed interface Credential {
  HttpString API_KEY_HEADER = new HttpString("X-API-Key");

  record None() implements Credential {}

  /** Two of them, even if they are the same: no telling which one a proxy looked at. */
  record Several() implements Credential {}

  /** The text of the one credential. Redacted when printed. */
  record Given(String text) implements Credential {
    @Override
    public String toString() {
      return "Given[redacted]";
    }
  }

  /**
   * The credential in a request's headers. The scheme's name is case-insensitive (RFC 9110, section
   * 11.1); a scheme other than Bearer counts as none.
   */
  static Credential in(HeaderMap headers) {
    HeaderValues apiKey = headers.get(API_KEY_HEADER);
    HeaderValues authorization = headers.get(Headers.AUTHORIZATION);
    if (size(apiKey) + size(authorization) > 1) {
      return new Several();
    }
    if (apiKey != null) {
      return new Given(apiKey.getFirst().strip());
    }
    return authorization == null ? new None() : bearer(authorization.getFirst());
  }

  private static int size(@Nullable HeaderValues values) {
    return values == null ? 0 : values.size();
  }

  private static Credential bearer(String value) {
    String scheme = "Bearer";
    boolean isBearer =
        value.regionMatches(true, 0, scheme, 0, scheme.length())
            && (value.length() == scheme.length() || value.charAt(scheme.length()) == ' ');
    String text = isBearer ? value.substring(scheme.length()).strip() : "";
    return text.isEmpty() ? new None() : new Given(text);
  }
}
