package dev.kasava.keys.store;

import static dev.kasava.keys.store.StoreSamples.NOW;
import static dev.kasava.keys.store.StoreSamples.claimed;
import static dev.kasava.keys.store.StoreSamples.digest;
import static dev.kasava.keys.store.StoreSamples.fullKey;
import static dev.kasava.keys.store.StoreSamples.key;
import static dev.kasava.keys.store.StoreSamples.owner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Overlap;
import dev.kasava.keys.key.Owner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every key store has to do: owners, keys, their lists, the audit log and transactions. */
public abstract class KeyStoreContract {
  private Stores stores;
  private KeyStore store;
  private final Owner owner = owner("First");
  private final Owner other = owner("Second");

  /** An empty store. */
  protected abstract Stores open();

  @BeforeEach
  final void openStore() {
    stores = open();
    store = stores.keys();
    write(
        writer -> {
          writer.addOwner(owner);
          writer.addOwner(other);
        });
  }

  @AfterEach
  final void closeStore() {
    stores.close();
  }

  private void write(java.util.function.Consumer<KeyWriter> work) {
    store.write(
        writer -> {
          work.accept(writer);
          return "";
        });
  }

  private ApiKey added(ApiKey key) {
    write(writer -> writer.addKey(key));
    return key;
  }

  @Test
  void keepsOwners() {
    assertThat(store.<java.util.Optional<Owner>>read(reader -> reader.owner(owner.id())))
        .isEqualTo(java.util.Optional.of(owner));
    assertThat(store.<Boolean>read(reader -> reader.owner(owner("Nobody").id()).isPresent()))
        .isFalse();
    assertThat(store.<Instant>read(reader -> reader.firstOwner().orElseThrow().createdAt()))
        .isEqualTo(NOW);
  }

  @Test
  void keepsEveryFieldOfAKey() {
    ApiKey full = added(fullKey(owner.id(), "Full \ud83d\udd11 \u00e9"));
    ApiKey pending = added(key(owner.id(), "Pending", NOW));
    ApiKey replaced =
        added(
            claimed(key(owner.id(), "Replaced", NOW))
                .withReplacement(
                    new ApiKey.Replacement(
                        new Overlap.UntilFirstUse(),
                        null,
                        Client.CURSOR,
                        NOW,
                        NOW.plusSeconds(3600))));
    for (ApiKey key : List.of(full, pending, replaced)) {
      assertThat(store.<KeySummary>read(reader -> reader.key(key.id()).orElseThrow()))
          .isEqualTo(new KeySummary(key, null, null));
      assertThat(
              store.<ApiKey>read(reader -> reader.keyNamed(owner.id(), key.name()).orElseThrow()))
          .isEqualTo(key);
    }
    assertThat(find(KeyId.random(new Random()))).isNull();
  }

  private @Nullable KeySummary find(KeyId id) {
    return store.<java.util.Optional<KeySummary>>read(reader -> reader.key(id)).orElse(null);
  }

  @Test
  void updatesAnOwner() {
    Owner moved =
        owner
            .withName("Renamed")
            .withTimeZone(java.time.ZoneId.of("Europe/Berlin"))
            .withUsualExpiry(90);
    write(writer -> writer.updateOwner(moved));
    assertThat(store.<java.util.Optional<Owner>>read(reader -> reader.owner(owner.id())))
        .contains(moved);
    assertThat(store.<java.util.Optional<Owner>>read(reader -> reader.owner(other.id())))
        .contains(other);
  }

  @Test
  void updatesEveryFieldOfAKey() {
    ApiKey before = added(key(owner.id(), "Before", NOW));
    ApiKey full = fullKey(owner.id(), "After");
    ApiKey after =
        new ApiKey(
            before.id(),
            full.owner(),
            full.name(),
            full.scopes(),
            full.createdAt(),
            full.parent(),
            full.createdBy(),
            full.secret(),
            full.expiresAt(),
            full.rateLimit(),
            full.claimBy(),
            full.replacement(),
            full.member());
    write(writer -> writer.updateKey(after));
    assertThat(find(before.id())).isEqualTo(new KeySummary(after, null, null));
    write(writer -> writer.updateKey(before));
    assertThat(find(before.id())).isEqualTo(new KeySummary(before, null, null));
  }

