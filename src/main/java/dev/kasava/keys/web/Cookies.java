package dev.kasava.keys.web;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.Cookie;
import io.undertow.util.Headers;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The session's cookie, and one that ties the sign-in form to the browser that was shown it. Under
 * TLS their names begin with {@code __Host-}, so that no neighbouring host can set them (RFC
 * 6265bis, section 4.1.3). Two more hold what a browser prefers and prove nothing.
 */
final class Cookies {
  private static final String SESSION = "kasava_session";
  private static final String VISITOR = "kasava_visitor";
  private static final String ZONE = "kasava_zone";
  private static final Pattern PREFERENCE = Pattern.compile("[A-Za-z0-9_+/-]{1,64}");

  private final Supplier<String> publicUrl;

  Cookies(Supplier<String> publicUrl) {
    this.publicUrl = publicUrl;
  }

  Optional<Token> session(HttpServerExchange exchange) {
    return read(exchange, SESSION);
  }

  void setSession(HttpServerExchange exchange, Token token) {
    set(exchange, SESSION, token.text(), "");
  }

  void clearSession(HttpServerExchange exchange) {
    set(exchange, SESSION, "", "; Max-Age=0");
  }

  Optional<Token> visitor(HttpServerExchange exchange) {
    return read(exchange, VISITOR);
  }

  void setVisitor(HttpServerExchange exchange, Token token) {
    set(exchange, VISITOR, token.text(), "");
  }

  /** The time zone that the browser's own script named; null when it named none. */
  @Nullable String zone(HttpServerExchange exchange) {
    return preference(exchange, ZONE);
  }

  private static @Nullable String preference(HttpServerExchange exchange, String name) {
    Cookie cookie = exchange.getRequestCookie(name);
    String value = cookie == null ? null : cookie.getValue();
    String text = value == null ? "" : value.replace("%2F", "/").replace("%2B", "+");
    return PREFERENCE.matcher(text).matches() ? text : null;
  }

  private Optional<Token> read(HttpServerExchange exchange, String name) {
    Cookie cookie = exchange.getRequestCookie(named(name));
    String value = cookie == null ? null : cookie.getValue();
    return value == null ? Optional.empty() : Token.parse(value);
  }

  private void set(HttpServerExchange exchange, String name, String value, String extra) {
    String secure = isSecure() ? "; Secure" : "";
    exchange
        .getResponseHeaders()
        .add(
            Headers.SET_COOKIE,
            named(name) + "=" + value + "; Path=/; HttpOnly; SameSite=Strict" + secure + extra);
  }

  private String named(String name) {
    return isSecure() ? "__Host-" + name : name;
  }

  private boolean isSecure() {
    return publicUrl.get().startsWith("https:");
  }
}
