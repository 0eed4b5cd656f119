package dev.kasava.keys.store.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator is told of a code of PostgreSQL's, and what is done again. */
final class PostgresFailuresTest {
  private static Exception failure(String state) {
    return new IllegalStateException("passed on", new SQLException("the driver's words", state));
  }

  private static String explained(Exception failure) {
    return String.valueOf(PostgresFailures.explain(failure).getMessage());
  }

  private static String explainedOpening(Exception failure) {
    return String.valueOf(PostgresFailures.explainOpening(failure).getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "08006, cannot be reached",
    "57P01, cannot be reached",
    "28P01, refuses the login",
    "3D000, There is no such database",
    "53100, has no room left",
    "55P03, Another writer holds the database",
    "25006, takes no writes"
  })
  void eachKindSaysWhatToDoAndNothingOfTheDriver(String state, String sentence) {
    assertThat(explained(failure(state))).contains(sentence).doesNotContain("the driver's words");
  }

  @Test
  void whatOnlyTheDriverKnowsIsSaidInItsWords() {
    assertThat(explained(failure("42501"))).contains("may not do", "the driver's words");
    assertThat(explained(failure("XX000"))).isEqualTo("The database failed: the driver's words");
    assertThat(explained(failure("4"))).isEqualTo("The database failed: the driver's words");
    assertThat(explained(new IllegalStateException("no code")))
        .isEqualTo("The database failed: no code");
    assertThat(explained(new SQLException("none either", (String) null)))
        .isEqualTo("The database failed: none either");
  }

  @Test
  void aPoolThatGivesNoConnectionReachesNothing() {
    assertThat(explained(new IllegalStateException(new SQLTransientConnectionException("timeout"))))
        .isEqualTo(PostgresFailures.UNREACHABLE);
  }

  @Test
  void whoOpensADatabaseHearsWhereAndWhy() {
    assertThat(explainedOpening(failure("08001")))
        .contains("gives no connection: the driver's words. Check")
        .contains("sslmode");
    SQLException ended = new SQLException("It ended.", "08006");
    assertThat(explainedOpening(ended)).contains("gives no connection: It ended. Check");
    SQLException silent = new SQLException(null, "08006");
    assertThat(explainedOpening(silent)).contains("gives no connection: it does not answer. Check");
    assertThat(explainedOpening(failure("28P01"))).isEqualTo(explained(failure("28P01")));
  }

  /** Where a URL is mistyped, its password may stand in its place. */
  @Test
  void aHostThatIsNotKnownIsNotQuoted() {
    SQLException failure = new SQLException("The connection attempt failed.", "08001");
    failure.initCause(new UnknownHostException("s3cret@db"));
    assertThat(explainedOpening(failure))
        .contains("its host is not known")
        .doesNotContain("s3cret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"40001", "40P01"})
  void aConflictIsTriedAgain(String state) {
    assertThat(PostgresFailures.isConflict(failure(state))).isTrue();
    assertThat(PostgresFailures.isLost(failure(state))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"08003", "08006", "57P01", "57P02"})
  void aLostConnectionIsKnown(String state) {
    assertThat(PostgresFailures.isLost(failure(state))).isTrue();
    assertThat(PostgresFailures.isConflict(failure(state))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"23505", "57014", "08001", "40002"})
  void allElseIsNotDoneAgain(String state) {
    assertThat(PostgresFailures.isLost(failure(state))).isFalse();
    assertThat(PostgresFailures.isConflict(failure(state))).isFalse();
  }
}