  @Test
  void summariesTellTheLastUse() {
    ApiKey key = added(key(owner.id(), "Used", NOW));
    stores
        .usage()
        .add(
            StoreSamples.batch(
                new UsageStore.Tally(
                    key.id(), UsageStore.quarterOf(NOW), Client.CURSOR, Counted.ACCEPTED, 3, NOW)));
    KeySummary used = new KeySummary(key, NOW, Client.CURSOR);
    assertThat(find(key.id())).isEqualTo(used);
    assertThat(list("", null, 10).keys()).containsExactly(used);
  }

  @Test
  void aNameIsUniquePerOwner() {
    ApiKey key = added(key(owner.id(), "CI", NOW));
    assertThatThrownBy(() -> added(key(owner.id(), "CI", NOW))).isInstanceOf(StoreException.class);
    added(key(other.id(), "CI", NOW));
    ApiKey renamed = added(key(owner.id(), "CD", NOW));
    assertThatThrownBy(() -> write(writer -> writer.updateKey(renamed.withName(new KeyName("CI")))))
        .isInstanceOf(StoreException.class);
    assertThat(find(renamed.id())).isEqualTo(new KeySummary(renamed, null, null));
    write(writer -> writer.deleteKey(key.id(), NOW));
    added(key(owner.id(), "CI", NOW));
  }

  @Test
  void anIdIsUnique() {
    ApiKey key = added(key(owner.id(), "CI", NOW));
    assertThatThrownBy(() -> added(key.withName(new KeyName("Another"))))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void aFailureSaysNothingOfWhatWasKept() {
    added(key(owner.id(), "Confidential project", NOW));
    assertThatThrownBy(() -> added(key(owner.id(), "Confidential project", NOW)))
        .satisfies(
            failure -> {
              for (Throwable t = failure; t != null; t = t.getCause()) {
                assertThat(t.toString()).doesNotContain("Confidential", owner.id().value());
              }
            });
  }

  private KeyPage list(String search, KeyQuery.@Nullable Position after, int limit) {
    KeyQuery query = new KeyQuery(owner.id(), search, after, limit, NOW);
    return store.read(reader -> reader.keys(query));
  }

  private static KeyQuery.Position positionOf(KeyPage page) {
    ApiKey last = page.keys().getLast().key();
    return new KeyQuery.Position(last.createdAt(), last.id());
  }

  @Test
  void pagesThroughKeysOfTheSameMomentEachOnce() {
    List<ApiKey> keys = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      // Three moments, so that pages end within one and between two.
      keys.add(added(key(owner.id(), "Key " + i, NOW.minusMillis(i % 3))));
    }
    added(key(other.id(), "Not mine", NOW));
    List<KeyId> seen = new ArrayList<>();
    KeyPage page = list("", null, 7);
    while (true) {
      page.keys().forEach(summary -> seen.add(summary.key().id()));
      if (!page.more()) {
        break;
      }
      assertThat(page.keys()).hasSize(7);
      page = list("", positionOf(page), 7);
    }
    assertThat(seen)
        .containsExactlyElementsOf(
            keys.stream()
                .sorted(
                    java.util.Comparator.comparing(ApiKey::createdAt)
                        .thenComparing(ApiKey::id)
                        .reversed())
                .map(ApiKey::id)
                .toList());
  }

  @Test
  void aPageStaysPutWhileKeysComeAndGo() {
    for (int i = 0; i < 6; i++) {
      added(key(owner.id(), "Key " + i, NOW.minusSeconds(i)));
    }
    KeyPage first = list("", null, 3);
    added(key(owner.id(), "Newer", NOW.plusSeconds(1)));
    write(writer -> writer.deleteKey(first.keys().getLast().key().id(), NOW));
    assertThat(list("", positionOf(first), 10).keys())
        .extracting(summary -> summary.key().name().text())
        .containsExactly("Key 3", "Key 4", "Key 5");
  }

  @Test
  void knowsTheLastPage() {
    for (int i = 0; i < 4; i++) {
      added(key(owner.id(), "Key " + i, NOW));
    }
    assertThat(list("", null, 3).more()).isTrue();
    assertThat(list("", null, 4).more()).isFalse();
    assertThat(list("", null, 4).keys()).hasSize(4);
    assertThat(list("nothing", null, 4)).isEqualTo(new KeyPage(List.of(), false));
  }

  private ApiKey child(ApiKey parent, String name) {
    ApiKey key = key(parent.owner(), name, NOW);
    return added(
        new ApiKey(
            key.id(),
            key.owner(),
            key.name(),
            key.scopes(),
            key.createdAt(),
            parent.id(),
            key.createdBy(),
            key.secret(),
            key.expiresAt(),
            key.rateLimit(),
            key.claimBy(),
            key.replacement(),
            key.member()));
  }

