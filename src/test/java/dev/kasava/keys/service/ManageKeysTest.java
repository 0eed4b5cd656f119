package dev.kasava.keys.service;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.store.AuditEntry;
import dev.kasava.keys.store.AuditQuery;
import dev.kasava.keys.store.AuditRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Reading, listing, updating and deleting; scopes and owners. */
final class ManageKeysTest extends VerbTest {
  private Outcome<?> update(KeyId id, @Nullable String name, UpdateKey.Expiry expiry) {
    return verbs.update().update(operator, id, new UpdateKey.Request(name, expiry));
  }

  @Test
  void anExpiryIsAtMostTenYearsAhead() {
    Instant latest = Instant.parse("2036-11-23T12:00:00Z");
    claimed("Longest", latest);
    isRefused(
        tryCreate(operator, "Longer", latest.plusMillis(1), true), "invalid_input", "10 years");
    isRefused(tryCreate(operator, "Longer", Instant.MAX, true), "invalid_input", "10 years");
    isRefused(tryCreate(operator, "Past", START, true), "invalid_input", "future");
    isRefused(tryCreate(operator, "Past", Instant.MIN, true), "invalid_input", "future");
    clock.set(Instant.parse("2028-02-29T00:00:00Z"));
    claimed("Leap", Instant.parse("2038-02-28T00:00:00Z"));
    isRefused(
        tryCreate(operator, "Leap 2", Instant.parse("2038-02-28T00:00:00.001Z"), true),
        "invalid_input",
        "10 years");
  }

  @Test
  void changesNameAndExpiryTogetherOrNotAtAll() {
    Issue.Claimed key = claimed("CI", null);
    KeyId id = key.key().key().id();
    ApiKey before = read(id);
    isRefused(update(id, "CD", new UpdateKey.Expiry.At(START)), "invalid_input", "future");
    isRefused(update(id, "", new UpdateKey.Expiry.Never()), "invalid_input", "name");
    assertThat(read(id)).isEqualTo(before);
    done(update(id, "CD", new UpdateKey.Expiry.At(START.plusSeconds(60))));
    assertThat(read(id).name().text()).isEqualTo("CD");
    assertThat(read(id).expiresAt()).isEqualTo(START.plusSeconds(60));
    done(update(id, null, new UpdateKey.Expiry.Unchanged()));
    done(update(id, "CD", new UpdateKey.Expiry.Never()));
    assertThat(read(id).expiresAt()).isNull();
    isGood(key.secret());
  }

  @Test
  void anExpiredKeyIsNotExtendedButMayBeRenamed() {
    Instant expiry = START.plusSeconds(60);
    Issue.Claimed key = claimed("CI", expiry);
    KeyId id = key.key().key().id();
    clock.set(expiry);
    isRefused(
        update(id, null, new UpdateKey.Expiry.At(expiry.plusSeconds(60))),
        "conflict",
        "Regenerate it with a new expiry");
    isRefused(update(id, null, new UpdateKey.Expiry.Never()), "conflict", "Regenerate");
    done(update(id, "Old CI", new UpdateKey.Expiry.Unchanged()));
    assertThat(codeOf(key.secret())).isEqualTo("expired");
  }

  @Test
  void shorteningAnExpiryIsFeltAtOnce() {
    Issue.Claimed key = claimed("CI", null);
    isGood(key.secret());
    done(update(key.key().key().id(), null, new UpdateKey.Expiry.At(START.plusSeconds(5))));
    isGood(key.secret());
    clock.advance(Duration.ofSeconds(5));
    assertThat(codeOf(key.secret())).isEqualTo("expired");
  }

  @Test
  void deletionIsFinalAndTheAuditLogRemembers() {
    Issue.Claimed key = claimed("CI", null);
    KeyId id = key.key().key().id();
    isGood(key.secret());
    assertThat(done(verbs.delete().delete(operator, id)).key().name().text()).isEqualTo("CI");
    isRevoked(key.secret());
    isRefused(verbs.delete().delete(operator, id), "not_found");
    isRefused(verbs.usage().read(operator, id, null), "not_found");
    claimed("CI", null);
    isRevoked(key.secret());
    List<AuditRecord> log =
        test
            .get()
            .keys()
            .read(reader -> reader.audit(AuditQuery.newest(operator.owner(), 100)))
            .stream()
            .map(AuditEntry::record)
            .toList();
    assertThat(log.stream().filter(entry -> entry.subject().equals(id)).map(AuditRecord::action))
        .containsExactly(
            AuditRecord.Action.DELETED, AuditRecord.Action.CLAIMED, AuditRecord.Action.CREATED);
  }

