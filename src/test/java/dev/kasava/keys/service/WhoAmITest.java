package dev.kasava.keys.service;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What memory tells a caller of itself is never older than what the store would. */
final class WhoAmITest {
  private final SetClock clock = new SetClock(Instant.parse("2027-03-01T10:00:00Z"));
  private TestInstallation test;
  private WhoAmI whoAmI;
  private Caller caller;
  private KeyId key;

  @BeforeEach
  void open(@TempDir Path folder) {
    test = TestInstallation.in(folder, clock);
    whoAmI = test.get().verbs().whoAmI();
    Issue.Claimed made = test.create("Made", null, "keys:read", "keys:write");
    caller = test.caller(made.secret());
    key = made.key().key().id();
  }

  @AfterEach
  void close() {
    test.close();
  }

  private WhoAmI.Identity remembered() {
    Outcome<WhoAmI.Identity> known = whoAmI.askMemory(caller);
    assertThat(known).isNotNull();
    return done(Objects.requireNonNull(known));
  }

  @Test
  void memoryTellsWhatTheStoreTold() {
    assertThat(whoAmI.askMemory(caller)).isNull();
    WhoAmI.Identity asked = done(whoAmI.ask(caller));
    assertThat(remembered()).isEqualTo(asked);
    Caller other = caller.through(Client.CURSOR);
    assertThat(done(Objects.requireNonNull(whoAmI.askMemory(other))).caller()).isEqualTo(other);
  }

  @Test
  void anyChangeIsToldAtOnce() {
    done(whoAmI.ask(caller));
    done(
        test.get()
            .verbs()
            .update()
            .update(
                caller, key, new UpdateKey.Request("Renamed", new UpdateKey.Expiry.Unchanged())));
    assertThat(whoAmI.askMemory(caller)).isNull();
    done(whoAmI.ask(caller));
    assertThat(Objects.requireNonNull(remembered().key()).key().name().text()).isEqualTo("Renamed");

    done(test.get().verbs().updateOwner().setTimeZone(test.firstCaller(), "Europe/Berlin"));
    assertThat(whoAmI.askMemory(caller)).isNull();
    done(whoAmI.ask(caller));
    assertThat(remembered().owner().timeZone().getId()).isEqualTo("Europe/Berlin");

    done(test.get().verbs().delete().delete(test.firstCaller(), key));
    assertThat(whoAmI.askMemory(caller)).isNull();
    assertThat(whoAmI.ask(caller)).isInstanceOf(Outcome.Refused.class);
    assertThat(whoAmI.askMemory(caller)).isNull();
  }

  @Test
  void aUseIsToldAsSoonAsItIsKept() {
    done(whoAmI.ask(caller));
    test.get().meter().count(key, Client.CURSOR, Counted.ACCEPTED);
    assertThat(Objects.requireNonNull(remembered().key()).lastUsedAt()).isNull();
    test.get().meter().flush();
    assertThat(whoAmI.askMemory(caller)).isNull();
    done(whoAmI.ask(caller));
    assertThat(Objects.requireNonNull(remembered().key()).lastUsedAt()).isEqualTo(clock.instant());
  }

  @Test
  void whatAnotherProcessCountedIsToldWithinASecond() {
    done(whoAmI.ask(caller));
    clock.advance(Duration.ofMillis(999));
    assertThat(whoAmI.askMemory(caller)).isNotNull();
    clock.advance(Duration.ofMillis(1));
    assertThat(whoAmI.askMemory(caller)).isNull();
    done(whoAmI.ask(caller));
    clock.advance(Duration.ofMillis(-1));
    assertThat(whoAmI.askMemory(caller)).isNull();
  }

  @Test
  void theOperatorIsNotRemembered() {
    Caller operator = Caller.operator(caller.owner(), Door.CLI);
    done(whoAmI.ask(operator));
    assertThat(whoAmI.askMemory(operator)).isNull();
  }
}
