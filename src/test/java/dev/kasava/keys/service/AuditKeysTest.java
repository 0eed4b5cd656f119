package dev.kasava.keys.service;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.KeyId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an audit finds, at the edges of each finding. */
final class AuditKeysTest {
  private static final Instant START = Instant.parse("2027-03-01T10:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  private final SetClock clock = new SetClock(START);
  private TestInstallation installation;
  private KeyId key;

  @BeforeEach
  void open(@TempDir Path folder) {
    installation = TestInstallation.in(folder, clock);
    key =
        installation
            .create("Key", START.plus(Duration.ofDays(2_000)), "orders:read")
            .key()
            .key()
            .id();
  }

  @AfterEach
  void close() {
    installation.close();
  }

  private void use(Client client, int times) {
    for (int i = 0; i < times; i++) {
      installation.get().meter().count(key, client, Counted.ACCEPTED);
    }
    installation.get().meter().flush();
  }

  private void from(String host) {
    try {
      installation.get().meter().saw(key, InetAddress.getByName(host));
      installation.get().meter().flush();
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private List<Finding> findings() {
    return done(
            installation.get().verbs().audit().audit(installation.firstCaller(), looked -> true))
        .stream()
        .filter(result -> result.key().key().id().equals(key))
        .flatMap(result -> result.findings().stream())
        .toList();
  }

  @Test
  void aKeyInQuietUseHasNone() {
    assertThat(findings()).containsExactly(Finding.NEVER_USED);
    use(Client.CURL, 3);
    assertThat(findings()).isEmpty();
  }

  @Test
  void refusalsAreNoUse() {
    installation.get().meter().count(key, Client.CURL, Counted.MISSING_SCOPE);
    assertThat(findings()).containsExactly(Finding.NEVER_USED);
  }

  @Test
  void unusedForNinetyDays() {
    use(Client.CURL, 1);
    clock.advance(Duration.ofDays(90));
    assertThat(findings()).doesNotContain(Finding.UNUSED);
    clock.advance(DAY);
    assertThat(findings()).contains(Finding.UNUSED, Finding.OLD_SECRET);
  }

  @Test
  void aClientIsNewForAWeekWhereOthersUsedTheKeyBefore() {
    use(Client.CURL, 1);
    clock.advance(Duration.ofDays(6));
    use(Client.PYTHON, 1);
    assertThat(findings()).as("both are new").containsExactly(Finding.SHARED);
    clock.advance(Duration.ofDays(2));
    assertThat(findings()).contains(Finding.NEW_CLIENT);
    clock.advance(Duration.ofDays(6));
    assertThat(findings()).doesNotContain(Finding.NEW_CLIENT);
    use(Client.CURL, 1);
    assertThat(findings()).doesNotContain(Finding.NEW_CLIENT);
  }

  @Test
  void sharedWithinFourWeeksAlone() {
    use(Client.CURL, 1);
    clock.advance(Duration.ofDays(28));
    use(Client.PYTHON, 1);
    assertThat(findings()).contains(Finding.SHARED);
    clock.advance(Duration.ofDays(2));
    assertThat(findings()).doesNotContain(Finding.SHARED);
  }

  @Test
  void aHostIsNewNextToAnOlderOne() {
    use(Client.CURL, 1);
    from("192.0.2.1");
    assertThat(findings()).isEmpty();
    clock.advance(Duration.ofDays(8));
    from("192.0.2.1");
    assertThat(findings()).isEmpty();
    from("2001:db8::7");
    assertThat(findings()).containsExactly(Finding.NEW_HOST);
    clock.advance(Duration.ofDays(8));
    assertThat(findings()).isEmpty();
  }

  @Test
  void aMappedAddressIsTheSameHost() {
    use(Client.CURL, 1);
    from("192.0.2.1");
    clock.advance(Duration.ofDays(8));
    from("::ffff:192.0.2.1");
    assertThat(findings()).isEmpty();
  }

  @Test
  void wokenAfterNinetyDaysOfSilence() {
    use(Client.CURL, 1);
    clock.advance(Duration.ofDays(89));
    use(Client.CURL, 1);
    assertThat(findings()).doesNotContain(Finding.WOKEN);
    clock.advance(Duration.ofDays(90));
    use(Client.CURL, 1);
    assertThat(findings()).contains(Finding.WOKEN);
    clock.advance(Duration.ofDays(8));
    assertThat(findings()).doesNotContain(Finding.WOKEN);
  }

  @Test
  void farAboveTheUsualTraffic() {
    for (int day = 0; day < 28; day++) {
      use(Client.CURL, 20);
      clock.advance(DAY);
    }
    use(Client.CURL, 160);
    assertThat(findings()).as("eight times is much, and not enough").isEmpty();
    use(Client.CURL, 60);
    assertThat(findings()).containsExactly(Finding.UNUSUAL_TRAFFIC);
    clock.advance(DAY.plusHours(1));
    assertThat(findings()).isEmpty();
  }

  @Test
  void tenTimesTheUsualIsNotRoundedDown() {
    for (int day = 0; day < 28; day++) {
      use(Client.CURL, day == 0 ? 37 : 10);
      clock.advance(DAY);
    }
    clock.advance(Duration.ofHours(1));
    use(Client.CURL, 100);
    assertThat(findings()).as("ten times 10.96 a day is more").isEmpty();
    use(Client.CURL, 10);
    assertThat(findings()).containsExactly(Finding.UNUSUAL_TRAFFIC);
  }

  @Test
  void whoHasNoHabitsYetCannotLeaveThem() {
    for (int day = 0; day < 5; day++) {
      use(Client.CURL, 1);
      clock.advance(DAY);
    }
    use(Client.CURL, 500);
    assertThat(findings()).isEmpty();
  }

  @Test
  void expiryAndScopes() {
    key = installation.create("Wide", null, "keys:read", "keys:write").key().key().id();
    use(Client.CURL, 1);
    assertThat(findings()).containsExactly(Finding.WIDE, Finding.NO_EXPIRY);
    key = installation.create("Brief", clock.instant().plus(DAY), "orders:read").key().key().id();
    use(Client.CURL, 1);
    assertThat(findings()).containsExactly(Finding.EXPIRING);
    clock.advance(DAY);
    assertThat(findings()).containsExactly(Finding.EXPIRED);
  }

  @Test
  void everyFindingHasItsRemedy() {
    for (Finding finding : Finding.values()) {
      assertThat(finding.code()).matches("[a-z0-9_]+");
      assertThat(finding.remedy()).endsWith(".").contains(". ");
    }
  }

  @Test
  void manyKeysAreLookedAtPageByPageUntilNobodyWantsToKnow() {
    for (int i = 0; i < 450; i++) {
      installation.create("Key " + i, null, "orders:read");
    }
    List<Integer> looked = new ArrayList<>();
    AuditKeys audit = installation.get().verbs().audit();
    assertThat(
            done(
                audit.audit(
                    installation.firstCaller(),
                    count -> {
                      looked.add(count);
                      return true;
                    })))
        .hasSize(452);
    assertThat(looked).containsExactly(200, 400);
    assertThat(done(audit.audit(installation.firstCaller(), count -> false))).hasSize(200);
  }

  @Test
  void aKeyKeepsItsTwentyLatestHosts() {
    use(Client.CURL, 1);
    for (int i = 1; i <= 30; i++) {
      from("192.0.2." + i);
      clock.advance(Duration.ofMinutes(1));
    }
    clock.advance(Duration.ofDays(8));
    from("192.0.2.30");
    assertThat(findings()).isEmpty();
    from("192.0.2.1");
    assertThat(findings()).as("forgotten, and so new again").containsExactly(Finding.NEW_HOST);
  }
}
