package dev.kasava.keys.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.wire.IssueShape;
import dev.kasava.keys.wire.KeyListShape;
import dev.kasava.keys.wire.KeyShape;
import dev.kasava.keys.wire.MemberShape;
import dev.kasava.keys.wire.RateLimitShape;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What every way to the verbs does, on a server or on the data folder itself. */
public abstract class KeysContract {
  /** The moment at which the clock stands. */
  protected static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  /** One that does not exist. */
  private static final String NO_ID = "key_0000000000000000000000";

  /** The verbs of the first key. */
  protected abstract Keys keys();

  protected abstract TestInstallation installation();

  /** The verbs of another key. */
  protected abstract Keys with(Secret secret);

  private static Secret secret(IssueShape issue) {
    return KeyFormat.parseAny(Objects.requireNonNull(issue.secret())).orElseThrow();
  }

  private IssueShape create(String name) {
    return keys().create(new Keys.NewKey(name, null, null, true));
  }

  private static void assertFails(KeysFailure.Kind kind, String message, ThrowingCallable verb) {
    assertThatExceptionOfType(KeysFailure.class)
        .isThrownBy(verb)
        .withMessageContaining(message)
        .satisfies(failure -> assertThat(failure.kind()).isEqualTo(kind));
  }

  @Test
  void createsAsItIsAsked() {
    IssueShape whole =
        keys()
            .create(
                new Keys.NewKey(
                    "CI",
                    "2027-01-31T00:00:00Z",
                    List.of("orders:read"),
                    true,
                    new RateLimitShape(5L, 60L),
                    null));
    assertThat(whole.secret()).startsWith("ksa_");
    assertThat(whole.claimUrl()).isNull();
    KeyShape key = keys().read(whole.key().id());
    assertThat(key.name()).isEqualTo("CI");
    assertThat(key.expiresAt()).isEqualTo("2027-01-31T00:00:00Z");
    assertThat(key.scopes()).containsExactly("orders:read");
    assertThat(key.rateLimit()).isEqualTo(new RateLimitShape(5L, 60L));

    KeyShape plain = create("Plain").key();
    assertThat(plain.expiresAt()).isNull();
    assertThat(plain.rateLimit()).isNull();
    assertThat(plain.scopes()).isNotEmpty();
  }

  @Test
  void listsByNameAndPageByPage() {
    create("Red one");
    create("Red two");
    create("Blue");
    assertThat(keys().list("", null, 10).keys()).hasSize(4);
    assertThat(keys().list("red", null, 10).keys())
        .extracting(KeyShape::name)
        .containsExactlyInAnyOrder("Red one", "Red two");
    KeyListShape first = keys().list("", null, 3);
    assertThat(first.keys()).hasSize(3);
    KeyListShape rest = keys().list("", Objects.requireNonNull(first.nextCursor()), 3);
    assertThat(rest.keys()).hasSize(1).doesNotContainAnyElementsOf(first.keys());
    assertThat(rest.nextCursor()).isNull();
    assertFails(
        KeysFailure.Kind.REFUSED, "cursor", () -> keys().list("", "no cursor & no other", 3));
  }

  @Test
  void whatWaitsIsClaimedOrLeft() {
    IssueShape asked = keys().create(new Keys.NewKey("Later", null, null, false));
    assertThat(asked.secret()).isNull();
    String id = asked.key().id();
    assertThat(keys().unclaimed(id).secret()).isNull();
    assertThat(keys().read(id).status()).isEqualTo("pending");
    assertThat(keys().claim(id).secret()).startsWith("ksa_");
    assertThat(keys().read(id).status()).isEqualTo("active");
    assertFails(KeysFailure.Kind.REFUSED, "claim", () -> keys().claim(id));
    assertFails(KeysFailure.Kind.REFUSED, "claim", () -> keys().unclaimed(id));
  }

  @Test
  void regeneratesAsItIsAsked() {
    IssueShape old = create("CI");
    String id = old.key().id();
    IssueShape next = keys().regenerate(id, new Keys.Regeneration(3600, true, null, false, false));
    assertThat(next.secret()).isNotNull().isNotEqualTo(old.secret());
    try (Keys before = with(secret(old))) {
      assertThat(before.whoAmI().owner()).isNotNull();
    }
    IssueShape lasting =
        keys().regenerate(id, new Keys.Regeneration(0, true, "2027-03-04T05:06:07Z", false, false));
    assertThat(lasting.key().expiresAt()).isEqualTo("2027-03-04T05:06:07Z");
    assertThat(keys().regenerate(id, new Keys.Regeneration(0, false, null, false, false)).secret())
        .isNull();
    assertFails(
        KeysFailure.Kind.REFUSED,
        "RFC 3339",
        () -> keys().regenerate(id, new Keys.Regeneration(0, true, "soon", false, false)));
    assertFails(
        KeysFailure.Kind.REFUSED,
        "There is no such key",
        () -> keys().regenerate(NO_ID, new Keys.Regeneration(0, true, null, false, false)));
  }

