package dev.kasava.keys.mcp.legacy;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Pepper;
import dev.kasava.keys.key.Peppers;
import dev.kasava.keys.mcp.feature.Ability;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ids that say how a session began, so that every process with the same pepper can take it up.
 *
 * <p>An id is, in base64url: 15 random bytes, which name the session; when it began, in
 * milliseconds since 1970-01-01T00:00Z; what its client can be asked to do; which program that is;
 * and the first half of an HMAC-SHA-256 (RFC 2104, section 5) over these and over whom the session
 * belongs to. So an id is good for nobody else, says nothing of whose it is, and cannot be made
 * without the pepper. Thread-safe.
 */
public final class SessionIds {
  /** How a session began. */
  record Beginning(String id, long atMillis, Client client, Set<Ability> abilities) {}

  private static final String PURPOSE = "MCP session";
  private static final int NAME_BYTES = 15;
  private static final int NAME_LENGTH = NAME_BYTES / 3 * 4;
  private static final int FIXED_BYTES = NAME_BYTES + Long.BYTES + 1;
  private static final int MAC_BYTES = 16;
  private static final int LONGEST = 120;

  private final Peppers peppers;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  public SessionIds(Peppers peppers, InstantSource clock) {
    this.peppers = peppers;
    this.clock = clock;
  }

  /** The part of an id that tells sessions apart and opens nothing. */
  static String name(String id) {
    return id.substring(0, NAME_LENGTH);
  }

  /**
   * Begins a session now.
   *
   * @param principal whom it belongs to
   */
  Beginning begin(Client client, Set<Ability> abilities, String principal) {
    long now = clock.millis();
    byte[] name = new byte[NAME_BYTES];
    random.nextBytes(name);
    byte[] program = client.code().getBytes(StandardCharsets.US_ASCII);
    byte[] body =
        ByteBuffer.allocate(FIXED_BYTES + program.length)
            .put(name)
            .putLong(now)
            .put(bits(abilities))
            .put(program)
            .array();
    byte[] whole = Arrays.copyOf(body, body.length + MAC_BYTES);
    System.arraycopy(mac(peppers.current(), body, principal), 0, whole, body.length, MAC_BYTES);
    return new Beginning(encode(whole), now, client, abilities);
  }

  /**
   * How the session of this id began; null when it is none that belongs to {@code principal}, or
   * began so long ago that it is over.
   */
  @Nullable Beginning open(String id, String principal) {
    byte[] whole = decode(id);
    if (whole == null || whole.length <= FIXED_BYTES + MAC_BYTES) {
      return null;
    }
    byte[] body = Arrays.copyOf(whole, whole.length - MAC_BYTES);
    byte[] mac = Arrays.copyOfRange(whole, body.length, whole.length);
    for (Pepper pepper : peppers.all()) {
      if (MessageDigest.isEqual(mac(pepper, body, principal), mac)) {
        Beginning beginning = read(id, body);
        return clock.millis() - beginning.atMillis() < Session.LONGEST.toMillis()
            ? beginning
            : null;
      }
    }
    return null;
  }

  private static Beginning read(String id, byte[] body) {
    return new Beginning(
        id,
        ByteBuffer.wrap(body).getLong(NAME_BYTES),
        Client.ofCode(
            new String(body, FIXED_BYTES, body.length - FIXED_BYTES, StandardCharsets.US_ASCII)),
        abilities(body[FIXED_BYTES - 1]));
  }

  private static byte[] mac(Pepper pepper, byte[] body, String principal) {
    byte[] owner = principal.getBytes(StandardCharsets.UTF_8);
    byte[] message =
        ByteBuffer.allocate(1 + body.length + owner.length)
            .put((byte) body.length)
            .put(body)
            .put(owner)
            .array();
    return Arrays.copyOf(pepper.mac(PURPOSE, message), MAC_BYTES);
  }

  private static byte bits(Set<Ability> abilities) {
    int bits = 0;
    for (Ability ability : abilities) {
      bits |= bit(ability);
    }
    return (byte) bits;
  }

  private static Set<Ability> abilities(byte bits) {
    Set<Ability> abilities = EnumSet.allOf(Ability.class);
    abilities.removeIf(ability -> (bits & bit(ability)) == 0);
    return abilities;
  }

  /** Not by their order, which a release may change while another still runs. */
  private static int bit(Ability ability) {
    return switch (ability) {
      case FORM -> 1;
      case LINK -> 2;
      case SAMPLING -> 4;
      case ROOTS -> 8;
    };
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte @Nullable [] decode(String id) {
    if (id.length() > LONGEST) {
      return null;
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(id);
      // The decoder takes several texts for the same bytes.
      return encode(bytes).equals(id) ? bytes : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
