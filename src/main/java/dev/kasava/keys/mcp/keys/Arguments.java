package dev.kasava.keys.mcp.keys;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.service.ReadKey;
import dev.kasava.keys.wire.Moments;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reading of arguments that several tools take. */
final class Arguments {
  private Arguments() {}

  static Outcome<KeyId> id(@Nullable String text) {
    if (text == null) {
      return Outcome.refused(
          new Refusal.Invalid("id", "Which key? Give its id; list_api_keys shows the ids."));
    }
    return ReadKey.keyId(text);
  }

  static Outcome<Optional<Instant>> expiresAt(@Nullable String text) {
    return text == null
        ? Outcome.done(Optional.empty())
        : Moments.parse("expiresAt", text).map(Optional::of);
  }
}
