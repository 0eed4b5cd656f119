package dev.kasava.keys.access;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static dev.kasava.keys.token.TestIssuer.claims;
import static dev.kasava.keys.token.TestIssuer.header;
import static dev.kasava.keys.token.TestIssuer.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.WatchedStore;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.TokenFault;
import dev.kasava.keys.key.TokenGrant;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.token.IssuerKeys;
import dev.kasava.keys.token.TestIssuer;
import dev.kasava.keys.token.TokenReader;
import dev.kasava.keys.token.Trust;
import dev.kasava.keys.token.TrustedIssuer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Access tokens of keys and of other issuers, and what is remembered of them. */
final class AccessTokensTest {
  private static final Instant NOW = Instant.parse("2027-03-01T10:00:00Z");

  private final SetClock clock = new SetClock(NOW);
  private final TestIssuer issuer = new TestIssuer();
  private final TestInstallation test;
  private final WatchedStore store;
  private final TokenReader reader;
  private final AccessTokens ofKeys;
  private final AccessTokens ofOwners;
  private final ApiKey key;

  AccessTokensTest(@TempDir Path folder) throws IOException {
    test = TestInstallation.in(folder.resolve("data"), clock);
    key = test.create("CI", null, "keys:read", "orders:read").key().key();
    store = new WatchedStore(test.get().keys());
    Path jwks = Files.writeString(folder.resolve("jwks.json"), issuer.jwks());
    TrustedIssuer terms =
        new TrustedIssuer(
            URI.create(TestIssuer.URL), Set.of(), "kasava_owner", jwks, null, Map.of());
    reader =
        new TokenReader(
            List.of(
                Trust.of(terms, IssuerKeys.of(terms, clock), () -> Set.of(TestIssuer.AUDIENCE))),
            clock);
    ofKeys = new AccessTokens(reader, () -> TestIssuer.URL, store, clock);
    ofOwners = new AccessTokens(reader, () -> TestIssuer.AUDIENCE, store, clock);
  }

  @AfterEach
  void close() {
    test.close();
  }

  /** The claims of a token that was made from the key. */
  private Map<String, Object> ofTheKey() {
    Map<String, Object> claims = with(claims(NOW, ""), "client_id", key.id().value());
    return with(with(claims, "sub", key.owner().value()), "scope", "keys:read keys:write");
  }

  private String token(Map<String, Object> claims) {
    return issuer.token(header(), claims);
  }

  private String ownersToken() {
    return token(claims(NOW, key.owner().value()));
  }

  private static @Nullable TokenFault fault(Verdict verdict) {
    return verdict instanceof Verdict.InvalidToken(var fault) ? fault : null;
  }

  private static TokenGrant grant(@Nullable Verdict verdict) {
    return switch (verdict) {
      case Verdict.Admitted(var grant) -> grant;
      case null, default -> throw new AssertionError(String.valueOf(verdict));
    };
  }

  private @Nullable TokenFault keysFault(Map<String, Object> claims) {
    return fault(ofKeys.verify(token(claims), List.of()));
  }

  @Test
  void oneOfAKeyMayDoWhatBothOfThemMay() {
    TokenGrant grant = grant(ofKeys.verify(token(ofTheKey()), List.of(Scope.KEYS_READ)));
    assertThat(grant.scopes().names()).containsExactly("keys:read");
    assertThat(grant.keyId()).isEqualTo(key.id());
    assertThat(grant.owner()).isEqualTo(key.owner());
    assertThat(grant.issuer()).isEqualTo(TestIssuer.URL);
    assertThat(grant.subject()).isEqualTo(key.owner().value());
    assertThat(grant.expiresAt()).isEqualTo(NOW.plusSeconds(300));
    assertThat(ofKeys.verify(token(ofTheKey()), List.of(Scope.KEYS_WRITE)))
        .isEqualTo(new Verdict.MissingScope(key.id(), Scope.KEYS_WRITE));
  }