  @Test
  void deletingAParentSparesItsChildren() {
    Issue.Claimed parent =
        (Issue.Claimed) done(tryCreate(operator, "Parent", null, true, "keys:read", "keys:write"));
    Caller caller = test.caller(parent.secret());
    Issue.Claimed child = (Issue.Claimed) done(tryCreate(caller, "Child", null, true));
    assertThat(child.key().key().parent()).isEqualTo(parent.key().key().id());
    done(verbs.delete().delete(operator, parent.key().key().id()));
    isRevoked(parent.secret());
    isGood(child.secret());
    assertThat(read(child.key().key().id()).parent()).isEqualTo(parent.key().key().id());
  }

  @Test
  void anotherOwnersKeyIsUnknown() {
    KeyId mine = claimed("CI", null).key().key().id();
    KeyId none = KeyId.random(new Random(99));
    List<BiFunction<Caller, KeyId, Outcome<?>>> all =
        List.of(
            (who, id) -> verbs.read().read(who, id),
            (who, id) ->
                verbs
                    .update()
                    .update(who, id, new UpdateKey.Request("X", new UpdateKey.Expiry.Never())),
            (who, id) -> verbs.claim().claim(who, id),
            (who, id) ->
                verbs
                    .regenerate()
                    .regenerate(who, id, new RegenerateKey.Request(0, true, null, true, false)),
            (who, id) -> verbs.delete().delete(who, id),
            (who, id) -> verbs.usage().read(who, id, "UTC"));
    for (BiFunction<Caller, KeyId, Outcome<?>> verb : all) {
      assertThat(refusal(verb.apply(stranger, mine)))
          .isEqualTo(refusal(verb.apply(stranger, none)))
          .isEqualTo(new Refusal.NotFound());
    }
    assertThat(done(verbs.list().list(stranger, new ListKeys.Request("", null, 50))).keys())
        .isEmpty();
    assertThat(done(verbs.audit().audit(stranger, looked -> true))).isEmpty();
    assertThat(read(mine).name().text()).isEqualTo("CI");
  }

  @Test
  void verifyingSeesEveryOwnersKeys() {
    Issue.Claimed theirs = (Issue.Claimed) done(tryCreate(stranger, "CI", null, true));
    assertThat(
            done(verbs.verify().verify(operator, theirs.secret().reveal(), List.of("keys:read")))
                .verdict()
                .code())
        .isEqualTo("accepted");
  }

  @Test
  void everyVerbAsksForItsScope() {
    KeyId id = claimed("Target", null).key().key().id();
    Caller none = with("None");
    Caller reader = with("Reader", "keys:read");
    Caller verifier = with("Verifier", "keys:verify");
    Caller product = with("Product", "*");
    for (Caller caller : List.of(none, verifier, product)) {
      isRefused(verbs.read().read(caller, id), "missing_scope", "keys:read");
      isRefused(verbs.list().list(caller, new ListKeys.Request("", null, 5)), "missing_scope");
      isRefused(verbs.usage().read(caller, id, null), "missing_scope");
      isRefused(verbs.audit().audit(caller, looked -> true), "missing_scope");
    }
    for (Caller caller : List.of(none, reader, verifier, product)) {
      isRefused(tryCreate(caller, "X", null, false), "missing_scope", "keys:write");
      isRefused(verbs.claim().claim(caller, id), "missing_scope");
      isRefused(verbs.delete().delete(caller, id), "missing_scope");
      isRefused(
          verbs
              .update()
              .update(caller, id, new UpdateKey.Request("X", new UpdateKey.Expiry.Never())),
          "missing_scope");
      isRefused(
          verbs
              .regenerate()
              .regenerate(caller, id, new RegenerateKey.Request(0, true, null, false, false)),
          "missing_scope");
    }
    for (Caller caller : List.of(none, reader, product)) {
      isRefused(verbs.verify().verify(caller, "x", null), "missing_scope", "keys:verify");
    }
    for (Caller caller : List.of(none, reader, verifier, product)) {
      assertThat(done(verbs.whoAmI().ask(caller)).caller()).isEqualTo(caller);
    }
  }