  @Test
  void changesWhatIsNamedAndLeavesTheRest() {
    String id =
        keys()
            .create(
                new Keys.NewKey(
                    "CI", "2027-01-31T00:00:00Z", null, true, new RateLimitShape(5L, 60L), null))
            .key()
            .id();
    KeyShape renamed = keys().update(id, new Keys.Change("Renamed", false, "2030-01-01T00:00:00Z"));
    assertThat(renamed.name()).isEqualTo("Renamed");
    assertThat(renamed.expiresAt()).isEqualTo("2027-01-31T00:00:00Z");
    assertThat(renamed.rateLimit()).isEqualTo(new RateLimitShape(5L, 60L));
    KeyShape later = keys().update(id, new Keys.Change(null, true, "2027-02-28T00:00:00Z"));
    assertThat(later.name()).isEqualTo("Renamed");
    assertThat(later.expiresAt()).isEqualTo("2027-02-28T00:00:00Z");
    assertThat(keys().update(id, new Keys.Change(null, true, null)).expiresAt()).isNull();
    RateLimitShape wider = new RateLimitShape(50L, 60L);
    assertThat(keys().update(id, new Keys.Change(null, false, null, true, wider)).rateLimit())
        .isEqualTo(wider);
    assertThat(keys().update(id, new Keys.Change(null, false, null, true, null)).rateLimit())
        .isNull();
    create("Taken");
    assertFails(
        KeysFailure.Kind.NAME_TAKEN,
        "already",
        () -> keys().update(id, new Keys.Change("Taken", false, null)));
    assertFails(
        KeysFailure.Kind.REFUSED,
        "requests",
        () ->
            keys()
                .update(id, new Keys.Change(null, false, null, true, new RateLimitShape(0L, 60L))));
    assertFails(
        KeysFailure.Kind.REFUSED,
        "There is no such key",
        () -> keys().update(NO_ID, new Keys.Change("x", false, null)));
  }

  @Test
  void deletesAKeyAloneOrWithWhatItCreated() {
    String alone = create("Alone").key().id();
    keys().delete(alone);
    assertFails(KeysFailure.Kind.REFUSED, "There is no such key", () -> keys().read(alone));
    assertFails(KeysFailure.Kind.REFUSED, "There is no such key", () -> keys().delete(alone));
    assertFails(KeysFailure.Kind.REFUSED, "There is no such key", () -> keys().read("no id"));

    IssueShape maker =
        keys().create(new Keys.NewKey("Maker", null, List.of("keys:read", "keys:write"), true));
    String made;
    try (Keys with = with(secret(maker))) {
      made = with.create(new Keys.NewKey("Made", null, List.of("keys:read"), true)).key().id();
    }
    assertThat(keys().descendants(maker.key().id()).keys())
        .extracting(KeyShape::id)
        .containsExactly(made);
    keys().deleteWithDescendants(maker.key().id());
    assertFails(KeysFailure.Kind.REFUSED, "There is no such key", () -> keys().read(made));
    assertFails(
        KeysFailure.Kind.REFUSED,
        "There is no such key",
        () -> keys().deleteWithDescendants(maker.key().id()));
  }

  @Test
  void tellsOfUseInATimeZone() {
    String id = create("CI").key().id();
    assertThat(keys().usage(id, null).timeZone()).isEqualTo("UTC");
    assertThat(keys().usage(id, "Europe/Berlin").timeZone()).isEqualTo("Europe/Berlin");
    assertThat(keys().usage(id, "Europe/Berlin").totalRequests()).isZero();
    assertFails(KeysFailure.Kind.REFUSED, "time zone", () -> keys().usage(id, "Atlantis & more"));
  }

  @Test
  void tellsWhoTheHolderIs() {
    assertThat(keys().whoAmI().key())
        .extracting(KeyShape::id)
        .isEqualTo(installation().firstKey().key().key().id().value());
  }

  @Test
  void keepsATeam() {
    assertThat(keys().team().members()).isEmpty();
    MemberShape ada = keys().addMember("Ada", "member");
    MemberShape bob = keys().addMember("Bob", "viewer");
    assertThat(keys().team().members()).extracting(MemberShape::name).containsExactly("Ada", "Bob");
    assertThat(keys().updateMember(ada.id(), "Ada L.", null))
        .extracting(MemberShape::name, MemberShape::role)
        .containsExactly("Ada L.", "member");
    assertThat(keys().updateMember(ada.id(), null, "admin"))
        .extracting(MemberShape::name, MemberShape::role)
        .containsExactly("Ada L.", "admin");
    String key =
        keys().create(new Keys.NewKey("Hers", null, null, true, null, ada.id())).key().id();
    assertFails(KeysFailure.Kind.REFUSED, "keys", () -> keys().removeMember(ada.id(), null));
    keys().removeMember(ada.id(), bob.id());
    assertThat(keys().team().members()).extracting(MemberShape::keys).containsExactly(1L);
    keys().removeMember(bob.id(), "delete");
    assertThat(keys().team().members()).isEmpty();
    assertFails(KeysFailure.Kind.REFUSED, "There is no such key", () -> keys().read(key));
    assertFails(KeysFailure.Kind.REFUSED, "member", () -> keys().updateMember("x", "y", null));
    assertFails(KeysFailure.Kind.REFUSED, "role", () -> keys().addMember("Eve", "queen"));
  }

  @Test
  void aNarrowKeyDoesNotDoMore() {
    IssueShape reader = keys().create(new Keys.NewKey("Reader", null, List.of("keys:read"), true));
    try (Keys with = with(secret(reader))) {
      assertFails(
          KeysFailure.Kind.NOT_ALLOWED,
          "keys:write",
          () -> with.create(new Keys.NewKey("More", null, null, true)));
    }
  }

  @Test
  void aNameIsNotTakenTwice() {
    create("CI");
    assertFails(KeysFailure.Kind.NAME_TAKEN, "already", () -> create("CI"));
    assertFails(KeysFailure.Kind.REFUSED, "name", () -> create("  "));
  }
}
