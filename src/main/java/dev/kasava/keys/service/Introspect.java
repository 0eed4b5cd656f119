package dev.kasava.keys.service;

import dev.kasava.keys.access.Authenticator;
import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.Grant;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.token.TokenClaims;
import dev.kasava.keys.token.TokenReader;
import dev.kasava.keys.token.TokenReader.Reading;
import dev.kasava.keys.usage.UsageMeter;
import java.util.List;
import java.util.Optional;

/**
 * Says what a key or a token of ours stands for, to a service (RFC 7662), and counts that as a use
 * of the key.
 */
public final class Introspect {
  /** What it stands for. */
  public sealed interface Found {
    record Key(Grant grant) implements Found {}

    /** Whomever it is for: whether that is the service that asks is for the service to say. */
    record Token(TokenClaims claims) implements Found {}

    /** Dead, foreign or never anything; nobody is told which (RFC 7662, section 2.2). */
    record Inactive() implements Found {}
  }

  private final Authenticator authenticator;
  private final TokenReader anyAudience;
  private final UsageMeter meter;

  /**
   * @param authenticator takes our tokens whomever they are for
   * @param anyAudience reads them
   */
  public Introspect(Authenticator authenticator, TokenReader anyAudience, UsageMeter meter) {
    this.authenticator = authenticator;
    this.anyAudience = anyAudience;
    this.meter = meter;
  }

  /**
   * @param credential whatever the service was shown
   */
  public Outcome<Found> introspect(Caller caller, String credential) {
    Optional<Refusal> lacking = caller.lacks(Scope.KEYS_VERIFY);
    if (lacking.isPresent()) {
      return Outcome.refused(lacking.get());
    }
    Verdict verdict = authenticator.verify(credential, List.of());
    meter.count(verdict, caller.client());
    return Outcome.done(
        switch (verdict) {
          case Verdict.Accepted(var grant) -> new Found.Key(grant);
          case Verdict.Admitted admitted ->
              switch (anyAudience.read(credential)) {
                case Reading.Genuine(var claims, var keys) -> new Found.Token(claims);
                case Reading.Bad bad -> new Found.Inactive();
              };
          case Verdict.Rejected rejected -> new Found.Inactive();
        });
  }
}
