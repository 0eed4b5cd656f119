package dev.kasava.keys.app;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.access.PepperException;
import dev.kasava.keys.fixture.ImportedKeys;
import dev.kasava.keys.fixture.Postgres;
import dev.kasava.keys.fixture.Wait;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.Grant;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.service.CreateKey;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several nodes on one PostgreSQL database, each with a data folder of its own. */
final class NodesTest {
  @TempDir private Path folder;
  private final String url = Postgres.newDatabase();
  private final Choices choices = new Choices(null, url, Choices.GRACE);
  private final List<Installation> open = new ArrayList<>();
  private String pepper = "";

  private Installation node(String name) throws IOException {
    return node(name, choices);
  }

  private Installation node(String name, Choices choices) throws IOException {
    Map<String, String> environment = pepper.isEmpty() ? Map.of() : Map.of("KASAVA_PEPPER", pepper);
    Installation node =
        Installation.initialise(
            new DataFolder(folder.resolve(name)), choices, environment, InstantSource.system());
    open.add(node);
    if (pepper.isEmpty()) {
      pepper = Files.readString(node.folder().path().resolve("pepper"));
    }
    return node;
  }

  @AfterEach
  void close() {
    open.forEach(Installation::close);
  }

  private static Caller caller(Installation node, Issue.Claimed first) {
    Grant grant =
        ((Verdict.Accepted) node.authenticator().verify(first.secret().reveal(), List.of()))
            .grant();
    return Caller.holding(grant, Client.KASAVA, Door.CLI);
  }

  private static String codeOf(Installation node, Issue.Claimed key) {
    return codeOf(node, key.secret().reveal());
  }

  private static String codeOf(Installation node, String secret) {
    return node.authenticator().verify(secret, List.of()).code();
  }

  /** Asks again and again; a node hears of another's changes within a moment. */
  private static void becomes(Installation node, Issue.Claimed key, String expected) {
    becomes(node, key.secret().reveal(), expected);
  }

  private static void becomes(Installation node, String secret, String expected) {
    Wait.until(expected, () -> codeOf(node, secret).equals(expected));
  }

  @Test
  void whatOneNodeMakesAndDeletesIsGoodAndDeadOnTheOther() throws Exception {
    Installation one = node("one");
    Issue.Claimed first = one.firstStart().begin("Owner", ZoneOffset.UTC).orElseThrow();
    Installation two = node("two");
    assertThat(two.firstStart().begin("Owner", ZoneOffset.UTC)).isEmpty();
    assertThat(codeOf(two, first)).isEqualTo("accepted");
    for (int i = 0; i < 20; i++) {
      Issue.Claimed key = create(one, first, "Key " + i);
      assertThat(codeOf(two, key)).as("made a moment ago").isEqualTo("accepted");
      assertThat(codeOf(one, key)).isEqualTo("accepted");
      done(two.verbs().delete().delete(caller(two, first), key.key().key().id()));
      assertThat(codeOf(two, key)).isEqualTo("revoked");
      becomes(one, key, "revoked");
    }
  }

  /** The first one that was made elsewhere has every node look at such text from then on. */
  @Test
  void whatOneNodeImportsIsGoodAndDeadOnTheOther() throws Exception {
    Installation one = node("one");
    Issue.Claimed first = one.firstStart().begin("Owner", ZoneOffset.UTC).orElseThrow();
    Installation two = node("two");
    assertThat(codeOf(two, "a-foreign-secret-0")).isEqualTo("malformed");
    ImportedKeys.into(one, "Imported", "a-foreign-secret");
    becomes(two, "a-foreign-secret", "accepted");
    for (int i = 0; i < 10; i++) {
      String secret = "a-foreign-secret-" + i;
      KeyId id = ImportedKeys.into(one, "Imported " + i, secret);
      assertThat(codeOf(two, secret)).as("imported a moment ago").isEqualTo("accepted");
      done(two.verbs().delete().delete(caller(two, first), id));
      assertThat(codeOf(two, secret)).isEqualTo("revoked");
      becomes(one, secret, "revoked");
    }
  }