  @Test
  void itIsRememberedAndItsKeyLookedAtEveryTime() {
    String token = token(ofTheKey());
    assertThat(ofKeys.verifyFromMemory(token, List.of())).isNull();
    ofKeys.verify(token, List.of());
    int reads = store.reads();
    assertThat(grant(ofKeys.verifyFromMemory(token, List.of())).keyId()).isEqualTo(key.id());
    assertThat(store.reads()).isEqualTo(reads);
    done(test.get().verbs().delete().delete(test.firstCaller(), key.id()));
    assertThat(ofKeys.verifyFromMemory(token, List.of())).isNull();
    assertThat(fault(ofKeys.verify(token, List.of()))).isEqualTo(TokenFault.REVOKED);
  }

  @Test
  void itDiesWithItsTime() {
    String token = token(ofTheKey());
    ofKeys.verify(token, List.of());
    clock.set(NOW.plusSeconds(300).minusMillis(1));
    assertThat(ofKeys.verifyFromMemory(token, List.of())).isNotNull();
    clock.set(NOW.plusSeconds(300));
    assertThat(ofKeys.verifyFromMemory(token, List.of())).isNull();
  }

  @Test
  void onlyWhatHasExpiredIsForgotten() {
    String token = token(ofTheKey());
    ofKeys.verify(token, List.of());
    clock.set(NOW.plusSeconds(300).minusMillis(1));
    ofKeys.sweep();
    assertThat(ofKeys.verifyFromMemory(token, List.of())).isNotNull();
    clock.set(NOW.plusSeconds(300));
    ofKeys.sweep();
    clock.set(NOW);
    assertThat(ofKeys.verifyFromMemory(token, List.of())).isNull();
  }

  private String lasting(int seconds) {
    return token(with(ofTheKey(), "exp", NOW.getEpochSecond() + seconds));
  }

  @Test
  void whatHasExpiredMakesRoomAndElseTheRestDoes() {
    AccessTokens few = new AccessTokens(reader, () -> TestIssuer.URL, store, clock, 2);
    String brief = lasting(60);
    String first = lasting(301);
    few.verify(brief, List.of());
    few.verify(first, List.of());
    assertThat(few.verifyFromMemory(brief, List.of())).isNotNull();
    assertThat(few.verifyFromMemory(first, List.of())).isNotNull();
    clock.set(NOW.plusSeconds(60));
    String second = lasting(302);
    few.verify(second, List.of());
    assertThat(few.verifyFromMemory(first, List.of())).isNotNull();
    assertThat(few.verifyFromMemory(second, List.of())).isNotNull();
    clock.set(NOW);
    assertThat(few.verifyFromMemory(brief, List.of())).as("it made room").isNull();
    String third = lasting(303);
    few.verify(third, List.of());
    assertThat(few.verifyFromMemory(first, List.of())).isNull();
    assertThat(few.verifyFromMemory(second, List.of())).isNull();
    assertThat(few.verifyFromMemory(third, List.of())).isNotNull();
  }

  @Test
  void itDiesWithTheExpiryOfItsKey() {
    ApiKey brief = test.create("Brief", NOW.plusSeconds(60), "keys:read").key().key();
    String token = token(with(ofTheKey(), "client_id", brief.id().value()));
    clock.set(NOW.plusSeconds(60).minusMillis(1));
    assertThat(grant(ofKeys.verify(token, List.of())).keyId()).isEqualTo(brief.id());
    clock.set(NOW.plusSeconds(60));
    assertThat(fault(ofKeys.verify(token, List.of()))).isEqualTo(TokenFault.REVOKED);
  }

