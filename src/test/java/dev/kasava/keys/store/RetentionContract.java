package dev.kasava.keys.store;

import static dev.kasava.keys.store.StoreSamples.NOW;
import static dev.kasava.keys.store.StoreSamples.batch;
import static dev.kasava.keys.store.StoreSamples.claimed;
import static dev.kasava.keys.store.StoreSamples.digest;
import static dev.kasava.keys.store.StoreSamples.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Usage;
import dev.kasava.keys.store.StoredSecret.Live;
import dev.kasava.keys.store.UsageStore.Slice;
import dev.kasava.keys.store.UsageStore.Tally;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store has to do with what was kept long enough. */
public abstract class RetentionContract extends StoreContract {
  private UsageStore usage;
  private final ApiKey key = claimed(key(owner.id(), "CI", NOW));

  @BeforeEach
  final void addKey() {
    usage = stores().usage();
    write(writer -> writer.addKey(key));
  }

  private static Tally tally(KeyId key, Instant at, Client client, Counted outcome, long count) {
    return new Tally(key, UsageStore.quarterOf(at), client, outcome, count, at);
  }

  private void used(Instant at, long count) {
    usage.add(batch(tally(key.id(), at, Client.CURL, Counted.ACCEPTED, count)));
  }

  private Usage usage() {
    return usage.usage(key.id(), ZoneOffset.UTC, NOW);
  }

  private Habits habits() {
    return Objects.requireNonNull(usage.habits(List.of(key.id()), NOW).get(key.id()));
  }

  private KeyDigest addSecret(KeyId id, Instant at) {
    KeyDigest digest = digest();
    write(writer -> writer.addSecret(id, digest, at));
    return digest;
  }

  private @Nullable StoredSecret secret(KeyDigest digest) {
    return store().<Optional<StoredSecret>>read(reader -> reader.secret(digest)).orElse(null);
  }

  private List<Slice> slices(Instant... bounds) {
    return usage.slices(List.of(key.id()), List.of(bounds)).getOrDefault(key.id(), List.of());
  }

  @Test
  void oldQuartersAreAddedUpToDaysAndCountedOnce() {
    Instant day = Instant.parse("2025-10-20T00:00:00Z");
    Instant next = day.plus(Duration.ofDays(1));
    used(day, 1);
    used(day.plusSeconds(3_600), 2);
    used(next.minusMillis(1), 4);
    usage.add(
        batch(
            tally(key.id(), day, Client.CURSOR, Counted.ACCEPTED, 8),
            tally(key.id(), day, Client.CURL, Counted.EXPIRED, 16)));
    used(day.minusMillis(1), 32);
    used(next, 64);
    List<Slice> days =
        List.of(
            new Slice(0, Client.CURL, Counted.ACCEPTED, 32),
            new Slice(1, Client.CURL, Counted.ACCEPTED, 7),
            new Slice(1, Client.CURSOR, Counted.ACCEPTED, 8),
            new Slice(1, Client.CURL, Counted.EXPIRED, 16),
            new Slice(2, Client.CURL, Counted.ACCEPTED, 64));
    Instant[] bounds = {
      day.minus(Duration.ofDays(1)), day, next, next.plus(Duration.ofDays(1)),
    };
    Usage before = usage();
    assertThat(slices(bounds)).containsExactlyInAnyOrderElementsOf(days);

    for (int time = 0; time < 2; time++) {
      // A day that was not over by then stays in quarters.
      usage.foldDays(next.plusSeconds(3_600));
      assertThat(slices(bounds)).containsExactlyInAnyOrderElementsOf(days);
      assertThat(slices(day, day.plusSeconds(900)))
          .extracting(Slice::requests)
          .containsExactlyInAnyOrder(7L, 8L, 16L);
      assertThat(slices(day.plusSeconds(900), next)).isEmpty();
      assertThat(slices(next, next.plusSeconds(900)))
          .containsExactly(new Slice(0, Client.CURL, Counted.ACCEPTED, 64));
      assertThat(usage()).isEqualTo(before);
    }
  }

  @Test
  void whatComesLateIsAddedToItsDay() {
    Instant day = Instant.parse("2025-10-20T10:00:00Z");
    used(day, 1);
    usage.foldDays(NOW);
    used(day, 2);
    used(day.plusSeconds(900), Long.MAX_VALUE);
    usage.foldDays(NOW);
    Instant start = day.truncatedTo(ChronoUnit.DAYS);
    assertThat(slices(start, start.plus(Duration.ofDays(1))))
        .singleElement()
        .satisfies(slice -> assertThat(slice.requests()).isGreaterThan(1_000_000_000));
  }