  private List<ApiKey> children(ApiKey key, int most) {
    return store.<List<KeySummary>>read(reader -> reader.children(key.id(), most)).stream()
        .map(KeySummary::key)
        .toList();
  }

  @Test
  void findsWhatAKeyCreated() {
    ApiKey root = added(key(owner.id(), "Root", NOW));
    ApiKey other = added(key(owner.id(), "Other root", NOW));
    List<ApiKey> roots =
        Stream.of(child(root, "One"), child(root, "Two"), child(root, "Three"))
            .sorted(Comparator.comparing(ApiKey::id))
            .toList();
    ApiKey deep = child(roots.getFirst(), "Deep");
    assertThat(children(root, 4)).isEqualTo(roots);
    assertThat(children(root, 2)).isEqualTo(roots.subList(0, 2));
    assertThat(children(roots.getFirst(), 4)).containsExactly(deep);
    assertThat(children(other, 4)).isEmpty();
    write(writer -> writer.deleteKey(roots.getFirst().id(), NOW));
    assertThat(children(root, 4)).isEqualTo(roots.subList(1, 3));
    assertThat(children(roots.getFirst(), 4)).containsExactly(deep);
  }

  @Test
  void listsNoLapsedKeys() {
    added(key(owner.id(), "Lapsed", NOW.minusSeconds(3600)));
    added(key(owner.id(), "Nearly", NOW.minusSeconds(3600).plusMillis(1)));
    added(claimed(key(owner.id(), "Claimed", NOW.minusSeconds(9999))));
    assertThat(list("", null, 9).keys())
        .extracting(summary -> summary.key().name().text())
        .containsExactly("Nearly", "Claimed");
  }

  @ParameterizedTest
  @CsvSource({
    "git,              true",
    "GIT,              true",
    "GitHub,           true",
    "actions,          true",
    "act git,          true",
    "git act caf,      true",
    "'  ci  ',         true",
    "café,             true",
    "caf\u00c9,        true",
    "cafe\u0301,       true",
    "ﬀ,                true",
    "stras,            true",
    "STRASSE,          true",
    "οδος,             true",
    "ΟΔΟΣ,             true",
    "(ci),             true",
    "hub,              false",
    "itHub,            false",
    "git nothing,      false",
    "%,                true",
    "gi_,              true",
    "g%,               true",
    "g*b,              false",
    "actions2,         false"
  })
  void findsByTheBeginningsOfWords(String search, boolean found) {
    added(key(owner.id(), "GitHub Actions (ci) - Café ff Straße ΟΔΟΣΗΜΑ", NOW));
    added(key(other.id(), "GitHub Actions of somebody else", NOW));
    assertThat(list(search, null, 5).keys()).hasSize(found ? 1 : 0);
  }

  @Test
  void searchesTakeWhateverIsTyped() {
    added(key(owner.id(), "CI", NOW));
    for (String search :
        List.of(
            "\u0000",
            "\ud800",
            "a\u0000b",
            "'; drop table api_key; --",
            ":w0 ? {x}",
            "x".repeat(100_000),
            "x ".repeat(10_000),
            "\udbff\udfff")) {
      assertThat(list(search, null, 5).more()).isFalse();
    }
    assertThat(list("", null, 5).keys()).hasSize(1);
  }

  @Test
  void searchFollowsRenamingAndDeletion() {
    ApiKey key = added(key(owner.id(), "Old words", NOW));
    write(writer -> writer.updateKey(key.withName(new KeyName("New words"))));
    assertThat(list("old", null, 5).keys()).isEmpty();
    assertThat(list("new", null, 5).keys()).hasSize(1);
    write(writer -> writer.deleteKey(key.id(), NOW));
    assertThat(list("new", null, 5).keys()).isEmpty();
  }

  @Test
  void pagesThroughASearch() {
    for (int i = 0; i < 5; i++) {
      added(key(owner.id(), "CI " + i, NOW));
      added(key(owner.id(), "CD " + i, NOW));
    }
    KeyPage first = list("ci", null, 3);
    KeyPage second = list("ci", positionOf(first), 3);
    assertThat(first.more()).isTrue();
    assertThat(second.more()).isFalse();
    assertThat(first.keys()).hasSize(3).doesNotContainAnyElementsOf(second.keys());
    assertThat(second.keys()).hasSize(2);
  }

