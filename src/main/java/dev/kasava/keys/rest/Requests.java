package dev.kasava.keys.rest;

import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.service.CreateKey;
import dev.kasava.keys.service.RegenerateKey;
import dev.kasava.keys.service.UpdateKey;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.Moments;
import dev.kasava.keys.wire.RateLimitShape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** From bodies to the requests that verbs take. */
final class Requests {
  private record Create(
      @Nullable String name,
      @Nullable String expiresAt,
      @Nullable List<@Nullable String> scopes,
      @Nullable Boolean claim,
      @Nullable RateLimitShape rateLimit,
      @Nullable String member) {}

  private record Regenerate(
      @Nullable Long overlapSeconds,
      @Nullable Boolean claim,
      @Nullable String expiresAt,
      @Nullable Boolean revokeNow,
      @Nullable Boolean untilFirstUse) {}

  private record Claim(@Nullable Boolean claim) {}

  /** Nodes, since a merge patch (RFC 7396) tells a null from nothing at all. */
  private record Update(
      @Nullable JsonNode name, @Nullable JsonNode expiresAt, @Nullable JsonNode rateLimit) {}

  private record Verify(@Nullable String key, @Nullable List<@Nullable String> scopes) {}

  /** A service's question about somebody's key. Redacted when printed. */
  record VerifyRequest(String credential, @Nullable List<String> scopes) {
    @Override
    public String toString() {
      return "VerifyRequest[redacted]";
    }
  }

  private final Json json;

  Requests(Json json) {
    this.json = json;
  }

  Outcome<CreateKey.Request> create(byte[] body) {
    return json.read(body, Create.class)
        .then(
            fields -> {
              String name = fields.name();
              if (name == null) {
                return missing("name", "A key needs a name, for example \"GitHub Actions CI\".");
              }
              return moment(fields.expiresAt())
                  .then(
                      expiresAt ->
                          names(fields.scopes())
                              .then(scopes -> create(name, expiresAt, scopes, fields)));
            });
  }

  private static Outcome<CreateKey.Request> create(
      String name, Optional<Instant> expiresAt, Optional<List<String>> scopes, Create fields) {
    return RateLimitShape.limit(fields.rateLimit())
        .map(
            limit ->
                new CreateKey.Request(
                    name,
                    expiresAt.orElse(null),
                    scopes.orElse(null),
                    isTrue(fields.claim(), true),
                    limit.orElse(null),
                    fields.member()));
  }

  Outcome<RegenerateKey.Request> regenerate(byte[] body) {
    if (body.length == 0) {
      return Outcome.done(new RegenerateKey.Request(0, true, null, false, false));
    }
    return json.read(body, Regenerate.class)
        .then(
            fields ->
                moment(fields.expiresAt())
                    .map(
                        expiresAt ->
                            new RegenerateKey.Request(
                                fields.overlapSeconds() == null ? 0 : fields.overlapSeconds(),
                                isTrue(fields.claim(), true),
                                expiresAt.orElse(null),
                                isTrue(fields.revokeNow(), false),
                                isTrue(fields.untilFirstUse(), false))));
  }

  Outcome<UpdateKey.Request> update(byte[] body) {
    return json.read(body, Update.class)
        .then(
            fields -> {
              JsonNode name = fields.name();
              if (name != null && !name.isString()) {
                return missing("name", "The name has to be a text.");
              }
              String newName = name == null ? null : name.stringValue();
              return Moments.change(fields.expiresAt())
                  .then(
                      expiry ->
                          RateLimitShape.change(fields.rateLimit(), json)
                              .map(limit -> new UpdateKey.Request(newName, expiry, limit)));
            });
  }

  Outcome<VerifyRequest> verify(byte[] body) {
    return json.read(body, Verify.class)
        .then(
            fields -> {
              String key = fields.key();
              return key == null
                  ? missing("key", "Send the key to verify.")
                  : names(fields.scopes())
                      .map(scopes -> new VerifyRequest(key, scopes.orElse(null)));
            });
  }

  /** Whether a secret is to be claimed, or left for a person to claim. */
  Outcome<Boolean> claim(byte[] body) {
    return body.length == 0
        ? Outcome.done(true)
        : json.read(body, Claim.class).map(fields -> isTrue(fields.claim(), true));
  }

  private static Outcome<Optional<Instant>> moment(@Nullable String text) {
    return text == null
        ? Outcome.done(Optional.empty())
        : Moments.parse("expiresAt", text).map(Optional::of);
  }

  private static Outcome<Optional<List<String>>> names(@Nullable List<@Nullable String> scopes) {
    if (scopes == null) {
      return Outcome.done(Optional.empty());
    }
    List<String> names = new ArrayList<>();
    for (String scope : scopes) {
      if (scope == null) {
        return missing("scopes", "A scope has to be a text.");
      }
      names.add(scope);
    }
    return Outcome.done(Optional.of(names));
  }

  private static boolean isTrue(@Nullable Boolean given, boolean otherwise) {
    return given == null ? otherwise : given;
  }

  private static <T> Outcome<T> missing(String field, String message) {
    return Outcome.refused(new Refusal.Invalid(field, message));
  }
}