  @Test
  void everyKeyIsFoldedHoweverManyThereAre() {
    int keys = 1_100;
    List<ApiKey> all = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      all.add(claimed(key(owner.id(), "Key " + i, NOW)));
    }
    write(writer -> all.forEach(writer::addKey));
    Instant old = Instant.parse("2025-10-20T10:00:00Z");
    List<Tally> tallies = new ArrayList<>();
    for (ApiKey one : all) {
      tallies.add(tally(one.id(), old, Client.CURL, Counted.ACCEPTED, 1));
    }
    // The last of them in the order of their ids, on several days.
    KeyId last = all.stream().map(ApiKey::id).max(Comparator.comparing(KeyId::value)).orElseThrow();
    for (int i = 1; i < 5; i++) {
      tallies.add(tally(last, old.minus(Duration.ofDays(i)), Client.CURL, Counted.ACCEPTED, 10));
    }
    usage.add(batch(tallies.toArray(new Tally[0])));
    usage.foldDays(NOW);
    Instant start = old.minus(Duration.ofDays(4)).truncatedTo(ChronoUnit.DAYS);
    List<Instant> bounds = List.of(start, old.plusSeconds(900), NOW);
    for (int i = 0; i < keys; i += KeyQuery.MOST) {
      List<KeyId> some =
          all.subList(i, Math.min(i + KeyQuery.MOST, keys)).stream().map(ApiKey::id).toList();
      assertThat(usage.slices(some, bounds))
          .hasSize(some.size())
          .allSatisfy(
              (id, slices) ->
                  assertThat(slices.stream().mapToLong(Slice::requests).sum())
                      .isEqualTo(id.equals(last) ? 41 : 1));
    }
    // Only what begins with its day was folded.
    assertThat(usage.slices(List.of(last), List.of(old, old.plusSeconds(900)))).isEmpty();
  }

  @Test
  void habitsReachBackToFoldedDays() {
    Instant longAgo = NOW.minus(Duration.ofDays(450));
    used(longAgo, 5);
    used(NOW, 1);
    usage.add(batch(tally(key.id(), NOW, Client.CURSOR, Counted.ACCEPTED, 1)));
    usage.foldDays(NOW.minus(Duration.ofDays(400)));
    assertThat(habits().newClients()).containsExactly(Client.CURSOR);
    assertThat(habits().lastBefore()).isEqualTo(longAgo.truncatedTo(ChronoUnit.DAYS));
  }

  @Test
  void foldedDaysGoWithTheirKey() {
    Instant old = Instant.parse("2025-10-20T00:00:00Z");
    used(old, 5);
    usage.foldDays(NOW);
    write(writer -> writer.deleteKey(key.id(), NOW));
    assertThat(slices(old, old.plus(Duration.ofDays(1)))).isEmpty();
  }

  private void logged(Instant at, int times) {
    AuditRecord record =
        new AuditRecord(
            at,
            owner.id(),
            null,
            "rest",
            Client.CURL,
            AuditRecord.Action.UPDATED,
            key.id(),
            "CI",
            "");
    write(
        writer -> {
          for (int i = 0; i < times; i++) {
            writer.audit(record);
          }
        });
  }

  private List<Instant> log() {
    return store()
        .<List<AuditEntry>>read(reader -> reader.audit(AuditQuery.newest(owner.id(), 99)))
        .stream()
        .map(entry -> entry.record().at())
        .toList();
  }

  private int removeAudit(Instant before, int most) {
    return store().<Integer>write(writer -> writer.removeAudit(before, most));
  }

  @Test
  void oldAuditRecordsAreRemovedTheEldestFirst() {
    Instant later = NOW.plusSeconds(1);
    logged(NOW, 3);
    logged(later, 1);
    assertThat(removeAudit(NOW, 9)).isZero();
    assertThat(removeAudit(later, 2)).isEqualTo(2);
    assertThat(log()).containsExactly(later, NOW);
    assertThat(removeAudit(later, 2)).isOne();
    assertThat(removeAudit(later, 2)).isZero();
    assertThat(log()).containsExactly(later);
    logged(later.plusSeconds(1), 1);
    assertThat(removeAudit(Instant.parse("9999-01-01T00:00:00Z"), 9)).isEqualTo(2);
    assertThat(log()).isEmpty();
    logged(NOW, 1);
    assertThat(log()).containsExactly(NOW);
  }

  private int removeEnded(Instant before, int most) {
    return store().<Integer>write(writer -> writer.removeEnded(before, most));
  }

  @Test
  void digestsOfSecretsThatEndedLongAgoAreRemoved() {
    KeyDigest regenerated = addSecret(key.id(), NOW);
    write(writer -> writer.endSecrets(key.id(), NOW.plusSeconds(10)));
    KeyDigest overlapping = addSecret(key.id(), NOW.plusSeconds(11));
    write(writer -> writer.limitSecrets(key.id(), NOW.plusSeconds(20), NOW.plusSeconds(12)));
    KeyDigest live = addSecret(key.id(), NOW.plusSeconds(12));
    ApiKey other = claimed(key(owner.id(), "Other", NOW));
    write(writer -> writer.addKey(other));
    KeyDigest deleted = addSecret(other.id(), NOW);
    write(writer -> writer.deleteKey(other.id(), NOW.plusSeconds(30)));

    assertThat(removeEnded(NOW.plusSeconds(10), 9)).isZero();
    assertThat(secret(regenerated)).isNotNull();
    assertThat(removeEnded(NOW.plusSeconds(11), 9)).isOne();
    assertThat(secret(regenerated)).isNull();
    assertThat(removeEnded(NOW.plusSeconds(20), 9)).isZero();
    assertThat(secret(overlapping)).isNotNull();
    assertThat(removeEnded(NOW.plusSeconds(31), 1)).isOne();
    assertThat(removeEnded(NOW.plusSeconds(31), 1)).isOne();
    assertThat(removeEnded(NOW.plusSeconds(31), 1)).isZero();
    assertThat(secret(overlapping)).isNull();
    assertThat(secret(deleted)).isNull();
    assertThat(removeEnded(Instant.parse("9999-01-01T00:00:00Z"), 9)).isZero();
    assertThat(secret(live)).isInstanceOf(Live.class);
  }
}
