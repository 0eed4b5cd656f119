package dev.kasava.keys.app;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.cli.Moves;
import dev.kasava.keys.fixture.ImportedKeys;
import dev.kasava.keys.fixture.JavaProcess;
import dev.kasava.keys.fixture.Postgres;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.Wait;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.service.CreateKey;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.store.MoveProgress;
import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.store.sql.StoredTable;
import dev.kasava.keys.store.sql.postgres.PostgresEnd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kasava migrate-store}, from a real file to a real server and back. */
final class MoveTest {
  private static final MoveProgress UNHEARD = (step, table, done, total) -> {};
  private static final int MANY = 5_000;
  private static final String FOREIGN = "a-foreign-secret";

  @TempDir private Path temporary;
  private final String url = Postgres.newDatabase();
  private final FolderMoves moves = new FolderMoves(Map.of(), InstantSource.system());
  private Path home;
  private Issue.Claimed first;
  private Issue.Claimed deleted;

  /** Rows in every table, and in some so many that they take several batches. */
  @BeforeEach
  void fill() throws SQLException {
    home = temporary.resolve("home");
    try (TestInstallation installation = TestInstallation.in(home)) {
      first = installation.firstKey();
      deleted = installation.create("\u00dcn\u00ef \ud83d\udd11 'quoted'", null, "keys:read");
      done(
          installation
              .get()
              .verbs()
              .delete()
              .delete(installation.firstCaller(), deleted.key().key().id()));
      installation.create("Another", null, "keys:read");
      ImportedKeys.into(installation.get(), "Imported", FOREIGN);
    }
    String numbers =
        "with recursive n (i) as (select 1 union all select i + 1 from n where i < " + MANY + ") ";
    execute(
        home.resolve("kasava.db"),
        numbers
            + "insert into usage_quarter select 'key_' || (i % 7), i * 1000003 - 9, 'curl',"
            + " 'accepted', 9223372036854775807 - i from n",
        numbers
            + "insert into audit (at, owner_id, door, client, action, subject_id, subject_name,"
            + " details) select i, 'own_1', '', 'curl', 'key.updated', 'key_1', 'caf\u00e9 ' || i,"
            + " case when i % 2 then 'x' else '' end from n",
        "insert into member values ('mem_1', 'own_1', 'Somebody', 'admin', 5)",
        "insert into spent values (x'00ff80', 7)",
        "insert into mcp_note values (9, 'name', 'ENDED', '', '', 7)",
        "insert into session values (x'0102', 'SESSION', 'key_1', 1, 2)",
        "insert into usage_journal values ('b-a', 3), ('ba', 4), ('B', 5)",
        "insert into usage_day values ('key_1', 20000, 'curl', 'accepted', 9)",
        "insert into key_host values ('key_1', '::1', 1, 2)",
        "insert into signing_key values (3, 'kid', x'00', 1, 2, 3)",
        "update sqlite_sequence set seq = 123456 where name = 'key_change'");
    for (StoredTable table : StoredTable.ALL) {
      assertThat(number(sqlite(), "select count(*) from " + table.name()))
          .as(table.name())
          .isPositive();
    }
  }

  private static void execute(Path file, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private String sqlite() {
    return "jdbc:sqlite:" + home.resolve("kasava.db");
  }

  private static long number(String url, String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      assertThat(row.next()).isTrue();
      return row.getLong(1);
    }
  }

  private long rows() throws SQLException {
    long rows = 0;
    for (StoredTable table : StoredTable.ALL) {
      rows += number(sqlite(), "select count(*) from " + table.name());
    }
    return rows;
  }

  private Installation served(Path folder, @Nullable String database) {
    return Installation.initialise(
        new DataFolder(folder),
        new Choices(null, database, Choices.GRACE),
        Map.of(),
        InstantSource.system());
  }

  private static String code(Installation installation, Issue.Claimed key) {
    return installation.authenticator().verify(key.secret().reveal(), List.of()).code();
  }

