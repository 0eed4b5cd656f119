package dev.kasava.keys.mcp.feature;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.usage.Allowance;
import dev.kasava.keys.usage.Turnstile;
import org.jspecify.annotations.Nullable;

/** Stops requests beyond the limit of the caller's key. Thread-safe; never blocks. */
public final class Limiter {
  private final Features features;
  private final Turnstile turnstile;

  public Limiter(Features features, Turnstile turnstile) {
    this.features = features;
    this.turnstile = turnstile;
  }

  /**
   * Takes a request off the caller's allowance, unless it asks for what the key may not use. One
   * that does not pass is counted by this; the others by {@link Features#count}.
   *
   * @return null when the caller's key has no limit, or the request is refused without it
   */
  public @Nullable Allowance take(Message.Request request, Caller caller) {
    return caller.rateLimit() == null
            || features.lacking(request.method(), request.params(), caller) != null
        ? null
        : turnstile.passUncounted(caller.key(), caller.rateLimit(), caller.client());
  }
}
