package dev.kasava.keys.key;

import static dev.kasava.keys.key.KeySamples.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The small ones: each keeps what it is made of, and is told from the others. */
final class NounsTest {
  private static final Random RANDOM = new Random(1);

  @Test
  void idsAreRandomAndSayWhatTheyAreOf() {
    KeyId key = KeyId.random(RANDOM);
    MemberId member = MemberId.random(RANDOM);
    OwnerId owner = OwnerId.random(RANDOM);
    assertThat(key.value()).matches("key_[0-9A-Za-z]{22}").isNotEqualTo("key_" + "0".repeat(22));
    assertThat(key).isNotEqualTo(KeyId.random(RANDOM)).hasToString(key.value());
    assertThat(member.value()).matches("mem_[0-9A-Za-z]{22}");
    assertThat(member).isNotEqualTo(MemberId.random(RANDOM)).hasToString(member.value());
    assertThat(owner.value()).matches("own_[0-9A-Za-z]{22}");
    assertThat(owner).isNotEqualTo(OwnerId.random(RANDOM)).hasToString(owner.value());
    for (Subject subject : List.of(key, member, owner)) {
      assertThat(Subject.of(subject.value())).isEqualTo(subject);
    }
    assertThat(new KeyId("key_a").compareTo(new KeyId("key_b"))).isNegative();
    assertThat(KeyId.parse(key.value())).contains(key);
    assertThat(MemberId.parse(member.value())).contains(member);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mem_",
        "mem_012345678901234567890",
        "mem_01234567890123456789012",
        "key_0123456789012345678901",
        "mem_012345678901234567890_"
      })
  void whatIsNoMemberIsNone(String text) {
    assertThat(MemberId.parse(text)).isEmpty();
  }

  @Test
  void membersChangeInOnePart() {
    MemberId id = MemberId.random(RANDOM);
    Member ada = new Member(id, OwnerId.random(RANDOM), "Ada", Role.VIEWER, NOW);
    assertThat(ada.withName("Eve")).isEqualTo(new Member(id, ada.owner(), "Eve", Role.VIEWER, NOW));
    assertThat(ada.withRole(Role.ADMIN))
        .isEqualTo(new Member(id, ada.owner(), "Ada", Role.ADMIN, NOW));
    assertThat(Member.parseName(" Ada Lovelace ")).isEqualTo(Outcome.done("Ada Lovelace"));
    for (String reserved : List.of("owner", "Delete", "mem_x")) {
      assertThat(Member.parseName(reserved)).isInstanceOf(Outcome.Refused.class);
    }
    assertThat(Member.parseName("")).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void ownersChangeInOnePart() {
    OwnerId id = OwnerId.random(RANDOM);
    Owner owner = new Owner(id, "Ltd", ZoneOffset.UTC, NOW);
    ZoneId zone = ZoneId.of("Europe/Berlin");
    assertThat(owner.withName("Inc")).isEqualTo(new Owner(id, "Inc", ZoneOffset.UTC, NOW, null));
    assertThat(owner.withTimeZone(zone)).isEqualTo(new Owner(id, "Ltd", zone, NOW, null));
    assertThat(owner.withUsualExpiry(30)).isEqualTo(new Owner(id, "Ltd", ZoneOffset.UTC, NOW, 30));
    assertThat(Owner.parseName("Ltd")).isEqualTo(Outcome.done("Ltd"));
  }

  @Test
  void codesStandForThemselves() {
    for (Role role : Role.values()) {
      assertThat(Role.ofCode(role.code())).contains(role);
    }
    assertThat(Role.ADMIN.code()).isEqualTo("admin");
    assertThat(Role.ofCode("nobody")).isEmpty();
    for (Counted counted : Counted.values()) {
      assertThat(Counted.ofCode(counted.code())).isEqualTo(counted);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> Counted.ofCode("nothing"));
    assertThat(KeyStatus.EXPIRING_SOON.code()).isEqualTo("expiring_soon");
    for (TokenFault fault : TokenFault.values()) {
      assertThat(fault.code()).isEqualToIgnoringCase(fault.name());
      assertThat(fault.message()).endsWith(".");
    }
    assertThat(Scope.KEYS_READ).hasToString("keys:read");
    assertThat(new KeyName("CI \u00c4")).hasToString("CI \u00c4");
  }

  @Test
  void refusalsSayWhatTheyAreAndWhatToDo() {
    assertThat(
            List.of(
                new Refusal.Invalid("name", "m."),
                new Refusal.NotFound(),
                new Refusal.NoSuchMember(),
                new Refusal.NameTaken(new KeyName("CI")),
                new Refusal.Conflict("m."),
                new Refusal.MissingScope(Scope.KEYS_READ),
                new Refusal.BeyondRole("m."),
                new Refusal.WiderThanCaller("m.")))
        .allMatch(refusal -> refusal.message().endsWith("."))
        .extracting(Refusal::code)
        .containsExactly(
            "invalid_input",
            "not_found",
            "not_found",
            "name_taken",
            "conflict",
            "missing_scope",
            "beyond_role",
            "wider_than_caller");
  }

  @Test
  void outcomesAreFollowedUntilOneIsRefused() {
    Outcome<Integer> refused = Outcome.refused(new Refusal.NotFound());
    assertThat(Outcome.done(1).then(one -> Outcome.done(one + 1))).isEqualTo(Outcome.done(2));
    assertThat(Outcome.done(1).map(one -> one + 1)).isEqualTo(Outcome.done(2));
    assertThat(refused.then(one -> Outcome.done("x"))).isEqualTo(refused);
    assertThat(refused.map(one -> "x")).isEqualTo(refused);
  }

  @Test
  void aSpanAddsUpItsClients() {
    Map<Client, Long> requests = Map.of(Client.CURL, 2L, Client.GO, 3L);
    assertThat(new UsageHistory.Span(Instant.EPOCH, requests, 7).total()).isEqualTo(5);
  }

  @Test
  void keysChangeInOnePart() {
    ApiKey key = KeySamples.claimed();
    RateLimit limit = new RateLimit(5, Duration.ofMinutes(1));
    assertThat(key.withName(new KeyName("New")).name()).isEqualTo(new KeyName("New"));
    assertThat(key.withName(new KeyName("New")).withName(key.name())).isEqualTo(key);
    assertThat(key.withRateLimit(limit).rateLimit()).isEqualTo(limit);
    assertThat(key.withRateLimit(limit).withRateLimit(null)).isEqualTo(key);
    assertThat(key.withoutSecret().secret()).isNull();
    MemberId member = MemberId.random(RANDOM);
    ApiKey handed = key.handedTo(member);
    assertThat(handed.member()).isEqualTo(member);
    assertThat(handed.scopes()).isEqualTo(Scopes.of(Scope.KEYS_READ));
    assertThat(handed.handedTo(null)).isEqualTo(key);
  }

  @Test
  void whoeverIsHandedAKeyCannotManageWithIt() {
    ApiKey one = KeySamples.claimed();
    ApiKey all =
        new ApiKey(
            one.id(),
            one.owner(),
            one.name(),
            Scopes.of(Scope.KEYS_READ, Scope.KEYS_WRITE, Scope.KEYS_VERIFY),
            NOW,
            null,
            Client.CURL,
            one.secret(),
            null,
            null,
            null,
            null,
            null);
    assertThat(all.handedTo(MemberId.random(RANDOM)).scopes())
        .isEqualTo(Scopes.of(Scope.KEYS_READ, Scope.KEYS_VERIFY));
  }

  @Test
  void scopesCoverAllOrNot() {
    Scopes held = Scopes.of(Scope.KEYS_READ, new Scope("a"));
    assertThat(held.coversAll(List.of())).isTrue();
    assertThat(held.coversAll(held.sorted())).isTrue();
    assertThat(held.coversAll(List.of(Scope.KEYS_WRITE))).isFalse();
    assertThat(held.coversAll(List.of(Scope.KEYS_READ, Scope.KEYS_WRITE))).isFalse();
  }
}
