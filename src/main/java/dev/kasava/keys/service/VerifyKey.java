package dev.kasava.keys.service;

import dev.kasava.keys.access.Authenticator;
import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.usage.UsageMeter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Judges somebody's key on behalf of a service, and counts that as a use of the key. */
public final class VerifyKey {
  private final Authenticator authenticator;
  private final UsageMeter meter;

  public VerifyKey(Authenticator authenticator, UsageMeter meter) {
    this.authenticator = authenticator;
    this.meter = meter;
  }

  /**
   * @param credential whatever the service was shown
   * @param scopes which the key has to cover; null for none
   */
  public Outcome<Verdict> verify(Caller caller, String credential, @Nullable List<String> scopes) {
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
              meter.count(verdict, caller.client());
              return verdict;
            });
  }
}