  private Caller with(String name, String... scopes) {
    CreateKey.Request request = new CreateKey.Request(name, null, List.of(scopes), true);
    Issue.Claimed key = (Issue.Claimed) done(verbs.create().create(operator, request));
    return test.caller(key.secret());
  }

  @Test
  void refusesScopesThatAreNone() {
    List<List<String>> bad =
        List.of(
            List.of("keys:admin"),
            List.of("keys:read", ""),
            List.of("A B"),
            Collections.nCopies(51, "a"));
    for (List<String> scopes : bad) {
      CreateKey.Request request = new CreateKey.Request("CI", null, scopes, true);
      Refusal refusal = refusal(verbs.create().create(operator, request));
      assertThat(refusal).isInstanceOf(Refusal.Invalid.class);
      assertThat(((Refusal.Invalid) refusal).field()).isEqualTo("scopes");
      isRefused(verbs.verify().verify(operator, "x", scopes), "invalid_input");
    }
  }

  /** JSON can hold {@code ["keys:read", null]}, whatever the type says. */
  @Test
  @SuppressWarnings("NullAway")
  void refusesAScopeThatIsNull() {
    List<String> scopes = Arrays.asList("keys:read", null);
    isRefused(
        verbs.create().create(operator, new CreateKey.Request("CI", null, scopes, true)),
        "invalid_input");
    isRefused(verbs.verify().verify(operator, "x", scopes), "invalid_input");
  }

  @Test
  void pagesAndRefusesCursorsThatAreNotItsOwn() {
    for (int i = 0; i < 5; i++) {
      claimed("Key " + i, null);
    }
    List<String> names = new ArrayList<>();
    String cursor = null;
    do {
      ListKeys.Page page = done(verbs.list().list(operator, new ListKeys.Request("", cursor, 2)));
      page.keys().forEach(summary -> names.add(summary.key().name().text()));
      cursor = page.nextCursor();
    } while (cursor != null);
    assertThat(names).hasSize(6).doesNotHaveDuplicates();
    for (String bad :
        List.of(
            "",
            "x",
            "!!!",
            "MTIzLg",
            "LmtleV8",
            "OTk5OTk5OTk5OTk5OTk5OTk5OTk5Lng",
            "\u00e9",
            " ")) {
      isRefused(
          verbs.list().list(operator, new ListKeys.Request("", bad, 2)), "invalid_input", "cursor");
    }
    for (int limit : new int[] {0, -1, 201, Integer.MAX_VALUE}) {
      isRefused(
          verbs.list().list(operator, new ListKeys.Request("", null, limit)),
          "invalid_input",
          "limit");
    }
  }

  /** A cursor is only a place in the list, so a forged one shows nobody more than their own. */
  @Test
  void aForgedCursorStaysWithinOnesOwnKeys() {
    claimed("Mine", null);
    for (long millis : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, 0}) {
      String forged =
          java.util.Base64.getUrlEncoder()
              .encodeToString(
                  (millis + "." + KeyId.random(new Random(5)))
                      .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      assertThat(done(verbs.list().list(stranger, new ListKeys.Request("", forged, 9))).keys())
          .isEmpty();
      assertThat(done(verbs.list().list(operator, new ListKeys.Request("", forged, 9))).keys())
          .hasSize(millis == Long.MAX_VALUE ? 2 : 0);
    }
  }

  @Test
  void usageIsInTheZoneThatWasAskedForElseTheOwners() {
    KeyId id = claimed("CI", null).key().key().id();
    assertThat(zoneOf(operator, id, null)).isEqualTo("UTC");
    assertThat(zoneOf(operator, id, "Pacific/Kiritimati")).isEqualTo("Pacific/Kiritimati");
    assertThat(zoneOf(operator, id, "+05:45")).isEqualTo("+05:45");
    KeyId theirs = done(tryCreate(stranger, "CI", null, true)).key().key().id();
    assertThat(zoneOf(stranger, theirs, null)).isEqualTo("Asia/Kathmandu");
    for (String bad :
        List.of("", "Mars/Base", "europe", "+25:00", "\u0000", "+00:07", "+01:00:01")) {
      isRefused(verbs.usage().read(operator, id, bad), "invalid_input", "time zone");
    }
  }

  private String zoneOf(Caller caller, KeyId id, @Nullable String zone) {
    return done(verbs.usage().read(caller, id, zone)).timeZone().getId();
  }
}
