package dev.kasava.keys.token;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.kasava.keys.key.TokenFault;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether an access token is genuine and meant for us, now (RFC 9068, section 4; RFC 8725).
 * What is wrong is told by the first claim that breaks, the signature before all claims but the
 * issuer. Thread-safe.
 */
public final class TokenReader {
  /** The type of access tokens (RFC 9068, section 2.1). */
  static final String TYPE = "at+jwt";

  private static final int LONGEST = 8 * 1024;
  private static final int LONGEST_NAME = 255;
  private static final Set<String> TYPES = Set.of(TYPE, "application/" + TYPE);

  /** Headers that bring keys along, or change how the rest is to be read. */
  private static final List<String> UNTAKEN = List.of("crit", "b64", "jku", "x5u", "jwk");

  /** What a token turned out to be. */
  public sealed interface Reading {
    /**
     * @param keys to be {@linkplain Vouched#isStillTrue asked} before it is believed again
     */
    record Genuine(TokenClaims claims, Vouched keys) implements Reading {}

    record Bad(TokenFault fault) implements Reading {}
  }

  /** Says whether the keys are still those by which a token was found genuine; never blocks. */
  public static final class Vouched {
    private final KeySource keys;
    private final long version;

    private Vouched(KeySource keys) {
      this.keys = keys;
      this.version = keys.version();
    }

    public boolean isStillTrue() {
      return keys.version() == version;
    }
  }

  private record Parts(Base64URL header, String payload, String signed, Base64URL signature) {
    byte[] input() {
      return signed.getBytes(StandardCharsets.US_ASCII);
    }
  }

  /** Ends the reading of a token that is not good. */
  private static final class Broken extends Exception {
    private final TokenFault fault;

    Broken(TokenFault fault) {
      super(fault.code(), null, false, false);
      this.fault = fault;
    }
  }

  private final List<Trust> trusted;
  private final InstantSource clock;

  public TokenReader(List<Trust> trusted, InstantSource clock) {
    this.trusted = trusted;
    this.clock = clock;
  }

  /** Whether {@code text} has the look of a token, good or bad, rather than of a key. */
  public static boolean isToken(String text) {
    // A brace in base 64, with whatever may follow it; no key of ours has a dot in it.
    return (text.startsWith("ey") || text.startsWith("ew")) && text.indexOf('.') > 0;
  }

  /** Reads one; may block for a few seconds while an issuer's keys are fetched. */
  public Reading read(String text) {
    try {
      Parts parts = split(text);
      Map<String, Object> header = json(parts.header().decodeToString());
      Algorithm algorithm = checkHeader(header);
      Map<String, Object> payload = json(parts.payload());
      Trust trust = trust(payload.get("iss"));
      Vouched vouched = new Vouched(trust.keys());
      checkSignature(parts, header, algorithm, trust);
      return new Reading.Genuine(claims(payload, trust), vouched);
    } catch (Broken e) {
      return new Reading.Bad(e.fault);
    }
  }

  private static Parts split(String text) throws Broken {
    String[] parts = text.length() > LONGEST ? new String[0] : text.split("\\.", -1);
    if (parts.length != 3) {
      throw new Broken(TokenFault.MALFORMED);
    }
    decode(parts[0]);
    decode(parts[2]);
    return new Parts(
        new Base64URL(parts[0]),
        new String(decode(parts[1]), StandardCharsets.UTF_8),
        parts[0] + "." + parts[1],
        new Base64URL(parts[2]));
  }

