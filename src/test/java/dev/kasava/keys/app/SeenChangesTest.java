package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.LogTap;
import dev.kasava.keys.fixture.Postgres;
import dev.kasava.keys.fixture.Wait;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that went back in time is told of, once. */
final class SeenChangesTest {
  private final String url = Postgres.newDatabase();
  private final DataFolder folder;
  private final Installation installation;

  SeenChangesTest(@TempDir Path temporary) {
    folder = new DataFolder(temporary.resolve("data"));
    installation =
        Installation.initialise(
            folder, new Choices(null, url, Choices.GRACE), Map.of(), InstantSource.system());
    installation.firstStart().begin("Owner", ZoneOffset.UTC);
  }

  @AfterEach
  void close() {
    installation.close();
  }

  private SeenChanges seen() {
    return new SeenChanges(folder, installation.keys());
  }

  private void change(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isPositive();
    }
  }

  private static String heardWhile(Runnable work) {
    try (LogTap log = LogTap.open()) {
      work.run();
      return log.heard();
    }
  }

  @Test
  void aDatabaseThatGoesOnIsNothingToTell() throws SQLException {
    assertThat(heardWhile(seen()::look)).isEmpty();
    assertThat(folder.readChangesSeen()).isPositive();
    change("insert into key_change (key_id, owner_id) select key_id, owner_id from key_change");
    assertThat(heardWhile(seen()::look)).isEmpty();
    assertThat(heardWhile(seen()::look)).isEmpty();
  }

  @Test
  void oneThatLacksChangesIsToldOfOnceAtTheStartAsAmidServing() throws SQLException {
    change("insert into key_change (key_id, owner_id) select key_id, owner_id from key_change");
    SeenChanges serving = seen();
    serving.look();
    long before = folder.readChangesSeen();
    change("delete from key_change where sequence = " + before);
    assertThat(heardWhile(serving::look))
        .contains("lacks the last change of keys")
        .contains("delete");
    assertThat(heardWhile(serving::look)).isEmpty();
    change("update key_change set sequence = 0 where sequence = " + (before - 1));
    assertThat(heardWhile(seen()::look)).contains("lacks the last");
    assertThat(heardWhile(seen()::look)).isEmpty();
  }

  @Test
  void whatIsChangedJustBeforeTheEndIsRemembered() throws SQLException {
    long before;
    try (HttpService service =
        HttpService.start(installation, new HttpService.Options("127.0.0.1", 0, null))) {
      assertThat(service.address()).isNotEmpty();
      Wait.until("the first look", () -> folder.readChangesSeen() > 0);
      before = folder.readChangesSeen();
      change("insert into key_change (key_id, owner_id) select key_id, owner_id from key_change");
    }
    assertThat(folder.readChangesSeen()).isGreaterThan(before);
  }

  @Test
  void aDatabaseThatIsGoneAtTheEndIsToldOf() {
    SeenChanges serving = seen();
    installation.close();
    assertThat(heardWhile(serving::lookAtTheEnd)).contains("not noted");
  }

  @Test
  void whatCannotBeReadIsAsIfNothingHadBeenSeen() throws Exception {
    Files.writeString(folder.path().resolve("changes-seen"), "many\n");
    assertThat(heardWhile(seen()::look)).isEmpty();
    assertThat(folder.readChangesSeen()).isPositive();
  }
}
