package dev.kasava.keys.token;

import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Scopes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** On what terms the tokens of one issuer are believed. Thread-safe. */
public final class Trust {
  /** How far an issuer's clock may be off. */
  static final Duration SKEW = Duration.ofSeconds(30);

  /**
   * How far the clock of the node that made a token of ours may be ahead of the one that reads it.
   */
  static final Duration OF_NODES = Duration.ofSeconds(5);

  private final Supplier<String> issuer;
  private final @Nullable Supplier<Set<String>> audiences;
  private final String ownerClaim;
  private final Map<String, Scope> scopes;
  private final Duration skew;
  private final Duration ahead;
  private final KeySource keys;

  private Trust(
      Supplier<String> issuer,
      @Nullable Supplier<Set<String>> audiences,
      String ownerClaim,
      Map<String, Scope> scopes,
      Duration skew,
      Duration ahead,
      KeySource keys) {
    this.issuer = issuer;
    this.audiences = audiences;
    this.ownerClaim = ownerClaim;
    this.scopes = scopes;
    this.skew = skew;
    this.ahead = ahead;
    this.keys = keys;
  }

  /**
   * Our own tokens. What ends a token is the clock that it is read by.
   *
   * @param audiences what they have to be for; null when that does not matter
   */
  public static Trust own(
      SigningKeys keys, Supplier<String> issuer, @Nullable Supplier<Set<String>> audiences) {
    return new Trust(issuer, audiences, "sub", Map.of(), Duration.ZERO, OF_NODES, keys);
  }

  /**
   * The tokens of another issuer.
   *
   * @param audiences what they have to be for where the issuer's own terms do not say
   */
  public static Trust of(TrustedIssuer terms, IssuerKeys keys, Supplier<Set<String>> audiences) {
    return new Trust(
        () -> terms.issuer().toString(),
        terms.audiences().isEmpty() ? audiences : terms::audiences,
        terms.ownerClaim(),
        terms.scopes(),
        SKEW,
        SKEW,
        keys);
  }

  String issuer() {
    return issuer.get();
  }

  String ownerClaim() {
    return ownerClaim;
  }

  /** How long after its end a token is good. */
  Duration skew() {
    return skew;
  }

  /** How long before its beginning a token is good. */
  Duration ahead() {
    return ahead;
  }

  KeySource keys() {
    return keys;
  }

  boolean isMeantForUs(List<String> audience) {
    return audiences == null || audience.stream().anyMatch(audiences.get()::contains);
  }

  /** In our words; names that mean nothing here are left out, and so is the one that means all. */
  Scopes scopes(List<String> names) {
    List<Scope> ours = new ArrayList<>();
    for (String name : names) {
      if (!scopes.isEmpty()) {
        Scope mapped = scopes.get(name);
        if (mapped != null) {
          ours.add(mapped);
        }
      } else {
        Scope.parse(name).filter(this::isTaken).ifPresent(ours::add);
      }
    }
    return new Scopes(ours);
  }

  private boolean isTaken(Scope scope) {
    return keys instanceof SigningKeys || !scope.equals(Scope.ALL_PRODUCT);
  }

  static List<String> words(String text) {
    return Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty()).toList();
  }
}