  @Test
  void removesWhatLapsedAndOnlyThat() {
    added(key(owner.id(), "Lapsed", NOW.minusSeconds(3600)));
    added(key(other.id(), "Lapsed too", NOW.minusSeconds(9000)));
    added(key(owner.id(), "Nearly", NOW.minusSeconds(3600).plusMillis(1)));
    added(claimed(key(owner.id(), "Claimed", NOW.minusSeconds(9999))));
    assertThat(store.<Integer>write(writer -> writer.removeLapsed(NOW))).isEqualTo(2);
    assertThat(store.<Integer>write(writer -> writer.removeLapsed(NOW))).isZero();
    assertThat(
            store.<Boolean>read(
                reader -> reader.keyNamed(owner.id(), new KeyName("Lapsed")).isPresent()))
        .isFalse();
    assertThat(list("", null, 9).keys()).hasSize(2);
  }

  private AuditRecord record(ApiKey key, AuditRecord.Action action) {
    return new AuditRecord(
        NOW, key.owner(), null, "rest", Client.CURL, action, key.id(), key.name().text(), "");
  }

  private List<AuditRecord> audit(int limit) {
    return entries(AuditQuery.newest(owner.id(), limit)).stream().map(AuditEntry::record).toList();
  }

  @Test
  void keepsTheAuditLogNewestFirstAndBeyondTheKey() {
    ApiKey key = added(key(owner.id(), "CI", NOW));
    List<AuditRecord> records = new ArrayList<>();
    for (AuditRecord.Action action : AuditRecord.Action.values()) {
      AuditRecord one = record(key, action);
      records.addFirst(one);
      write(writer -> writer.audit(one));
    }
    AuditRecord full =
        new AuditRecord(
            NOW.plusSeconds(1),
            owner.id(),
            KeyId.random(new Random()),
            "mcp",
            Client.CURSOR,
            AuditRecord.Action.UPDATED,
            key.id(),
            "Name \ud83d\udd11",
            "renamed");
    records.addFirst(full);
    write(writer -> writer.audit(full));
    write(writer -> writer.audit(record(key(other.id(), "x", NOW), AuditRecord.Action.CREATED)));
    write(writer -> writer.deleteKey(key.id(), NOW));
    assertThat(audit(100)).isEqualTo(records);
    assertThat(audit(2)).isEqualTo(records.subList(0, 2));
  }

  @Test
  void theAuditLogIsReadPartByPartAndKeyByKey() {
    ApiKey one = added(key(owner.id(), "One", NOW));
    ApiKey two = added(key(owner.id(), "Two", NOW));
    for (ApiKey key : List.of(one, two, one)) {
      write(
          writer ->
              writer.audit(
                  new AuditRecord(
                      NOW,
                      owner.id(),
                      two.id(),
                      "rest",
                      Client.CURSOR,
                      AuditRecord.Action.UPDATED,
                      key.id(),
                      key.name().text(),
                      "")));
    }
    List<AuditEntry> all = entries(AuditQuery.newest(owner.id(), 10));
    assertThat(all).hasSize(3).allMatch(entry -> "Two".equals(entry.actorName()));
    assertThat(entries(new AuditQuery(owner.id(), null, all.getFirst().sequence(), 10)))
        .isEqualTo(all.subList(1, 3));
    assertThat(entries(new AuditQuery(owner.id(), two.id(), Long.MAX_VALUE, 10)))
        .containsExactly(all.get(1));
    write(writer -> writer.deleteKey(two.id(), NOW));
    assertThat(entries(AuditQuery.newest(owner.id(), 10)))
        .allMatch(entry -> entry.actorName() == null);
  }

  private List<AuditEntry> entries(AuditQuery query) {
    return store.read(reader -> reader.audit(query));
  }

