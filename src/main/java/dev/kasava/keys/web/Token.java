package dev.kasava.keys.web;

import dev.kasava.keys.key.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A random 256-bit text that proves to be somebody: in a session's cookie, or in a one-time link.
 * The store knows its SHA-256 only. Immutable and thread-safe; redacted when printed.
 */
final class Token {
  private static final int BYTES = 32;
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final byte[] FORM_PURPOSE = "form".getBytes(StandardCharsets.US_ASCII);

  private final String text;

  private Token(String text) {
    this.text = text;
  }

  static Token random(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new Token(encode(bytes));
  }

  /** Empty when {@code text} cannot be a token. */
  static Optional<Token> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new Token(text)) : Optional.empty();
  }

  /** For the cookie or the link, and nowhere else. */
  String text() {
    return text;
  }

  byte[] hash() {
    return Sha256.of(ascii());
  }

  /** What this token's forms carry: it proves that we rendered the form for its holder. */
  String formToken() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(ascii(), "HmacSHA256"));
      return encode(mac.doFinal(FORM_PURPOSE));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether a form carried {@link #formToken}; takes the same time for every wrong one. */
  boolean isFormToken(String given) {
    return MessageDigest.isEqual(
        formToken().getBytes(StandardCharsets.US_ASCII), given.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] ascii() {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public String toString() {
    return "Token[redacted]";
  }
}
