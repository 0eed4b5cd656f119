package dev.kasava.keys.app;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.http.HostNames;
import dev.kasava.keys.http.Server;
import dev.kasava.keys.http.Traffic;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.mcp.legacy.LegacyLane;
import dev.kasava.keys.service.ChangeFeed;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.ReadAudit;
import dev.kasava.keys.store.McpNotes;
import dev.kasava.keys.store.SessionStore;
import dev.kasava.keys.token.SigningKeys;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What turns of a server's upkeep do, with the data folder opened once more, as another process
 * would.
 */
final class UpkeepTest {
  private static final Instant START = Instant.parse("2027-03-01T10:00:00Z");
  private static final Duration RECORDS = Duration.ofDays(30);
  private static final String INITIALIZE =
      """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"raw","version":"1"}}}\
      """;

  @TempDir private Path folder;
  private final SetClock clock = new SetClock(START);
  private TestInstallation test;
  private Installation installation;
  private Installation other;
  private HttpDoors doors;
  private List<Upkeep.Chore> upkeep;

  @BeforeEach
  void open() {
    test = TestInstallation.in(folder, clock);
    installation = test.get();
    other = Installation.open(new DataFolder(folder), Map.of(), clock);
    doors =
        new HttpDoors(installation, () -> "http://127.0.0.1:8787", List.of(), LegacyLane.PATIENCE);
    upkeep = Upkeep.of(installation, doors, RECORDS);
  }

  @AfterEach
  void close() {
    other.close();
    test.close();
  }

  private void turn(String name) {
    List<Upkeep.Chore> named = upkeep.stream().filter(each -> each.name().equals(name)).toList();
    assertThat(named).hasSize(1);
    named.getFirst().turn().run();
  }

  @Test
  void nothingIsForgotten() {
    assertThat(upkeep)
        .extracting(Upkeep.Chore::name)
        .containsExactlyInAnyOrder(
            "flushing usage",
            "taking in changes",
            "telling of changes",
            "hearing of sessions",
            "sweeping sessions",
            "sweeping",
            "looking at the pepper",
            "tending signing keys",
            "giving up old records");
  }

  @Test
  void eachIsAsOftenAsWhatDependsOnItNeedsAndNoDearer() {
    assertThat(upkeep)
        .allSatisfy(
            each -> {
              Duration longest = longest(each.name());
              assertThat(Duration.ofMillis(each.millis()))
                  .as(each.name())
                  .isBetween(longest.dividedBy(30), longest);
            });
  }

  private static Duration longest(String name) {
    return switch (name) {
      // Pages and MCP sessions hear of changes at once.
      case "taking in changes", "telling of changes", "hearing of sessions" ->
          Duration.ofMillis(250);
      case "flushing usage", "sweeping sessions" -> Duration.ofSeconds(1);
      // Whoever rotates a pepper is told to wait for two turns.
      case "looking at the pepper" -> Duration.ofSeconds(5);
      case "sweeping", "tending signing keys" -> Duration.ofMinutes(1);
      case "giving up old records" -> Duration.ofDays(1);
      default -> throw new AssertionError(name);
    };
  }

  @Test
  void countsReachTheDatabase() {
    KeyId key = test.firstKey().key().key().id();
    installation.meter().count(key, Client.CURL, Counted.ACCEPTED);
    assertThat(total(key)).isZero();

    turn("flushing usage");

    assertThat(total(key)).isEqualTo(1);
  }

  private long total(KeyId key) {
    return done(other.verbs().usage().read(test.firstCaller(), key, null)).total();
  }

  @Test
  void listenersHearOfWhatWasChangedElsewhere() {
    List<Boolean> heard = new ArrayList<>();
    Issue.Claimed key = test.create("Changed", null);
    ChangeFeed.Listener listener = isChanged -> heard.add(isChanged.test(key.key().key().id()));
    installation.changes().listen(test.firstCaller().owner(), listener);
    done(other.verbs().delete().delete(test.firstCaller(), key.key().key().id()));

    turn("telling of changes");
    turn("telling of changes");

    assertThat(heard).containsExactly(true);
  }

