package dev.kasava.keys.store.sql.sqlite;

import static dev.kasava.keys.store.StoreSamples.NOW;
import static dev.kasava.keys.store.StoreSamples.digest;
import static dev.kasava.keys.store.StoreSamples.fullKey;
import static dev.kasava.keys.store.StoreSamples.key;
import static dev.kasava.keys.store.StoreSamples.owner;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.KeyStatus;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.store.AuditQuery;
import dev.kasava.keys.store.AuditRecord;
import dev.kasava.keys.store.KeyOrder;
import dev.kasava.keys.store.KeyQuery;
import dev.kasava.keys.store.McpNotes;
import dev.kasava.keys.store.PepperCheck;
import dev.kasava.keys.store.sql.QueryPlans;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every statement finds its rows by an index, however many keys there are. */
final class SqlitePlanTest {
  @TempDir private Path folder;
  private final Owner owner = owner("Owner");

  /** Going through what an index has just picked is no scan of a table. */
  private static boolean scansATable(String step) {
    return step.startsWith("SCAN") && !step.matches("SCAN (p|w|found|k) <- .*from \\(select .*");
  }

  private List<String> pagePlan(String search, boolean first) {
    try (SqliteDatabase database = SqliteDatabase.open(folder.resolve("kasava.db"))) {
      KeyQuery.Position after =
          first ? null : new KeyQuery.Position(NOW, key(owner.id(), "x", NOW).id());
      return QueryPlans.ofReading(
          database,
          reader ->
              assertThat(reader.keys(new KeyQuery(owner.id(), search, after, 50, NOW)))
                  .isNotNull());
    }
  }

  @Test
  void aPageIsARangeOfAnIndexAndNeedsNoSorting() {
    for (boolean first : List.of(true, false)) {
      assertThat(pagePlan("", first))
          .isNotEmpty()
          .noneMatch(step -> step.startsWith("SCAN"))
          .noneMatch(step -> step.contains("TEMP B-TREE"))
          .anyMatch(step -> step.startsWith("SEARCH k USING INDEX api_key_newest (owner_id=?"));
    }
    assertThat(pagePlan("", false))
        .anyMatch(step -> step.contains("(owner_id=? AND (created_at,id)<(?,?))"));
  }

  @Test
  void aSearchIsARangeOfTheIndexOfWords() {
    for (boolean first : List.of(true, false)) {
      assertThat(pagePlan("git act", first))
          .isNotEmpty()
          .noneMatch(SqlitePlanTest::scansATable)
          .anyMatch(
              step ->
                  step.startsWith(
                      "SEARCH key_word USING PRIMARY KEY (owner_id=? AND word>? AND word<?)"));
    }
  }

  @Test
  void everyOrderIsARangeOfAnIndex() {
    try (SqliteDatabase database = SqliteDatabase.open(folder.resolve("kasava.db"))) {
      for (KeyOrder order : KeyOrder.values()) {
        KeyQuery.Position after = new KeyQuery.Position(1, "x", key(owner.id(), "x", NOW).id());
        for (KeyQuery.Position place : new KeyQuery.Position[] {null, after}) {
          KeyQuery query = new KeyQuery(owner.id(), "", null, order, place, 50, NOW);
          assertThat(
                  QueryPlans.ofReading(
                      database, reader -> assertThat(reader.keys(query).more()).isFalse()))
              .as(order.code())
              .isNotEmpty()
              .noneMatch(step -> step.startsWith("SCAN"))
              .noneMatch(step -> step.contains("TEMP B-TREE"));
        }
      }
    }
  }

  @Test
  void aPageOfOneStatusIsARangeOfAnIndex() {
    try (SqliteDatabase database = SqliteDatabase.open(folder.resolve("kasava.db"))) {
      for (KeyStatus status : KeyStatus.values()) {
        for (KeyOrder order : KeyOrder.values()) {
          KeyQuery query = new KeyQuery(owner.id(), "", status, order, null, 50, NOW);
          String index =
              switch (status) {
                case PENDING ->
                    "SEARCH k USING INDEX api_key_unclaimed (owner_id=? AND last_four=?";
                case ACTIVE -> "INDEX api_key_by_expiry (owner_id=? AND <expr>>?)";
                case EXPIRING_SOON ->
                    "INDEX api_key_by_expiry (owner_id=? AND <expr>>? AND <expr><?)";
                case EXPIRED -> "INDEX api_key_by_expiry (owner_id=? AND <expr><?)";
              };
          assertThat(
                  QueryPlans.ofReading(
                      database, reader -> assertThat(reader.keys(query).more()).isFalse()))
              .as(status + " " + order)
              .isNotEmpty()
              .noneMatch(SqlitePlanTest::scansATable)
              .anyMatch(step -> step.contains(index));
        }
      }
    }
  }

