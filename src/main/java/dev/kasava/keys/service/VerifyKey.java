package dev.kasava.keys.service;

import dev.kasava.keys.access.Authenticator;
import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.usage.Allowance;
import dev.kasava.keys.usage.Turnstile;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Judges somebody's key on behalf of a service, and counts that as a use of the key. */
public final class VerifyKey {
  /**
   * @param allowance what the key has left; null when it has no limit, or is refused without it
   */
  public record Judged(Verdict verdict, @Nullable Allowance allowance) {}

  private final Authenticator authenticator;
  private final Turnstile turnstile;

  public VerifyKey(Authenticator authenticator, Turnstile turnstile) {
    this.authenticator = authenticator;
    this.turnstile = turnstile;
  }

  /**
   * @param credential whatever the service was shown
   * @param scopes which the key has to cover; null for none
   */
  public Outcome<Judged> verify(Caller caller, String credential, @Nullable List<String> scopes) {
    Optional<Refusal> lacking = caller.lacks(Scope.KEYS_VERIFY);
    if (lacking.isPresent()) {
      return Outcome.refused(lacking.get());
    }
    return (scopes == null
            ? Outcome.done(List.<Scope>of())
            : Rules.scopes(scopes).map(s -> s.sorted()))
        .map(
            needed -> {
              Verdict verdict = authenticator.verify(credential, needed);
              Allowance allowance = turnstile.pass(verdict, caller.client());
              return new Judged(
                  allowance == null ? verdict : allowance.verdict(verdict), allowance);
            });
  }
}