  @Test
  void theCommandImportsIntoTheDatabaseThatTheFolderNames() throws IOException {
    Installation one = node("one");
    assertThat(one.firstStart().begin("Owner", ZoneOffset.UTC)).isPresent();
    Installation two = node("two");
    assertThat(codeOf(two, "a-foreign-secret")).isEqualTo("malformed");
    String line =
        "{\"name\":\"Imported\",\"secret\":{\"sha256\":"
            // The SHA-256 of "a-foreign-secret".
            + "\"074728ae80de6ed1b3dd4616b071040ffb36551f8408ef922b623ac4c5f99e9d\"}}";
    for (String said : List.of("Imported 1 key.", "Imported 0 keys; 1 key already here.")) {
      CommandRun run = CommandRun.fed(folder.resolve("one"), line, List.of("keys", "import", "-"));
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.out()).isEqualTo(said + "\n");
    }
    becomes(two, "a-foreign-secret", "accepted");
    CommandRun export = CommandRun.fed(folder.resolve("one"), "", List.of("keys", "export", "-"));
    assertThat(export.out().lines()).hasSize(2);
  }

  private static Issue.Claimed create(Installation node, Issue.Claimed first, String name) {
    return (Issue.Claimed)
        done(
            node.verbs()
                .create()
                .create(
                    caller(node, first),
                    new CreateKey.Request(name, null, List.of("keys:read"), true)));
  }

  @Test
  void usesOfAllNodesAddUp() throws Exception {
    Installation one = node("one");
    Issue.Claimed first = one.firstStart().begin("Owner", ZoneOffset.UTC).orElseThrow();
    Installation two = node("two");
    for (int i = 0; i < 50; i++) {
      one.meter().count(first.key().key().id(), Client.CURL, Counted.ACCEPTED);
      two.meter().count(first.key().key().id(), Client.CURL, Counted.ACCEPTED);
    }
    one.meter().flush();
    two.meter().flush();
    assertThat(
            done(one.verbs().usage().read(caller(one, first), first.key().key().id(), null))
                .total())
        .isEqualTo(100);
  }

  @Test
  void aNodeWithoutThePepperDoesNotStart() throws IOException {
    node("one");
    pepper = "";
    assertThatThrownBy(() -> node("two"))
        .isInstanceOf(PepperException.class)
        .hasMessageContaining("The pepper is missing");
  }

  /** Else it would take every key of the others for none. */
  @Test
  void aNodeGoesByThePrefixThatTheOthersHave() throws IOException {
    Installation one = node("one", new Choices("acme", url, Choices.GRACE));
    Issue.Claimed first = one.firstStart().begin("Owner", ZoneOffset.UTC).orElseThrow();
    Installation two = node("two");
    assertThat(codeOf(two, first)).isEqualTo("accepted");
    assertThat(two.folder().path().resolve("key-prefix")).hasContent("acme");
    assertThatThrownBy(() -> node("three", new Choices("ksa", url, Choices.GRACE)))
        .isInstanceOf(DataFolderException.class)
        .hasMessageContaining("begin with \"acme_\"")
        .hasMessageContaining("Leave --key-prefix out");
    assertThat(folder.resolve("three/key-prefix")).doesNotExist();
    assertThat(codeOf(node("three"), first)).isEqualTo("accepted");
  }

  @Test
  void aNodeWithThePrefixOfAnotherInstallationDoesNotStart() throws IOException {
    node("one", new Choices("acme", url, Choices.GRACE));
    Path prefix = remembering("two", "ksa");
    assertThatThrownBy(() -> node("two"))
        .isInstanceOf(DataFolderException.class)
        .hasMessageContaining("says that keys begin with \"ksa_\"")
        .hasMessageContaining("the database says \"acme_\"")
        .hasMessageContaining("update key_format set prefix = 'ksa'");
    Files.delete(prefix);
    assertThat(node("two").format().prefix()).isEqualTo("acme");
  }

  private Path remembering(String name, String prefix) throws IOException {
    Files.createDirectories(folder.resolve(name));
    return Files.writeString(folder.resolve(name + "/key-prefix"), prefix + "\n");
  }

  @Test
  void aStartThatIsRefusedSettlesNothing() throws IOException {
    Path left = remembering("one", "ksa");
    Choices acme = new Choices("acme", url, Choices.GRACE);
    assertThatThrownBy(() -> node("one", acme))
        .isInstanceOf(DataFolderException.class)
        .hasMessageContaining("Leave --key-prefix out");
    Files.delete(left);
    assertThat(node("one", acme).format().prefix()).isEqualTo("acme");
    String good = pepper;
    pepper = "";
    assertThatThrownBy(() -> node("two")).isInstanceOf(PepperException.class);
    assertThat(folder.resolve("two/key-prefix")).doesNotExist();
    pepper = good;
    assertThat(node("two").format().prefix()).isEqualTo("acme");
  }

  /** As a database is that an older release wrote, where only the folders of its nodes know it. */
  @Test
  void whereKeysAreAlreadyNobodyGuessesHowTheyBegin() throws Exception {
    Installation one = node("one", new Choices("acme", url, Choices.GRACE));
    Issue.Claimed first = one.firstStart().begin("Owner", ZoneOffset.UTC).orElseThrow();
    one.close();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("delete from key_format");
    }
    assertThatThrownBy(() -> node("two"))
        .isInstanceOf(DataFolderException.class)
        .hasMessageContaining("key-prefix is missing")
        .hasMessageContaining("start the node first that has it");
    assertThat(folder.resolve("two/key-prefix")).doesNotExist();
    assertThat(codeOf(node("one"), first)).isEqualTo("accepted");
    assertThat(codeOf(node("two"), first)).isEqualTo("accepted");
  }

  @Test
  void theDataFolderKeepsWhichDatabaseItIs() throws IOException {
    Installation one = node("one");
    one.close();
    DataFolder same = new DataFolder(folder.resolve("one"));
    try (Installation again = Installation.open(same, Map.of(), InstantSource.system())) {
      assertThat(again.folder().readDatabaseUrl()).contains(url);
      assertThat(Files.exists(same.database())).isFalse();
    }
  }

  @Test
  void aFolderWithKeysOfItsOwnTakesNoOtherDatabase() {
    DataFolder own = new DataFolder(folder.resolve("own"));
    Installation.initialise(own, Choices.USUAL, Map.of(), InstantSource.system()).close();
    assertThatThrownBy(
            () -> Installation.initialise(own, choices, Map.of(), InstantSource.system()))
        .isInstanceOf(DataFolderException.class)
        .hasMessageContaining("KASAVA_HOME");
    assertThat(own.readDatabaseUrl()).isEmpty();
  }

  @Test
  void whatCannotBeReachedIsSaid() {
    for (String wrong :
        List.of(
            "jdbc:postgresql://127.0.0.1:1/kasava?user=postgres",
            url.replaceAll("kasava_\\d+", "nowhere"))) {
      assertThatThrownBy(
              () ->
                  Installation.initialise(
                      new DataFolder(folder.resolve("wrong" + wrong.length())),
                      new Choices(null, wrong, Choices.GRACE),
                      Map.of(),
                      InstantSource.system()))
          .isInstanceOf(StoreException.class)
          .message()
          .containsAnyOf("gives no connection", "no such database");
    }
  }
}