  @Test
  void aTransactionIsKeptWholeOrNotAtAll() {
    ApiKey key = key(owner.id(), "CI", NOW);
    assertThatThrownBy(
            () ->
                write(
                    writer -> {
                      writer.addKey(key);
                      writer.addSecret(key.id(), digest(), NOW);
                      writer.audit(record(key, AuditRecord.Action.CREATED));
                      throw new IllegalStateException("halfway");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("halfway");
    assertThat(find(key.id())).isNull();
    assertThat(audit(10)).isEmpty();
    assertThat(list("", null, 9).keys()).isEmpty();
    assertThat(ChangeWord.isUnsettled(store.changeWord().get())).isFalse();
    // Nor is the store any worse for it.
    added(key);
    write(
        writer -> {
          writer.deleteKey(key.id(), NOW);
          writer.audit(record(key, AuditRecord.Action.DELETED));
        });
    assertThat(find(key.id())).isNull();
    assertThat(audit(10)).hasSize(1);
  }

  @Test
  void anErrorInTheWorkKeepsNothingEither() {
    ApiKey key = key(owner.id(), "CI", NOW);
    assertThatThrownBy(
            () ->
                write(
                    writer -> {
                      writer.addKey(key);
                      throw new AssertionError("an error");
                    }))
        .hasMessage("an error");
    assertThat(find(key.id())).isNull();
    added(key);
  }

  @Test
  void aReadSeesOneSnapshot() throws Exception {
    added(key(owner.id(), "Before", NOW));
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      List<Integer> sizes =
          store.read(
              reader -> {
                KeyQuery all = new KeyQuery(owner.id(), "", null, 9, NOW);
                int before = reader.keys(all).keys().size();
                Future<?> added = threads.submit(() -> added(key(owner.id(), "Meanwhile", NOW)));
                await(added);
                return List.of(before, reader.keys(all).keys().size());
              });
      assertThat(sizes).containsExactly(1, 1);
    }
    assertThat(list("", null, 9).keys()).hasSize(2);
  }

  private static void await(Future<?> future) {
    try {
      future.get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void othersSeeWhatWasCommitted() {
    try (Stores second = stores.again()) {
      ApiKey key = added(key(owner.id(), "CI", NOW));
      long before = store.changeWord().get();
      long own = second.keys().changeWord().get();
      assertThat(second.keys().<Boolean>read(reader -> reader.key(key.id()).isPresent())).isTrue();
      second
          .keys()
          .write(
              writer -> {
                writer.deleteKey(key.id(), NOW);
                return "";
              });
      assertThat(find(key.id())).isNull();
      assertThat(second.keys().changeWord().get()).isNotEqualTo(own);
      assertThat(isHeardOf(before)).isTrue();
    }
  }

  /** Whether the word becomes another than it was before; at once, or within a moment. */
  private boolean isHeardOf(long before) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (store.changeWord().get() == before && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    return store.changeWord().get() != before;
  }

  @Test
  void writersTakeTurns() throws Exception {
    ApiKey key = added(claimed(key(owner.id(), "0", NOW)));
    int threads = 8;
    int rounds = 25;
    CountDownLatch start = new CountDownLatch(1);
    try (Stores second = stores.again();
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        KeyStore mine = i % 2 == 0 ? store : second.keys();
        done.add(
            pool.submit(
                () -> {
                  start.await();
                  for (int round = 0; round < rounds; round++) {
                    mine.write(writer -> incrementName(writer, key.id()));
                  }
                  return null;
                }));
      }
      start.countDown();
      for (Future<?> one : done) {
        one.get();
      }
    }
    assertThat(store.<String>read(reader -> reader.key(key.id()).orElseThrow().key().name().text()))
        .isEqualTo(String.valueOf(threads * rounds));
  }

  private static String incrementName(KeyWriter writer, KeyId id) {
    ApiKey key = writer.key(id).orElseThrow().key();
    writer.updateKey(
        key.withName(new KeyName(String.valueOf(Integer.parseInt(key.name().text()) + 1))));
    return "";
  }

  @Test
  void keepsPepperChecks() {
    assertThat(store.<List<PepperCheck>>read(reader -> reader.pepperChecks())).isEmpty();
    PepperCheck second = new PepperCheck(2, "beef");
    PepperCheck first = new PepperCheck(1, "cafe");
    write(writer -> writer.addPepper(second, NOW));
    write(writer -> writer.addPepper(first, NOW));
    assertThat(store.<List<PepperCheck>>read(reader -> reader.pepperChecks()))
        .containsExactly(first, second);
    assertThatThrownBy(() -> write(writer -> writer.addPepper(new PepperCheck(1, "x"), NOW)))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void momentsBeforeTheEpochAndFarAheadAreKept() {
    ApiKey key =
        added(
            key(owner.id(), "Old", Instant.parse("1969-07-20T20:17:40.5Z"))
                .withExpiry(Instant.parse("9999-12-31T23:59:59.999Z")));
    assertThat(find(key.id())).isEqualTo(new KeySummary(key, null, null));
  }
}