  @Test
  void aSessionOfADeletedKeyEnds() throws Exception {
    Issue.Claimed key = test.create("Deleted", null, "keys:read");
    Server server =
        Server.start(
            "127.0.0.1", 0, doors.handler(new HostNames(null, "127.0.0.1"), new Traffic()));
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI mcp = URI.create("http://127.0.0.1:" + server.port() + "/mcp");
      int status =
          client
              .send(
                  HttpRequest.newBuilder(mcp)
                      .header("Authorization", "Bearer " + key.secret().reveal())
                      .header("Content-Type", "application/json")
                      .header("Accept", "application/json, text/event-stream")
                      .POST(HttpRequest.BodyPublishers.ofString(INITIALIZE))
                      .build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode();
      assertThat(status).isEqualTo(200);
      turn("sweeping sessions");
      assertThat(doors.mcp().sessions()).isEqualTo(1);
      done(other.verbs().delete().delete(test.firstCaller(), key.key().key().id()));

      turn("sweeping sessions");

      assertThat(doors.mcp().sessions()).isZero();
    } finally {
      server.close();
    }
  }

  @Test
  void whatLapsedIsGone() {
    byte[] token = new byte[32];
    Issue pending = test.ask("Never claimed");
    KeyId first = test.firstKey().key().key().id();
    Instant end = START.plus(ApiKey.CLAIM_WINDOW);
    SessionStore.Kind kind = SessionStore.Kind.SESSION;
    installation.sessions().add(token, new SessionStore.Session(kind, first, START, end));
    assertThat(installation.spent().spend(token, end)).isTrue();
    installation.mcpNotes().add(new McpNotes.Note("session", McpNotes.Kind.CANCELLED, "", ""), end);
    turn("sweeping");
    assertThat(installation.sessions().find(token, kind, START)).isPresent();
    assertThat(installation.spent().spend(token, end)).isFalse();
    assertThat(installation.mcpNotes().of("session")).hasSize(1);
    assertThat(isThere(pending)).isTrue();

    clock.set(end.plusSeconds(1));
    turn("sweeping");

    assertThat(installation.sessions().find(token, kind, START)).isEmpty();
    assertThat(installation.spent().spend(token, end)).isTrue();
    assertThat(installation.mcpNotes().of("session")).isEmpty();
    assertThat(isThere(pending)).isFalse();
  }

  private boolean isThere(Issue issue) {
    return other.keys().read(reader -> reader.key(issue.key().key().id())).isPresent();
  }

  @Test
  void aPepperThatWasAddedElsewhereIsTakenUpAndDigestsMove() {
    LocalPeppers peppers = new LocalPeppers(other, Map.of());
    assertThat(peppers.prepare()).isEqualTo(2);
    turn("looking at the pepper");
    assertThat(installation.peppers().all()).hasSize(2);
    assertThat(installation.peppers().current().version()).isEqualTo(1);
    peppers.activate(2);
    assertThat(other.peppers().current().version()).isEqualTo(2);

    turn("looking at the pepper");
    assertThat(installation.peppers().current().version()).isEqualTo(2);
    assertThat(under(1)).isEqualTo(1);
    assertThat(test.firstCaller()).isNotNull();
    turn("looking at the pepper");

    assertThat(under(1)).isZero();
    assertThat(under(2)).isEqualTo(1);
  }

  private long under(int pepper) {
    return other.keys().<Long>read(reader -> reader.secretsUnder(pepper, clock.instant()));
  }

  @Test
  void signingKeysAreMadeAheadOfTime() {
    turn("tending signing keys");
    assertThat(installation.signingKeys().sealedUnder(1)).isEqualTo(1);
    clock.advance(SigningKeys.SIGNS.minus(SigningKeys.AHEAD).plusSeconds(1));

    turn("tending signing keys");

    assertThat(installation.signingKeys().sealedUnder(1)).isEqualTo(2);
  }

  @Test
  void recordsAreGivenUpWhenTheirTimeIsOver() {
    test.create("Made", null);
    clock.advance(RECORDS);
    turn("giving up old records");
    assertThat(records()).isNotEmpty();
    clock.advance(Duration.ofSeconds(1));

    turn("giving up old records");

    assertThat(records()).isEmpty();
  }

  private List<?> records() {
    return done(other.verbs().log().read(test.firstCaller(), new ReadAudit.Request(null, null, 50)))
        .entries();
  }
}
