package dev.kasava.keys.http;

import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.usage.Allowance;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import org.jspecify.annotations.Nullable;

/**
 * What answers to a limited key say of its limit (draft-ietf-httpapi-ratelimit-headers-10, sections
 * 3 and 4; Retry-After: RFC 9110, section 10.2.3).
 */
public final class LimitHeaders {
  private static final HttpString POLICY = new HttpString("RateLimit-Policy");
  private static final HttpString LIMIT = new HttpString("RateLimit");

  private LimitHeaders() {}

  /**
   * Says what there is to say.
   *
   * @param allowance null when the key has no limit
   * @return the verdict that the limit leaves
   */
  public static Verdict told(
      HttpServerExchange exchange, Verdict verdict, @Nullable Allowance allowance) {
    if (allowance == null) {
      return verdict;
    }
    tell(exchange, allowance);
    return allowance.verdict(verdict);
  }

  /** Says what the limit is, what is left of it, and, to whoever is refused, when to come back. */
  public static void tell(HttpServerExchange exchange, Allowance allowance) {
    RateLimit limit = allowance.limit();
    long seconds = allowance.resetSeconds();
    HeaderMap headers =
        exchange
            .getResponseHeaders()
            .put(POLICY, "\"key\";q=" + limit.requests() + ";w=" + limit.window().toSeconds())
            .put(LIMIT, "\"key\";r=" + allowance.remaining() + ";t=" + seconds);
    if (!allowance.isPassed()) {
      headers.put(Headers.RETRY_AFTER, seconds);
    }
  }
}