  private void isServedWhole(Path folder, String database) throws SQLException {
    long audit = number(sqlite(), "select max(sequence) from audit");
    try (Installation node = served(folder, database)) {
      assertThat(code(node, first)).isEqualTo("accepted");
      assertThat(code(node, deleted)).isEqualTo("revoked");
      assertThat(node.authenticator().verify(FOREIGN, List.of()).code()).isEqualTo("accepted");
      Verdict.Accepted accepted =
          (Verdict.Accepted) node.authenticator().verify(first.secret().reveal(), List.of());
      done(
          node.verbs()
              .create()
              .create(
                  Caller.holding(accepted.grant(), Client.KASAVA, Door.CLI),
                  new CreateKey.Request("New", null, List.of("keys:read"), true)));
      assertThat(node.keys().read(reader -> reader.changesSince(0)).latest())
          .as("changes go on after the last number of before, rows or not")
          .isGreaterThan(123_456);
    }
    assertThat(number(database, "select max(sequence) from audit")).isGreaterThan(audit);
  }

  @Test
  void everyRowArrivesAndTheSourceIsLeftAsItWas() throws Exception {
    Moves.Moved moved = moves.toServer(home, url, UNHEARD);
    assertThat(moved.rows()).isEqualTo(rows());
    assertThat(moved.wasThere()).isFalse();
    assertThat(moves.toServer(home, url, UNHEARD).wasThere()).isTrue();
    assertThat(number(url, "select min(requests) from usage_quarter"))
        .isEqualTo(Long.MAX_VALUE - MANY);
    isServedWhole(home, url);
    try (Installation again = served(home, url)) {
      assertThat(code(again, first)).as("at the next start").isEqualTo("accepted");
    }
  }

  @Test
  void everyRowComesBack() throws Exception {
    moves.toServer(home, url, UNHEARD);
    served(home, url).close();
    Path back = temporary.resolve("back");
    Moves.Moved moved = moves.toFolder(home, back, UNHEARD);
    assertThat(moved.rows()).isEqualTo(rows());
    assertThat(Files.readString(back.resolve("pepper")))
        .isEqualTo(Files.readString(home.resolve("pepper")));
    try (Installation installation =
        Installation.open(new DataFolder(back), Map.of(), InstantSource.system())) {
      assertThat(code(installation, first)).isEqualTo("accepted");
      assertThat(code(installation, deleted)).isEqualTo("revoked");
      assertThat(installation.authenticator().verify(FOREIGN, List.of()).code())
          .isEqualTo("accepted");
    }
    String file = "jdbc:sqlite:" + back.resolve("kasava.db");
    assertThat(number(file, "select seq from sqlite_sequence where name = 'key_change'"))
        .as("numbers of changes are never given twice")
        .isGreaterThanOrEqualTo(123_456);
    assertThatThrownBy(() -> moves.toFolder(home, back, UNHEARD))
        .hasMessageContaining("were moved elsewhere");
  }

