package dev.kasava.keys.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Grant;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.key.TokenGrant;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whom a request acts for, and how far what it hands out may reach. */
final class CallerTest {
  private static final Instant END = Instant.parse("2027-03-01T10:00:00Z");
  private static final KeyId KEY = KeyId.random(new Random(1));
  private static final OwnerId OWNER = OwnerId.random(new Random(2));
  private static final RateLimit LIMIT = new RateLimit(100, Duration.ofMinutes(1));
  private static final RateLimit WIDER = new RateLimit(101, Duration.ofMinutes(1));
  private static final Scopes READS = Scopes.of(Scope.KEYS_READ);

  private static Caller key(@Nullable Instant expiresAt, @Nullable RateLimit limit) {
    Grant grant = new Grant(KEY, OWNER, new KeyName("CI"), READS, expiresAt, limit, null);
    return Caller.holding(grant, Client.CURL, Door.REST);
  }

  private static TokenGrant token(@Nullable KeyId key) {
    return new TokenGrant("https://issuer.example", "ada", key, OWNER, READS, END, LIMIT);
  }

  private static @Nullable String refusal(
      Caller caller, Scopes scopes, @Nullable Instant expiry, @Nullable RateLimit limit) {
    return caller.exceededBy(scopes, expiry, limit).map(Refusal::message).orElse(null);
  }

  @Test
  void whateverShowsAKeyIsTheSamePrincipal() {
    Caller byToken = Caller.holding(token(KEY), Client.CURL, Door.REST);
    assertThat(key(null, null).principal()).isEqualTo(KEY.value());
    assertThat(byToken.principal()).isEqualTo(KEY.value());
    assertThat(Caller.holding(token(null), Client.CURL, Door.MCP).principal())
        .isEqualTo("https://issuer.example ada");
    assertThat(Caller.operator(OWNER, Door.CLI).principal()).isEqualTo("operator " + OWNER.value());
  }

  @Test
  void aTokenOfAKeyHandsOutNothingThatOutlivesIt() {
    assertThat(Caller.holding(token(KEY), Client.CURL, Door.REST).expiresAt()).isEqualTo(END);
    assertThat(Caller.holding(token(null), Client.CURL, Door.REST).expiresAt()).isNull();
  }

  @Test
  void itKeepsAllElseThroughAnotherClient() {
    Caller caller = Caller.holding(token(KEY), Client.UNKNOWN, Door.MCP);
    Caller named = caller.through(Client.CURSOR);
    assertThat(named.client()).isEqualTo(Client.CURSOR);
    assertThat(named.through(Client.UNKNOWN)).isEqualTo(caller);
    assertThat(named.rateLimit()).isEqualTo(LIMIT);
    assertThat(named.token()).isEqualTo(token(KEY));
  }

  @Test
  void theOperatorMayDoEverything() {
    Caller operator = Caller.operator(OWNER, Door.CLI);
    assertThat(operator.lacks(Scope.KEYS_WRITE)).isEmpty();
    assertThat(refusal(operator, Scopes.EVERYTHING, null, null)).isNull();
    assertThat(operator.client()).isEqualTo(Client.KASAVA);
    assertThat(operator.door().code()).isEqualTo("cli");
  }

  @Test
  void whatItLacksIsSaid() {
    assertThat(key(null, null).lacks(Scope.KEYS_READ)).isEmpty();
    assertThat(key(null, null).lacks(Scope.KEYS_WRITE))
        .contains(new Refusal.MissingScope(Scope.KEYS_WRITE));
  }

  @Test
  void noScopeIsHandedOnThatItDoesNotHave() {
    assertThat(refusal(key(null, null), READS, null, null)).isNull();
    assertThat(refusal(key(null, null), Scopes.of(Scope.KEYS_WRITE), null, null))
        .contains("the scope keys:write", "within: keys:read.");
    Caller bare = new Caller(OWNER, KEY, Scopes.of(), null, Client.CURL, Door.REST);
    assertThat(refusal(bare, READS, null, null)).contains("within: none.");
  }

  @Test
  void noKeyOutlivesIt() {
    Caller caller = key(END, null);
    assertThat(refusal(caller, READS, END, null)).isNull();
    assertThat(refusal(caller, READS, END.minusMillis(1), null)).isNull();
    assertThat(refusal(caller, READS, END.plusMillis(1), null)).contains("expires at " + END);
    assertThat(refusal(caller, READS, null, null)).contains("expires at " + END);
    assertThat(refusal(key(null, null), READS, END, null)).isNull();
  }

  @Test
  void noKeyIsGoodForMoreRequests() {
    Caller caller = key(null, LIMIT);
    assertThat(refusal(caller, READS, null, LIMIT)).isNull();
    assertThat(refusal(caller, READS, null, WIDER)).contains("limited to " + LIMIT);
    assertThat(refusal(caller, READS, null, null)).contains("limited to " + LIMIT);
    assertThat(refusal(key(null, null), READS, null, WIDER)).isNull();
  }
}
