package dev.kasava.keys.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.store.MoveProgress;
import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.store.sql.sqlite.SqliteEnd;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a move is told of, and what it compares, between two real files. */
final class StoreMoveTest {
  private static final MoveProgress UNHEARD = (step, table, done, total) -> {};
  private static final StoredTable AUDIT =
      StoredTable.ALL.stream()
          .filter(table -> table.name().equals("audit"))
          .findFirst()
          .orElseThrow();

  /** More than two batches. */
  private static final int MANY = 2 * TableCopy.BATCH + 500;

  @TempDir private Path folder;
  private MoveEnd from;
  private MoveEnd to;

  @BeforeEach
  void open() throws SQLException {
    from = SqliteEnd.open(folder.resolve("from.db"));
    from.run("insert into pepper (version, check_value, created_at) values (1, 'own', 1)");
    from.run(
        "with recursive n (i) as (select 1 union all select i + 1 from n where i < "
            + MANY
            + ") insert into audit (at, owner_id, door, client, action, subject_id, subject_name,"
            + " details) select i, 'own_1', 'rest', 'curl', 'key.updated', 'key_1', 'at', 'b'"
            + " from n");
    from.connection().commit();
    to = SqliteEnd.draft(folder.resolve("to.db"));
  }

  @AfterEach
  void close() {
    from.close();
    to.close();
  }

  @Test
  void eachStepIsToldOfBatchByBatchAndNoneBeyondItsEnd() {
    List<String> told = new ArrayList<>();
    MoveProgress hearing =
        (step, table, done, total) -> {
          if (table.equals("audit")) {
            told.add(step + " " + done + " of " + total);
          }
        };

    StoreMove.Moved moved = new StoreMove(from, to, hearing).run();

    assertThat(moved).isEqualTo(new StoreMove.Moved(MANY + 1, false));
    assertThat(told)
        .containsExactly(
            "COPYING 0 of 4500",
            "COPYING 2000 of 4500",
            "COPYING 4000 of 4500",
            "COPYING 4500 of 4500",
            "VERIFYING 1000 of 4500",
            "VERIFYING 2000 of 4500",
            "VERIFYING 2250 of 4500",
            "VERIFYING 3250 of 4500",
            "VERIFYING 4250 of 4500",
            "VERIFYING 4500 of 4500");
  }

  @Test
  void movedOnceMoreItIsThereAlready() {
    new StoreMove(from, to, UNHEARD).run();
    assertThat(new StoreMove(from, to, UNHEARD).run())
        .isEqualTo(new StoreMove.Moved(MANY + 1, true));
  }

  @Test
  void aMoveThatAnotherInstallationBeganIsNotGoneOnWith() throws SQLException {
    MoveProgress ending =
        (step, table, done, total) -> {
          throw new IllegalStateException("ended");
        };
    assertThatThrownBy(() -> new StoreMove(from, to, ending).run()).hasMessage("ended");
    from.run("update pepper set check_value = 'other'");

    assertThatThrownBy(() -> new StoreMove(from, to, UNHEARD).run())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("holds another installation");
  }

  private String digest() throws SQLException {
    return new TableCopy(AUDIT, from, to).digest(from, done -> {});
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "details = 'c' | another text",
        "subject_name = 'a', details = 'tb' | a character in the next column",
        "actor_key_id = '' | an empty text for none",
        "at = at + 256 | another number",
        "at = -at | a number below zero"
      })
  void noChangeOfOneRowIsPassedOver(String change, String what) throws SQLException {
    String before = digest();
    assertThat(digest()).isEqualTo(before);
    from.run("update audit set " + change + " where sequence = 3000");
    assertThat(digest()).as(what).isNotEqualTo(before);
  }

  @Test
  void whatIsCopiedAnewIsRemovedForGood() throws SQLException {
    TableCopy copy = new TableCopy(AUDIT, from, to);
    copy.copy(done -> {});
    assertThat(copy.rows(to)).isEqualTo(MANY);

    copy.clear();
    to.close();
    to = SqliteEnd.open(folder.resolve("to.db"));

    assertThat(new TableCopy(AUDIT, from, to).rows(to)).isZero();
  }
}
