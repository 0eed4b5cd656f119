package dev.kasava.keys.mcp.modern;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.Pepper;
import dev.kasava.keys.key.Peppers;
import dev.kasava.keys.key.Sha256;
import dev.kasava.keys.store.SpentStore;
import dev.kasava.keys.wire.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a feature keeps while its questions are out, in the hands of the client, who can neither
 * change it, nor use it for another request, nor twice, nor give it to somebody else (MCP
 * 2026-07-28, multi round-trip requests, server requirements). Thread-safe.
 */
public final class RequestState {
  /** How long a person may take to answer. */
  static final Duration LIFETIME = Duration.ofMinutes(10);

  private static final String PURPOSE = "MCP request state";
  private static final int NONCE_BYTES = 16;
  private static final int MAC_BYTES = 32;
  private static final int LONGEST = 4096;

  /**
   * @param principal whose it is
   * @param request what it was for
   * @param expiresAt in milliseconds since 1970-01-01T00:00Z
   */
  private record Payload(
      String kept, String principal, String request, long expiresAt, String nonce) {}

  private final Peppers peppers;
  private final SpentStore spent;
  private final Json json;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  public RequestState(Peppers peppers, SpentStore spent, Json json, InstantSource clock) {
    this.peppers = peppers;
    this.spent = spent;
    this.json = json;
    this.clock = clock;
  }

  /** Gives {@code kept} a form in which the client may carry it. */
  String seal(String kept, String method, ObjectNode params, Caller caller) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] payload =
        json.bytes(
            new Payload(
                kept,
                caller.principal(),
                digest(method, params),
                clock.instant().plus(LIFETIME).toEpochMilli(),
                encode(nonce)));
    return encode(payload) + "." + encode(peppers.current().mac(PURPOSE, payload));
  }

  /**
   * What was kept; empty unless this caller got it for this very request, lately, and presents it
   * for the first time.
   */
  Optional<String> open(String sealed, String method, ObjectNode params, Caller caller) {
    Payload payload = verified(sealed);
    if (payload == null
        || !payload.principal().equals(caller.principal())
        || !payload.request().equals(digest(method, params))
        || payload.expiresAt() <= clock.instant().toEpochMilli()) {
      return Optional.empty();
    }
    byte[] hash = Sha256.of(payload.nonce().getBytes(StandardCharsets.US_ASCII));
    return spent.spend(hash, Instant.ofEpochMilli(payload.expiresAt()))
        ? Optional.of(payload.kept())
        : Optional.empty();
  }

  private @Nullable Payload verified(String sealed) {
    int dot = sealed.indexOf('.');
    if (dot < 0 || sealed.length() > LONGEST) {
      return null;
    }
    byte[] payload = decode(sealed.substring(0, dot));
    byte[] mac = decode(sealed.substring(dot + 1));
    if (payload == null || mac == null || mac.length != MAC_BYTES) {
      return null;
    }
    for (Pepper pepper : peppers.all()) {
      if (MessageDigest.isEqual(pepper.mac(PURPOSE, payload), mac)) {
        return json.mapper().readValue(payload, Payload.class);
      }
    }
    return null;
  }

  /** Of all that a retry has in common with the first try. */
  private String digest(String method, ObjectNode params) {
    ObjectNode salient = params.deepCopy();
    salient.remove("_meta");
    salient.remove("inputResponses");
    salient.remove("requestState");
    try {
      byte[] sorted =
          json.mapper()
              .writer()
              .with(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
              .writeValueAsBytes(salient);
      byte[] name = (method + '\0').getBytes(StandardCharsets.UTF_8);
      byte[] whole = new byte[name.length + sorted.length];
      System.arraycopy(name, 0, whole, 0, name.length);
      System.arraycopy(sorted, 0, whole, name.length, sorted.length);
      return encode(Sha256.of(whole));
    } catch (JacksonException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte @Nullable [] decode(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      // The decoder takes several texts for the same bytes.
      return encode(bytes).equals(text) ? bytes : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
