package dev.kasava.keys.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.service.PortableKey;
import dev.kasava.keys.service.PortableSecret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A line of what {@code kasava keys export} writes and {@code import} reads; everything but the
 * name and the secret may be missing.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PortableKeyShape(
    @Nullable String owner,
    @Nullable String name,
    @Nullable List<String> scopes,
    @Nullable RateLimitShape rateLimit,
    @Nullable String createdAt,
    @Nullable String expiresAt,
    @Nullable String member,
    @Nullable PortableSecretShape secret,
    @Nullable PortableSecretShape elder) {

  public static PortableKeyShape of(PortableKey key) {
    return new PortableKeyShape(
        key.owner(),
        key.name(),
        key.scopes(),
        RateLimitShape.of(key.rateLimit()),
        text(key.createdAt()),
        text(key.expiresAt()),
        key.member(),
        PortableSecretShape.of(key.secret()),
        key.elder() == null ? null : PortableSecretShape.of(key.elder()));
  }

  static @Nullable String text(@Nullable Instant moment) {
    return moment == null ? null : moment.toString();
  }

  /** The moment, empty where there is none. */
  static Outcome<Optional<Instant>> moment(String field, @Nullable String text) {
    return text == null
        ? Outcome.done(Optional.empty())
        : Moments.parse(field, text).map(Optional::of);
  }

  private record Times(Optional<Instant> created, Optional<Instant> expires) {}

  private Outcome<Times> times() {
    return moment("createdAt", createdAt)
        .then(
            created -> moment("expiresAt", expiresAt).map(expires -> new Times(created, expires)));
  }

  /** What somebody wrote, as far as it can be read. */
  public Outcome<PortableKey> parsed() {
    if (name == null) {
      return refused("name", "The key needs a name.");
    }
    if (secret == null) {
      return refused(
          "secret",
          "What is known of its secret is missing: for example {\"sha256\":\"...\"} with 64"
              + " hexadecimal digits.");
    }
    return RateLimitShape.limit(rateLimit)
        .then(
            limit ->
                times()
                    .then(
                        times ->
                            secret
                                .parsed("secret")
                                .then(
                                    newest ->
                                        PortableSecretShape.parsed(elder)
                                            .map(
                                                older -> key(name, limit, times, newest, older)))));
  }

  private PortableKey key(
      String named,
      Optional<RateLimit> limit,
      Times times,
      PortableSecret newest,
      Optional<PortableSecret> older) {
    return new PortableKey(
        owner,
        named,
        scopes,
        times.created().orElse(null),
        times.expires().orElse(null),
        limit.orElse(null),
        member,
        newest,
        older.orElse(null));
  }

  private static <T> Outcome<T> refused(String field, String message) {
    return Outcome.refused(new Refusal.Invalid(field, message));
  }
}