  /** Otherwise a key that was deleted in the file after the move would live there. */
  @Test
  void whatWasMovedBackIsNotServedFromTheServer() throws Exception {
    moves.toServer(home, url, UNHEARD);
    served(home, url).close();
    Path back = temporary.resolve("back");
    moves.toFolder(home, back, UNHEARD);
    assertThatThrownBy(() -> served(home, url))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("were moved elsewhere")
        .hasMessageContaining("drop table kasava_moved");
    assertThatThrownBy(() -> moves.toServer(back, url, UNHEARD))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("were moved away from that database");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "insert into change_feed select * from kasava_moved; drop table kasava_moved");
    }
    isServedWhole(home, url);
  }

  /** As where a service manager starts one anew. */
  @Test
  void aNodeThatWasStartedMeanwhileGoesNoFurther() throws Exception {
    moves.toServer(home, url, UNHEARD);
    try (PostgresEnd end = PostgresEnd.open(url)) {
      Installation node =
          Installation.initialise(
              new DataFolder(home),
              new Choices(null, url, Duration.ofSeconds(1)),
              Map.of(),
              InstantSource.system());
      assertThat(code(node, first)).isEqualTo("accepted");
      Caller caller = Caller.operator(node.verbs().owners().list().getFirst().id(), Door.CLI);
      end.leave();
      assertThatThrownBy(() -> node.verbs().delete().delete(caller, first.key().key().id()))
          .isInstanceOf(StoreException.class);
      assertThatThrownBy(
              () -> Wait.until("the end of the grace", () -> !code(node, first).equals("accepted")))
          .isInstanceOf(StoreException.class);
      assertThatThrownBy(node::close)
          .as("what it counted stays in its files")
          .isInstanceOf(StoreException.class);
    }
  }

  /** Ended between its last step and its being put in place, while the database goes on. */
  @Test
  void aDraftThatIsOutdatedIsMadeAnew() throws Exception {
    moves.toServer(home, url, UNHEARD);
    served(home, url).close();
    Path back = temporary.resolve("back");
    Files.createDirectories(back);
    Files.copy(home.resolve("kasava.db"), back.resolve("moving.db"));
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("update owner set name = 'Renamed'");
    }
    moves.toFolder(home, back, UNHEARD);
    String file = "jdbc:sqlite:" + back.resolve("kasava.db");
    assertThat(number(file, "select count(*) from owner where name = 'Renamed'")).isOne();
  }

  @Test
  void aFolderThatHoldsAnInstallationIsNotMovedTo() {
    moves.toServer(home, url, UNHEARD);
    served(home, url).close();
    assertThatThrownBy(() -> moves.toFolder(home, home, UNHEARD))
        .hasMessageContaining("holds an installation already");
  }

  @Test
  void everyRowGoesOnToAnotherServer() throws Exception {
    moves.toServer(home, url, UNHEARD);
    served(home, url).close();
    String next = Postgres.newDatabase();
    Moves.Moved moved = moves.toServer(home, next, UNHEARD);
    assertThat(moved.rows()).isEqualTo(rows());
    isServedWhole(home, next);
    try (Installation again =
        Installation.open(new DataFolder(home), Map.of(), InstantSource.system())) {
      assertThat(code(again, first)).as("where it was served last").isEqualTo("accepted");
    }
    assertThat(new DataFolder(home).readDatabaseUrl()).contains(next);
    assertThatThrownBy(() -> served(home, url))
        .as("the server that it was moved away from")
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("were moved elsewhere");
  }

  private static final class Cut extends RuntimeException {}

  /** Fails at the step of this number. */
  private static MoveProgress cutAt(int number) {
    AtomicInteger steps = new AtomicInteger();
    return (step, table, done, total) -> {
      if (steps.incrementAndGet() == number) {
        throw new Cut();
      }
    };
  }

  @Test
  void endedAtAnyStepItGoesOn() throws Exception {
    int cuts = 0;
    boolean isOver = false;
    while (!isOver) {
      try {
        // Further each time, and further than what was done the last time.
        assertThat(moves.toServer(home, url, cutAt(3 + cuts)).rows()).isEqualTo(rows());
        isOver = true;
      } catch (Cut e) {
        cuts++;
        assertThatThrownBy(() -> served(temporary.resolve("node"), url))
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("migrate-store");
      }
    }
    assertThat(cuts).isGreaterThan(StoredTable.ALL.size());
    isServedWhole(home, url);
  }

  @Test
  void killedAtAnyMomentItGoesOn() throws Exception {
    for (String until : List.of("COPYING usage_quarter 2000", "COPYING audit 2000", "VERIFYING")) {
      try (JavaProcess process =
          JavaProcess.start(MovingWorker.class, List.of(), home.toString(), url)) {
        Iterator<String> lines = process.lines().iterator();
        String line = lines.next();
        while (!line.startsWith(until)) {
          assertThat(line).isNotEqualTo("DONE");
          line = lines.next();
        }
        process.close();
        process.exitCode();
      }
      assertThat(number(url, "select count(*) from kasava_move")).isOne();
    }
    assertThat(moves.toServer(home, url, UNHEARD).rows()).isEqualTo(rows());
    isServedWhole(home, url);
  }

  @Test
  void whatChangedBetweenTwoAttemptsIsCopiedAnew() throws Exception {
    assertThatThrownBy(() -> moves.toServer(home, url, cutAt(40))).isInstanceOf(Cut.class);
    execute(
        home.resolve("kasava.db"),
        "delete from usage_quarter where quarter % 2",
        "update owner set name = 'Renamed'");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("update secret set live_until = 5");
    }
    assertThat(moves.toServer(home, url, UNHEARD).rows()).isEqualTo(rows());
    assertThat(number(url, "select count(*) from owner where name = 'Renamed'")).isOne();
    assertThat(number(url, "select count(*) from secret where live_until = 5")).isZero();
  }

  @Test
  void aDatabaseWithSomethingElseIsRefused() throws Exception {
    Path other = temporary.resolve("other");
    try (Installation node = served(other, url)) {
      node.firstStart().begin("Owner", java.time.ZoneOffset.UTC);
      assertThatThrownBy(() -> moves.toServer(home, url, UNHEARD))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("Servers use the database");
    }
    assertThatThrownBy(() -> moves.toServer(home, url, UNHEARD))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("another installation");
    assertThatThrownBy(() -> moves.toServer(home, url.replaceAll("kasava_\\d+", "no"), UNHEARD))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("no such database");
  }

  @Test
  void nobodyMayServeItMeanwhile() {
    try (Installation installation =
        Installation.open(new DataFolder(home), Map.of(), InstantSource.system())) {
      assertThat(installation.folder().hasDatabaseFile()).isTrue();
      assertThatThrownBy(() -> moves.toServer(home, url, UNHEARD))
          .isInstanceOf(DataFolderException.class)
          .hasMessageContaining("uses the data folder");
    }
  }

  /** Otherwise a key that was deleted there after the move would live here. */
  @Test
  void whatWasMovedIsNotServedHere() throws Exception {
    moves.toServer(home, url, UNHEARD);
    DataFolder moved = new DataFolder(home);
    assertThatThrownBy(() -> served(home, null))
        .isInstanceOf(DataFolderException.class)
        .hasMessageContaining("\"kasava serve\", with --database URL or KASAVA_DATABASE");
    assertThatThrownBy(() -> Installation.open(moved, Map.of(), InstantSource.system()))
        .isInstanceOf(DataFolderException.class)
        .hasMessageContaining("delete the file " + moved.moved());
    served(home, url).close();
    served(home, null).close();
    Files.delete(home.resolve("database-url"));
    Files.delete(moved.moved());
    try (Installation before = served(home, null)) {
      assertThat(code(before, first)).isEqualTo("accepted");
    }
  }

  /** Otherwise a key that was deleted here after the move would live there. */
  @Test
  void whatWasChangedAfterTheMoveIsNotServedThere() throws Exception {
    moves.toServer(home, url, UNHEARD);
    execute(home.resolve("kasava.db"), "update owner set name = 'Renamed'");
    assertThatThrownBy(() -> served(home, url))
        .isInstanceOf(DataFolderException.class)
        .hasMessageContaining("were changed after they were moved");
    assertThatThrownBy(() -> moves.toServer(home, url, UNHEARD))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("If servers use the database, it is the newer one: leave it")
        .hasMessageContaining("empty it");
  }

  /** The prefix of keys had no table then. */
  @Test
  void whatAnOlderReleaseMovedIsThereStill() throws Exception {
    moves.toServer(home, url, UNHEARD);
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("delete from key_format");
    }
    assertThat(moves.toServer(home, url, UNHEARD).wasThere()).isTrue();
    assertThat(number(url, "select count(*) from key_format")).isOne();
  }

  @Test
  void theCommandSaysWhatToRun() {
    CommandRun run =
        CommandRun.of(home, "", List.of("migrate-store", "--to", url + "&password=hush"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("KASAVA_HOME=" + home + " kasava serve --database", "password=...")
        .doesNotContain("hush");
    assertThat(run.err()).contains("Copied secret: 4 rows", "Compared secret: 4 rows");
    CommandRun psqls =
        CommandRun.of(home, "", List.of("migrate-store", "--to", "postgresql://h/kasava"));
    assertThat(psqls.exitCode()).isEqualTo(2);
    assertThat(psqls.err()).contains("jdbc:postgresql://");
    assertThat(CommandRun.of(home, "", List.of("migrate-store", "--to", "jdbc:mysql:x")).exitCode())
        .isEqualTo(2);
  }
}
