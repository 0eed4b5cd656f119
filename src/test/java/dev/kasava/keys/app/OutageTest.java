package dev.kasava.keys.app;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.fixture.FaultProxy;
import dev.kasava.keys.fixture.Postgres;
import dev.kasava.keys.fixture.Wait;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.Grant;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.service.CreateKey;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.store.StoreState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real PostgreSQL server that goes and comes back under a node. */
final class OutageTest {
  private final Postgres.Own server;
  private final Path folder;

  OutageTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.server = Postgres.own(folder.resolve("server"));
  }

  @AfterEach
  void stop() throws IOException {
    server.stop();
  }

  private Installation node(Duration grace) {
    return node(server.url(), grace);
  }

  private Installation node(String url, Duration grace) {
    return Installation.initialise(
        new DataFolder(folder.resolve("node")),
        new Choices(null, url, grace),
        Map.of(),
        InstantSource.system());
  }

  private static Issue.Claimed first(Installation node) {
    return node.firstStart().begin("Owner", ZoneOffset.UTC).orElseThrow();
  }

  private static Caller caller(Installation node, Issue.Claimed first) {
    Grant grant = ((Verdict.Accepted) verdict(node, first)).grant();
    return Caller.holding(grant, Client.KASAVA, Door.CLI);
  }

  private static Verdict verdict(Installation node, Issue.Claimed key) {
    return node.authenticator().verify(key.secret().reveal(), List.of());
  }

  private static Issue.Claimed create(Installation node, Caller caller, String name) {
    return (Issue.Claimed)
        done(node.verbs().create().create(caller, new CreateKey.Request(name, null, null, true)));
  }

  private static boolean succeeds(Runnable work) {
    try {
      work.run();
      return true;
    } catch (StoreException e) {
      return false;
    }
  }

  @Test
  void knownKeysStayGoodWritesAreRefusedAndNothingIsLost() throws IOException {
    try (Installation node = node(Choices.GRACE)) {
      Issue.Claimed first = first(node);
      Caller caller = caller(node, first);
      KeyId id = first.key().key().id();
      server.stop();
      for (int i = 0; i < 100; i++) {
        assertThat(verdict(node, first)).isInstanceOf(Verdict.Accepted.class);
        node.meter().count(id, Client.CURL, Counted.ACCEPTED);
      }
      assertThatThrownBy(() -> create(node, caller, "Meanwhile"))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("cannot be reached");
      assertThatThrownBy(() -> node.meter().flush()).isInstanceOf(StoreException.class);
      assertThat(verdict(node, first))
          .as("after a failed write")
          .isInstanceOf(Verdict.Accepted.class);

      server.start();
      Wait.until("writes", () -> succeeds(() -> create(node, caller, "Afterwards")));
      assertThat(done(node.verbs().usage().read(caller, id, null)).total()).isEqualTo(100);
    }
  }

  @Test
  void afterItsGraceANodeTrustsNothingUntilItHearsTheDatabaseAgain() throws IOException {
    try (Installation node = node(Duration.ofSeconds(3))) {
      Issue.Claimed first = first(node);
      assertThat(verdict(node, first)).isInstanceOf(Verdict.Accepted.class);
      assertThat(node.keys().state()).isEqualTo(StoreState.REACHED);
      server.stop();
      Wait.until("the loss is known", () -> node.keys().state() == StoreState.GRACE);
      Wait.until("the end of the grace", () -> !succeeds(() -> verdict(node, first)));
      assertThat(node.keys().state()).isEqualTo(StoreState.CUT_OFF);
      server.start();
      Wait.until("the database", () -> succeeds(() -> verdict(node, first)));
      assertThat(node.keys().state()).isEqualTo(StoreState.REACHED);
      assertThat(verdict(node, first)).isInstanceOf(Verdict.Accepted.class);
    }
  }

  private static boolean passes(Installation node, Verdict key) {
    return Objects.requireNonNull(node.turnstile().pass(key, Client.CURL)).isPassed();
  }

  @Test
  void aLimitHoldsAtEachNodeAndWhatItLetThroughIsToldAfterwards() throws IOException {
    try (Installation node = node(Choices.GRACE)) {
      Caller caller = caller(node, first(node));
      RateLimit limit = new RateLimit(10, Duration.ofHours(1));
      CreateKey.Request request = new CreateKey.Request("Limited", null, null, true, limit, null);
      Verdict key =
          verdict(node, (Issue.Claimed) done(node.verbs().create().create(caller, request)));
      assertThat(passes(node, key)).isTrue();
      server.stop();
      Wait.until("the loss is known", () -> node.keys().state() == StoreState.GRACE);
      for (int i = 0; i < 5; i++) {
        assertThat(passes(node, key)).isTrue();
      }
      server.start();
      Wait.until("the database", () -> node.keys().state() == StoreState.REACHED);
      try (Installation other =
          Installation.open(node.folder(), Map.of(), InstantSource.system())) {
        assertThat(passes(node, key)).isTrue();
        for (int i = 0; i < 3; i++) {
          assertThat(passes(other, key)).as("%d", i).isTrue();
        }
        assertThat(passes(other, key)).isFalse();
        assertThat(passes(node, key)).isFalse();
      }
      Wait.until("writes", () -> succeeds(node.meter()::flush));
    }
  }

  /** Whether the network says so, or says nothing at all. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aNodeThatIsCutOffRefusesAfterItsGraceAndComesBackByItself(boolean isSilent)
      throws IOException {
    try (FaultProxy network = FaultProxy.to(server.port());
        Installation node = node(server.url(network.port()), Duration.ofSeconds(2))) {
      Issue.Claimed first = first(node);
      Caller caller = caller(node, first);
      KeyId id = first.key().key().id();
      if (isSilent) {
        network.fallSilent();
      } else {
        network.cut();
      }
      Wait.until("the loss is known", () -> !succeeds(() -> create(node, caller, "Lost")));
      // Whoever asks from now on is refused without waiting.
      for (int i = 0; i < 1_000; i++) {
        assertThat(succeeds(() -> create(node, caller, "Refused"))).isFalse();
      }
      node.meter().count(id, Client.CURL, Counted.ACCEPTED);
      Wait.until("the end of the grace", () -> !succeeds(() -> verdict(node, first)));
      for (int i = 0; i < 1_000; i++) {
        assertThat(succeeds(() -> verdict(node, first))).isFalse();
      }
      network.heal();
      Wait.until("verdicts", () -> succeeds(() -> verdict(node, first)));
      Wait.until("writes", () -> succeeds(() -> create(node, caller, "Healed")));
      assertThat(done(node.verbs().usage().read(caller, id, null)).total()).isOne();
    }
  }

  @Test
  void aStandbyThatTakesOverHasEverything() throws Exception {
    server.stop();
    Postgres.Own standby = server.startWithStandby(folder.resolve("standby"));
    String both = server.urlWith(standby);
    try (Installation node = node(both + "&targetServerType=primary", Choices.GRACE)) {
      Issue.Claimed first = first(node);
      Caller caller = caller(node, first);
      KeyId id = first.key().key().id();
      List<Issue.Claimed> made = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        made.add(create(node, caller, "Before " + i));
        node.meter().count(id, Client.CURL, Counted.ACCEPTED);
      }
      Issue.Claimed deleted = made.removeLast();
      done(node.verbs().delete().delete(caller, deleted.key().key().id()));
      node.meter().flush();
      node.meter().count(id, Client.CURL, Counted.ACCEPTED);
      node.authenticator().catchUp();
      server.kill();
      for (int i = 0; i < 100; i++) {
        assertThat(verdict(node, first)).isInstanceOf(Verdict.Accepted.class);
      }
      Wait.until("the loss is known", () -> !succeeds(() -> create(node, caller, "Lost")));
      standby.promote();
      Wait.until("writes", () -> succeeds(() -> create(node, caller, "Afterwards")));
      assertThat(made).hasSize(19);
      assertThat(made)
          .allSatisfy(key -> assertThat(verdict(node, key)).isInstanceOf(Verdict.Accepted.class));
      assertThat(verdict(node, deleted)).isInstanceOf(Verdict.Revoked.class);
      assertThat(done(node.verbs().usage().read(caller, id, null)).total()).isEqualTo(21);
    } finally {
      standby.stop();
    }
  }
}
