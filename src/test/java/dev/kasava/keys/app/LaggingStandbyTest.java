package dev.kasava.keys.app;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.fixture.Postgres;
import dev.kasava.keys.fixture.Wait;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.service.CreateKey;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.UpdateKey;
import dev.kasava.keys.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes whose PostgreSQL server is replaced by a standby that lacks what was changed last. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LaggingStandbyTest {
  @TempDir private Path folder;

  private Installation node(String name, String url, Map<String, String> environment) {
    return Installation.initialise(
        new DataFolder(folder.resolve(name)),
        new Choices(null, url + "&targetServerType=primary", Choices.GRACE),
        environment,
        InstantSource.system());
  }

  private static Verdict verdict(Installation node, Issue.Claimed key) {
    return node.authenticator().verify(key.secret().reveal(), List.of());
  }

  private static Issue.Claimed create(Installation node, Caller caller, String name) {
    return (Issue.Claimed)
        done(node.verbs().create().create(caller, new CreateKey.Request(name, null, null, true)));
  }

  /** Until it has heard of whatever there was: it asks ten times a second. */
  private static void awaitQuiet(Installation node) {
    long word = node.keys().changeWord().get();
    for (long since = System.nanoTime();
        System.nanoTime() - since < TimeUnit.SECONDS.toNanos(1); ) {
      if (node.keys().changeWord().get() != word) {
        word = node.keys().changeWord().get();
        since = System.nanoTime();
      }
    }
  }

  private static boolean isDeleted(Installation node, Caller caller, KeyId key) {
    try {
      done(node.verbs().delete().delete(caller, key));
      return true;
    } catch (StoreException e) {
      return false;
    }
  }

  /** The number of a change that was lost is given again; what it stood for does not count. */
  @Test
  void aKeyThatIsRevokedThereIsDeadAtTheNodeThatKnewMore() throws Exception {
    Postgres.Own primary = Postgres.own(folder.resolve("primary"));
    primary.stop();
    Postgres.Own standby = primary.startWithStandby(folder.resolve("standby"));
    String both = primary.urlWith(standby);
    try (Installation one = node("one", both, Map.of());
        Installation two = node("two", both, Map.of("KASAVA_PEPPER", pepper(one)))) {
      Issue.Claimed first = one.firstStart().begin("Owner", ZoneOffset.UTC).orElseThrow();
      Caller caller =
          Caller.holding(((Verdict.Accepted) verdict(one, first)).grant(), Client.KASAVA, Door.CLI);
      Issue.Claimed key = create(one, caller, "CI");
      Issue.Claimed renamed = create(one, caller, "Deploy");
      Wait.until("the other node's yes", () -> verdict(two, key) instanceof Verdict.Accepted);

      Postgres.Own.part(primary, standby);
      UpdateKey.Request change =
          new UpdateKey.Request("Deployment", new UpdateKey.Expiry.Unchanged());
      awaitQuiet(two);
      long before = two.keys().changeWord().get();
      done(one.verbs().update().update(caller, renamed.key().key().id(), change));
      Wait.until("the change", () -> two.keys().changeWord().get() != before);
      two.authenticator().catchUp();

      primary.kill();
      standby.promote();
      Wait.until("the deletion", () -> isDeleted(one, caller, key.key().key().id()));
      Wait.until("the end at the one", () -> verdict(one, key) instanceof Verdict.Revoked);
      Wait.until("the end at the other", () -> verdict(two, key) instanceof Verdict.Revoked);
      assertThat(verdict(two, renamed)).isInstanceOf(Verdict.Accepted.class);
    } finally {
      standby.stop();
      primary.stop();
    }
  }

  private static String pepper(Installation node) throws IOException {
    return Files.readString(node.folder().path().resolve("pepper"));
  }
}
