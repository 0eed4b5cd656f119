package dev.kasava.keys.mcp.feature;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.usage.Allowance;
import dev.kasava.keys.usage.Turnstile;
import org.jspecify.annotations.Nullable;

/** Stops requests beyond the limit of the caller's key. Thread-safe. */
public final class Limiter {
  private final Features features;
  private final Turnstile turnstile;

  public Limiter(Features features, Turnstile turnstile) {
    this.features = features;
    this.turnstile = turnstile;
  }

  /**
   * As {@link #take}, where memory can tell; never blocks.
   *
   * @return null when {@link #take} has to be asked, and nothing was taken
   */
  public Turnstile.@Nullable Taken takeAtOnce(Message.Request request, Caller caller) {
    return turnstile.passUncountedAtOnce(caller.key(), limit(request, caller), caller.client());
  }

  /**
   * Takes a request off the caller's allowance, unless it asks for what the key may not use. One
   * that does not pass is counted by this; the others by {@link Features#count}. May wait for other
   * nodes.
   *
   * @return null when the caller's key has no limit, or the request is refused without it
   */
  public @Nullable Allowance take(Message.Request request, Caller caller) {
    return turnstile.passUncounted(caller.key(), limit(request, caller), caller.client());
  }

  private @Nullable RateLimit limit(Message.Request request, Caller caller) {
    RateLimit limit = caller.rateLimit();
    return limit == null || features.lacking(request.method(), request.params(), caller) != null
        ? null
        : limit;
  }
}