  /** Strictly, as the library passes over what does not belong. */
  private static byte[] decode(String part) throws Broken {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(part);
      if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // It is said below.
    }
    throw new Broken(TokenFault.MALFORMED);
  }

  private static Map<String, Object> json(String text) throws Broken {
    try {
      Map<String, Object> object = JSONObjectUtils.parse(text, LONGEST);
      // The library answers null for the literal null.
      if (object != null) {
        return object;
      }
    } catch (ParseException e) {
      // It is said below.
    }
    throw new Broken(TokenFault.MALFORMED);
  }

  private static Algorithm checkHeader(Map<String, Object> header) throws Broken {
    Optional<Algorithm> algorithm = Algorithm.ofCode(header.get("alg"));
    if (algorithm.isEmpty()) {
      throw new Broken(TokenFault.ALG);
    }
    if (UNTAKEN.stream().anyMatch(header::containsKey)) {
      throw new Broken(TokenFault.HEADER);
    }
    if (!(header.get("typ") instanceof String typ)
        || !TYPES.contains(typ.toLowerCase(Locale.ROOT))) {
      throw new Broken(TokenFault.TYP);
    }
    return algorithm.get();
  }

  private Trust trust(@Nullable Object issuer) throws Broken {
    for (Trust each : trusted) {
      if (each.issuer().equals(issuer)) {
        return each;
      }
    }
    throw new Broken(TokenFault.ISS);
  }

  private static void checkSignature(
      Parts parts, Map<String, Object> header, Algorithm algorithm, Trust trust) throws Broken {
    Object kid = header.get("kid");
    if (kid != null && !(kid instanceof String name && name.length() <= LONGEST_NAME)) {
      throw new Broken(TokenFault.KID);
    }
    switch (trust.keys().find((String) kid, algorithm)) {
      case KeySource.Answer.Found(var key) -> {
        if (!algorithm.verifies(key, parts.header(), parts.input(), parts.signature())) {
          throw new Broken(TokenFault.SIGNATURE);
        }
      }
      case KeySource.Answer.None none -> throw new Broken(TokenFault.KID);
      case KeySource.Answer.Unreachable unreachable ->
          throw new Broken(TokenFault.KEYS_UNREACHABLE);
    }
  }

  private TokenClaims claims(Map<String, Object> payload, Trust trust) throws Broken {
    List<String> audience = texts(payload.get("aud"));
    if (audience.isEmpty() || !trust.isMeantForUs(audience)) {
      throw new Broken(TokenFault.AUD);
    }
    Instant now = clock.instant();
    Instant expiresAt = moment(payload, "exp", TokenFault.EXP);
    if (expiresAt == null || !expiresAt.isAfter(now.minus(trust.skew()))) {
      throw new Broken(TokenFault.EXP);
    }
    Instant issuedAt = moment(payload, "iat", TokenFault.NBF);
    Instant notBefore = moment(payload, "nbf", TokenFault.NBF);
    Instant latest = now.plus(trust.ahead());
    if (isAfter(issuedAt, latest) || isAfter(notBefore, latest)) {
      throw new Broken(TokenFault.NBF);
    }
    String subject = text(payload.get("sub"));
    if (subject == null) {
      throw new Broken(TokenFault.SUB);
    }
    if (payload.containsKey("cnf")) {
      throw new Broken(TokenFault.CNF);
    }
    return new TokenClaims(
        trust.issuer(),
        subject,
        text(payload.get(trust.ownerClaim())),
        text(payload.get("client_id")),
        trust.scopes(scopeNames(payload)),
        audience,
        issuedAt,
        expiresAt,
        text(payload.get("jti")));
  }

  private static boolean isAfter(@Nullable Instant moment, Instant latest) {
    return moment != null && moment.isAfter(latest);
  }

  /** Null when the claim is not there. */
  private static @Nullable Instant moment(
      Map<String, Object> payload, String name, TokenFault fault) throws Broken {
    Object value = payload.get(name);
    if (value == null) {
      return null;
    }
    if (value instanceof Number number) {
      try {
        // Fractions are dropped, as they never lengthen a token's life.
        return Instant.ofEpochSecond((long) Math.floor(number.doubleValue()));
      } catch (DateTimeException e) {
        throw new Broken(fault);
      }
    }
    throw new Broken(fault);
  }

  private static @Nullable String text(@Nullable Object value) {
    return value instanceof String text
            && !text.isBlank()
            && text.length() <= LONGEST_NAME
            && text.chars().noneMatch(Character::isISOControl)
        ? text
        : null;
  }

  /** A text, or a list of texts; empty when it is anything else. */
  private static List<String> texts(@Nullable Object value) {
    if (value instanceof String text) {
      return List.of(text);
    }
    return value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)
        ? list.stream().map(String.class::cast).toList()
        : List.of();
  }

  /** From {@code scope} (RFC 9068, section 2.2.3), or {@code scp}, which others write. */
  private static List<String> scopeNames(Map<String, Object> payload) {
    Object scope = payload.containsKey("scope") ? payload.get("scope") : payload.get("scp");
    return scope instanceof String text ? Trust.words(text) : texts(scope);
  }
}