  @Test
  void oneThatDoesNotFitAKeyIsNone() {
    assertThat(keysFault(with(ofTheKey(), "client_id", null))).isEqualTo(TokenFault.SUB);
    assertThat(keysFault(with(ofTheKey(), "client_id", "app"))).isEqualTo(TokenFault.SUB);
    assertThat(keysFault(with(ofTheKey(), "iat", null))).isEqualTo(TokenFault.SUB);
    assertThat(keysFault(with(ofTheKey(), "sub", "own_another"))).isEqualTo(TokenFault.REVOKED);
    assertThat(keysFault(with(ofTheKey(), "iat", NOW.getEpochSecond() - 1)))
        .isEqualTo(TokenFault.REVOKED);
    String nobody = KeyId.random(new Random(1)).value();
    assertThat(keysFault(with(ofTheKey(), "client_id", nobody))).isEqualTo(TokenFault.REVOKED);
    assertThat(keysFault(with(ofTheKey(), "aud", "https://other.example")))
        .isEqualTo(TokenFault.AUD);
  }

  @Test
  void anotherIssuersSpeaksForAnOwner() {
    TokenGrant grant = grant(ofOwners.verify(ownersToken(), List.of(Scope.KEYS_READ)));
    assertThat(grant.keyId()).isNull();
    assertThat(grant.owner()).isEqualTo(key.owner());
    assertThat(grant.subject()).isEqualTo("alice");
    assertThat(grant.expiresAt()).isEqualTo(NOW.plusSeconds(300));
    assertThat(ofOwners.verify(ownersToken(), List.of(Scope.KEYS_WRITE)))
        .isEqualTo(new Verdict.MissingScope(null, Scope.KEYS_WRITE));
  }

  @Test
  void anotherIssuersForNobodyHereIsNone() {
    assertThat(fault(ofOwners.verify(token(claims(NOW, "own_nobody")), List.of())))
        .isEqualTo(TokenFault.OWNER);
    String unnamed = token(with(claims(NOW, ""), "kasava_owner", null));
    assertThat(fault(ofOwners.verify(unnamed, List.of()))).isEqualTo(TokenFault.OWNER);
  }

  @Test
  void itsOwnerIsLookedForAgainAfterAnyChange() {
    String token = ownersToken();
    assertThat(ofOwners.verifyFromMemory(token, List.of())).isNull();
    ofOwners.verify(token, List.of());
    int reads = store.reads();
    assertThat(grant(ofOwners.verifyFromMemory(token, List.of())).subject()).isEqualTo("alice");
    assertThat(ofOwners.verifyFromMemory(token, List.of(Scope.KEYS_WRITE)))
        .isInstanceOf(Verdict.MissingScope.class);
    assertThat(store.reads()).isEqualTo(reads);
    test.create("Other", null, "keys:read");
    assertThat(ofOwners.verifyFromMemory(token, List.of())).isNull();
    assertThat(grant(ofOwners.verify(token, List.of())).owner()).isEqualTo(key.owner());
    assertThat(ofOwners.verifyFromMemory(token, List.of())).isNotNull();
  }

  @Test
  void anAuthenticatorTakesThemBesideKeysWhereItIsToldTo() {
    String token = ownersToken();
    Authenticator keysAlone = test.authenticatorOver(store);
    assertThat(keysAlone.verify(token, List.of())).isInstanceOf(Verdict.Malformed.class);
    Authenticator both = keysAlone.taking(ofOwners);
    assertThat(both.verifyFromMemory(token, List.of())).isNull();
    assertThat(grant(both.verify(token, List.of())).subject()).isEqualTo("alice");
    assertThat(grant(both.verifyFromMemory(token, List.of())).subject()).isEqualTo("alice");
    String secret = test.firstKey().secret().reveal();
    assertThat(both.verify(secret, List.of())).isInstanceOf(Verdict.Accepted.class);
    assertThat(both.verify("ey", List.of())).isInstanceOf(Verdict.Malformed.class);
  }

  @Test
  void nothingIsRememberedOfAnOwnerAmidACommit() {
    store.pretend(7);
    grant(ofOwners.verify(ownersToken(), List.of()));
    assertThat(ofOwners.verifyFromMemory(ownersToken(), List.of())).isNull();
  }
}
