package dev.kasava.keys.store.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.kasava.keys.fixture.FaultProxy;
import dev.kasava.keys.fixture.LogTap;
import dev.kasava.keys.fixture.Postgres;
import dev.kasava.keys.fixture.Wait;
import dev.kasava.keys.store.LimitStore;
import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.store.StoreState;
import dev.kasava.keys.store.sql.SqlDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a node knows of a server that it may be cut off from, and hears of others by it. */
final class CutOffTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration OFTEN = Duration.ofMillis(20);

  private final String url = Postgres.newDatabase();
  private final FaultProxy network;

  CutOffTest() throws IOException {
    network = FaultProxy.to(port());
  }

  @AfterEach
  void close() {
    network.close();
  }

  private int port() {
    Matcher port = Pattern.compile(":(\\d+)/").matcher(url);
    assertThat(port.find()).isTrue();
    return Integer.parseInt(port.group(1));
  }

  private PostgresDatabase open(Duration grace) {
    String through = url.replaceAll(":\\d+/", ":" + network.port() + "/");
    return PostgresDatabase.open(through, grace, OFTEN);
  }

  private static void await(SqlDatabase database, StoreState state) {
    Wait.until(state.name(), () -> database.state() == state);
  }

  private void awaitNoConnections() {
    Wait.until("no connections", () -> connections() == 0);
  }

  private static int one(SqlDatabase database) {
    return database.<Integer>read(handle -> handle.createQuery("select 1").mapTo(int.class).one());
  }

  @Test
  void whoIsCutOffKnowsItAndWaitsForNothing() {
    try (PostgresDatabase database = open(LONG)) {
      LimitStore limits = database.limits().orElseThrow();
      assertThat(database.state()).isEqualTo(StoreState.REACHED);
      assertThat(limits.isReached()).isTrue();

      network.cut();
      await(database, StoreState.GRACE);

      assertThat(limits.isReached()).isFalse();
      assertThatThrownBy(() -> one(database))
          .isInstanceOf(StoreException.class)
          .hasMessage(PostgresFailures.UNREACHABLE);
      network.heal();
      await(database, StoreState.REACHED);
      assertThat(one(database)).isEqualTo(1);
      assertThat(limits.isReached()).isTrue();
    }
  }

  private static void awaitTold(LogTap log, StringBuilder told, String words) {
    Wait.until(words, () -> told.append(log.heard()).toString().contains(words));
  }

  @Test
  void eachChangeOfItsStateIsToldOnce() {
    try (LogTap log = LogTap.open();
        PostgresDatabase database = open(SHORT)) {
      await(database, StoreState.REACHED);
      log.heard();
      for (int time = 0; time < 2; time++) {
        network.cut();
        StringBuilder told = new StringBuilder();
        awaitTold(log, told, "no key is good until it does");
        assertThat(database.state()).isEqualTo(StoreState.CUT_OFF);
        network.heal();
        awaitTold(log, told, "The database answers again.");
        await(database, StoreState.REACHED);
        assertThat(told.toString())
            .containsOnlyOnce("The database does not answer (")
            .containsOnlyOnce("has not answered for the grace")
            .containsOnlyOnce("The database answers again.");
      }
    }
  }

  private long connections() {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select count(*) from pg_stat_activity where application_name = '"
                    + PostgresDatabase.APPLICATION
                    + "' and datname = current_database()")) {
      assertThat(row.next()).isTrue();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatWasMovedAwayIsNotWrittenTo() {
    try (PostgresDatabase database = open(LONG)) {
      database.<Integer>write(handle -> handle.execute("delete from change_feed"));
      assertThatThrownBy(() -> change(database))
          .isInstanceOf(StoreException.class)
          .hasMessage("The keys were moved to another database.");
    }
  }

  @Test
  void howLongAnAnswerMayTakeIsWhatTheUrlSays() {
    assertThat(PostgresDatabase.dataSource(url, 5, 30).getSocketTimeout()).isEqualTo(30);
    assertThat(PostgresDatabase.dataSource(url + "&socketTimeout=7", 5, 30).getSocketTimeout())
        .isEqualTo(7);
  }

  @Test
  void afterItsEndNothingOfItIsConnected() {
    try (PostgresDatabase database = open(LONG)) {
      assertThat(PostgresStores.take(database)).isOne();
      assertThat(one(database)).isEqualTo(1);
      // The feed's, a reader's, the writer's and that of the limits.
      assertThat(connections()).isGreaterThanOrEqualTo(4);
    }
    awaitNoConnections();
  }

  /** An own login to the database, with what belongs to it. */
  private String owner() throws SQLException {
    String user = "plain_" + Long.toHexString(System.nanoTime());
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("create role " + user + " login");
      statement.execute("alter database " + connection.getCatalog() + " owner to " + user);
    }
    return user;
  }

  private String as(String user) {
    String own = url.replace("user=postgres", "user=" + user);
    assertThat(own).isNotEqualTo(url);
    return own;
  }

  @Test
  void whereTooFewConnectionsAreAllowedItIsToldAndNoneIsKept() throws SQLException {
    String user = owner();
    String own = as(user);
    PostgresDatabase.open(own, LONG, OFTEN).close();
    awaitNoConnections();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("alter role " + user + " connection limit 1");
    }
    // The one that looked at the schema may take a moment to end, and then be in the way itself.
    Wait.until("it is the readers that are refused", () -> isOfReaders(failure(own)));
    awaitNoConnections();
  }

  /** When the writer has its connection already. */
  private static boolean isOfReaders(@Nullable Throwable failure) {
    return failure instanceof PoolInitializationException
        && Arrays.stream(failure.getStackTrace())
            .anyMatch(frame -> frame.getMethodName().equals("readers"));
  }

  private static @Nullable Throwable failure(String url) {
    StoreException failure =
        catchThrowableOfType(StoreException.class, () -> PostgresDatabase.open(url, LONG, OFTEN));
    assertThat(failure).hasMessageStartingWith("The database server has no room left");
    return failure.getCause();
  }

  private static void change(SqlDatabase database) {
    database.writeKeys(handle -> new SqlDatabase.Changed<>("", true));
  }

  /** At the next question it would be an hour later. */
  @Test
  void aChangeIsHeardOfWithoutBeingAskedFor() {
    try (PostgresDatabase one = open(LONG)) {
      PostgresDatabase other = PostgresDatabase.open(url, LONG, LONG);
      // The first may be what it asks for when it begins.
      for (int time = 0; time < 3; time++) {
        long before = other.changeWord().get();
        Wait.until("a change", () -> isHeard(one, other, before));
      }
      // Its feed would wait an hour for the next word, but ends with its connection.
      Thread closing = Thread.ofPlatform().start(other::close);
      Wait.until(
          "the end of its feed",
          () -> {
            endConnections();
            return !closing.isAlive();
          });
    }
  }

  /** Once more, as nobody listened yet when the first was told. */
  private static boolean isHeard(SqlDatabase one, SqlDatabase other, long before) {
    change(one);
    return other.changeWord().get() != before;
  }

  private void endConnections() {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname ="
              + " current_database() and pid <> pg_backend_pid()");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** As with those that only speak like PostgreSQL, and providers that keep it to themselves. */
  @Test
  void changesAreHeardOfWhereTheServerDoesNotTellOfItself() throws SQLException {
    String[] functions = {"pg_control_system()", "pg_current_wal_lsn()"};
    String user = owner();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String function : functions) {
        statement.execute("revoke execute on function " + function + " from public");
        isHeardBy(as(user));
      }
    }
  }

  private static void isHeardBy(String own) {
    try (PostgresDatabase one = PostgresDatabase.open(own, LONG, OFTEN);
        PostgresDatabase other = PostgresDatabase.open(own, LONG, OFTEN)) {
      await(other, StoreState.REACHED);
      long before = other.changeWord().get();
      change(one);
      Wait.until("the change", () -> other.changeWord().get() != before);
      assertThat(other.state()).isEqualTo(StoreState.REACHED);
    }
  }
}
