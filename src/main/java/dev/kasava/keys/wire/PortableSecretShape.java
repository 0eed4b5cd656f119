package dev.kasava.keys.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.kasava.keys.key.ForeignHash;
import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.service.PortableSecret;
import dev.kasava.keys.service.PortableSecret.Origin;
import dev.kasava.keys.service.PortableSecret.Proof;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a secret: its SHA-256, where it was made elsewhere; or the digest that an
 * installation keeps, with what tells its pepper, and how the secret looks.
 *
 * @param foreign whether a digest is that of a secret that was made elsewhere; then it has neither
 *     prefix nor last four characters
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PortableSecretShape(
    @Nullable String sha256,
    @Nullable String hmac,
    @Nullable String pepper,
    @Nullable Boolean foreign,
    @Nullable String prefix,
    @Nullable String lastFour,
    @Nullable String createdAt,
    @Nullable String until) {
  private static final Pattern HMAC = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern LAST_FOUR = Pattern.compile("[0-9A-Za-z]{4}");

  /** The number of a pepper counts only where it is kept. */
  private static final int ANY_PEPPER = 0;

  static PortableSecretShape of(PortableSecret secret) {
    return switch (secret.proof()) {
      case Proof.Hashed hashed ->
          throw new IllegalArgumentException("a hash is taken in, and never handed out");
      case Proof.Digested(var digest, var pepper, var origin) -> {
        Origin.@Nullable Own own = origin instanceof Origin.Own made ? made : null;
        yield new PortableSecretShape(
            null,
            HexFormat.of().formatHex(digest.bytes()),
            pepper,
            own == null ? true : null,
            own == null ? null : own.prefix(),
            own == null ? null : own.lastFour(),
            PortableKeyShape.text(secret.createdAt()),
            PortableKeyShape.text(secret.until()));
      }
    };
  }

  static Outcome<Optional<PortableSecret>> parsed(@Nullable PortableSecretShape elder) {
    return elder == null ? Outcome.done(Optional.empty()) : elder.parsed("elder").map(Optional::of);
  }

  /**
   * @param field in which it stands
   */
  Outcome<PortableSecret> parsed(String field) {
    return proof(field)
        .then(
            proof ->
                PortableKeyShape.moment(field, createdAt)
                    .then(
                        created ->
                            PortableKeyShape.moment(field, until)
                                .map(
                                    end ->
                                        new PortableSecret(
                                            proof, created.orElse(null), end.orElse(null)))));
  }

  private Outcome<Proof> proof(String field) {
    if ((sha256 == null) == (hmac == null)) {
      return refused(field, "Give its sha256, or the hmac that an export wrote; one of them.");
    }
    if (sha256 != null) {
      return hashed(field, sha256);
    }
    return hmac == null || pepper == null || !HMAC.matcher(hmac).matches()
        ? refused(
            field,
            "The digest is not as an export wrote it: hmac has 64 hexadecimal digits, and pepper"
                + " goes with it.")
        : origin(field)
            .map(
                origin ->
                    new Proof.Digested(
                        KeyDigest.of(ANY_PEPPER, HexFormat.of().parseHex(hmac)), pepper, origin));
  }

  private Outcome<Proof> hashed(String field, String hash) {
    if (pepper != null || foreign != null || prefix != null || lastFour != null) {
      return refused(field, "With sha256 there is no pepper, foreign, prefix or lastFour.");
    }
    return ForeignHash.parse(hash)
        .<Outcome<Proof>>map(read -> Outcome.done(new Proof.Hashed(read)))
        .orElseGet(
            () ->
                refused(
                    field,
                    "The sha256 has to be 64 hexadecimal digits: the SHA-256 of the whole secret,"
                        + " as it is sent, and of nothing else. Other hashes, such as bcrypt,"
                        + " cannot be imported."));
  }

  private Outcome<Origin> origin(String field) {
    if (foreign != null && foreign && prefix == null && lastFour == null) {
      return Outcome.done(new Origin.Foreign());
    }
    return (foreign == null || !foreign)
            && prefix != null
            && lastFour != null
            && LAST_FOUR.matcher(lastFour).matches()
        ? Outcome.done(new Origin.Own(prefix, lastFour))
        : refused(field, "A digest has prefix and lastFour beside it, or foreign; as exported.");
  }

  private static <T> Outcome<T> refused(String field, String message) {
    return Outcome.refused(new Refusal.Invalid(field, message));
  }
}