  @Test
  void whatAKeyCreatedIsARangeOfAnIndex() {
    try (SqliteDatabase database = SqliteDatabase.open(folder.resolve("kasava.db"))) {
      ApiKey key = key(owner.id(), "x", NOW);
      assertThat(
              QueryPlans.ofReading(
                  database, reader -> assertThat(reader.children(key.id(), 5)).isEmpty()))
          .isNotEmpty()
          .noneMatch(step -> step.startsWith("SCAN"))
          .noneMatch(step -> step.contains("TEMP B-TREE"))
          .anyMatch(step -> step.startsWith("SEARCH k USING INDEX api_key_parent (parent_id=?)"));
    }
  }

  @Test
  void noOtherStatementScansATableThatGrows() {
    ApiKey key = fullKey(owner.id(), "CI now");
    AuditRecord record =
        new AuditRecord(
            NOW,
            owner.id(),
            null,
            "cli",
            key.createdBy(),
            AuditRecord.Action.CREATED,
            key.id(),
            "CI",
            "");
    List<String> steps;
    try (SqliteDatabase database = SqliteDatabase.open(folder.resolve("kasava.db"))) {
      steps =
          QueryPlans.ofWriting(
              database,
              writer -> {
                writer.addOwner(owner);
                writer.addPepper(new PepperCheck(1, "x"), NOW);
                writer.addKey(key);
                writer.updateKey(key.withName(new KeyName("CD")));
                writer.addSecret(key.id(), digest(), NOW);
                assertThat(writer.hasForeign()).isFalse();
                writer.addForeign(key.id(), digest(), NOW);
                assertThat(writer.keptSecrets(key.id(), NOW)).hasSize(2);
                var successor = digest();
                assertThat(writer.keepUsedSecret(key.id(), NOW)).isTrue();
                writer.addSuccessor(key.id(), successor, NOW);
                assertThat(writer.noteFirstUse(successor, NOW)).isTrue();
                writer.limitSecrets(key.id(), NOW, NOW);
                writer.endSecrets(key.id(), NOW);
                writer.audit(record);
                assertThat(writer.audit(AuditQuery.newest(owner.id(), 5))).hasSize(1);
                assertThat(writer.audit(new AuditQuery(owner.id(), key.id(), 99, 5))).hasSize(1);
                assertThat(writer.endLeaked(digest(), NOW)).isEmpty();
                assertThat(writer.hasLiveSecret(key.id(), NOW)).isFalse();
                assertThat(writer.key(key.id())).isPresent();
                assertThat(writer.keyNamed(owner.id(), new KeyName("CD"))).isPresent();
                assertThat(writer.secret(digest())).isEmpty();
                assertThat(writer.changesSince(0).complete()).isTrue();
                assertThat(writer.changesAfter(1L, null, 5).complete()).isTrue();
                assertThat(writer.owner(owner.id())).isPresent();
                assertThat(writer.removeEnded(NOW, 5)).isZero();
                writer.renewDigest(digest(), digest());
                assertThat(writer.removeLapsed(NOW.plusSeconds(99_999))).isOne();
                writer.deleteKey(key.id(), NOW);
              });
    }
    assertThat(steps)
        .hasSizeGreaterThan(15)
        .noneMatch(step -> step.startsWith("SCAN") && !step.startsWith("SCAN CONSTANT ROW"));
  }

  @Test
  void notesOfSessionsAreFoundByAnIndex() {
    List<String> steps;
    try (SqliteDatabase database = SqliteDatabase.open(folder.resolve("kasava.db"))) {
      steps =
          QueryPlans.ofNotes(
              database,
              notes -> {
                notes.add(new McpNotes.Note("one", McpNotes.Kind.ENDED, "", ""), NOW);
                assertThat(notes.of("one")).hasSize(1);
                assertThat(notes.since(notes.latest(), 5).notes()).isEmpty();
                notes.removeExpired(NOW);
              });
    }
    assertThat(steps).hasSizeGreaterThan(4).noneMatch(step -> step.startsWith("SCAN"));
  }
}
