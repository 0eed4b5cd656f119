package dev.kasava.keys.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.Grant;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.key.SecretOverlap;
import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.store.UsageStore;
import dev.kasava.keys.store.UsageStore.SecretUse;
import dev.kasava.keys.store.UsageStore.Sighting;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a meter notes besides its counts, before the store has it. */
final class UsageNotesTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final KeyId KEY = KeyId.random(new Random(1));
  private static final KeyId OTHER = KeyId.random(new Random(2));

  private final SetClock clock = new SetClock(NOW);
  private final List<Object> noted = new ArrayList<>();
  private boolean isFailing;
  private final UsageMeter meter = new UsageMeter(store(), Journal.inMemory(), clock);

  /** Keeps what it is told, or fails. */
  private UsageStore store() {
    return (UsageStore)
        Proxy.newProxyInstance(
            UsageStore.class.getClassLoader(),
            new Class<?>[] {UsageStore.class},
            (self, method, arguments) -> {
              if (isFailing) {
                throw new StoreException("The disk is full.");
              }
              if (arguments != null && arguments[0] instanceof List<?> notes) {
                noted.addAll(notes);
              } else if (arguments != null && arguments[0] instanceof UsageStore.Batch batch) {
                noted.addAll(batch.tallies());
              }
              return null;
            });
  }

  private static InetAddress host(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static Grant overlapping(boolean isOld) {
    return new Grant(
        KEY,
        OwnerId.random(new Random(3)),
        new KeyName("CI"),
        Scopes.DEFAULT,
        null,
        null,
        new SecretOverlap(isOld, NOW.plusSeconds(60)));
  }

  private List<Object> flushed() {
    noted.clear();
    meter.flush();
    return List.copyOf(noted);
  }

  @Test
  void aHostIsNotedOnceAnHour() {
    Sighting first = new Sighting(KEY, "192.0.2.1", NOW);
    meter.saw(KEY, host("192.0.2.1"));
    meter.saw(KEY, host("192.0.2.1"));
    assertThat(flushed()).containsExactly(first);
    clock.advance(Duration.ofHours(1).minusMillis(1));
    meter.saw(KEY, host("192.0.2.1"));
    assertThat(flushed()).isEmpty();
    meter.saw(OTHER, host("192.0.2.1"));
    meter.saw(KEY, host("192.0.2.2"));
    assertThat(flushed())
        .containsExactly(
            new Sighting(OTHER, "192.0.2.1", clock.instant()),
            new Sighting(KEY, "192.0.2.2", clock.instant()));
    clock.advance(Duration.ofMillis(1));
    meter.saw(KEY, host("192.0.2.1"));
    assertThat(flushed()).containsExactly(new Sighting(KEY, "192.0.2.1", clock.instant()));
  }

  /** Whoever has a whole network of IPv6 must not fill the memory with it. */
  @Test
  void hostsAreForgottenBeyondTenThousand() {
    meter.saw(OTHER, host("192.0.2.1"));
    for (int i = 1; i < 10_000; i++) {
      meter.saw(KEY, host("2001:db8::" + Integer.toHexString(i)));
    }
    assertThat(flushed()).hasSize(10_000);
    meter.saw(OTHER, host("192.0.2.1"));
    assertThat(flushed()).isEmpty();
    meter.saw(KEY, host("2001:db8::1:0"));
    meter.saw(OTHER, host("192.0.2.1"));
    assertThat(flushed()).hasSize(2);
  }

  @Test
  void aNetworkInterfaceIsNotPartOfAHost() {
    meter.saw(KEY, host("fe80::1%1"));
    assertThat(flushed()).containsExactly(new Sighting(KEY, "fe80:0:0:0:0:0:0:1", NOW));
  }

  @Test
  void theLastUseOfEachOfTwoSecretsIsNotedWhileBothWork() {
    meter.used(overlapping(true));
    clock.advance(Duration.ofSeconds(1));
    meter.used(overlapping(true));
    meter.used(overlapping(false));
    assertThat(flushed())
        .containsExactlyInAnyOrder(
            new SecretUse(KEY, true, NOW.plusSeconds(1)),
            new SecretUse(KEY, false, NOW.plusSeconds(1)));
    assertThat(flushed()).isEmpty();
    clock.advance(Duration.ofSeconds(59));
    meter.used(overlapping(false));
    assertThat(flushed()).isEmpty();
  }

  @Test
  void whatTheStoreDidNotTakeIsNotedLater() {
    isFailing = true;
    meter.used(overlapping(true));
    assertThatThrownBy(meter::flush).isInstanceOf(StoreException.class);
    clock.advance(Duration.ofSeconds(1));
    meter.used(overlapping(false));
    assertThatThrownBy(meter::flush).isInstanceOf(StoreException.class);
    isFailing = false;
    assertThat(flushed())
        .containsExactlyInAnyOrder(
            new SecretUse(KEY, true, NOW), new SecretUse(KEY, false, NOW.plusSeconds(1)));
    isFailing = true;
    meter.saw(KEY, host("192.0.2.1"));
    assertThatThrownBy(meter::flush).isInstanceOf(StoreException.class);
    isFailing = false;
    assertThat(flushed()).containsExactly(new Sighting(KEY, "192.0.2.1", NOW.plusSeconds(1)));
  }

  @Test
  void closingNotesWhatIsLeft() {
    meter.used(overlapping(true));
    meter.saw(KEY, host("192.0.2.1"));
    meter.count(OTHER, Client.CURL, Counted.ACCEPTED);
    meter.close();
    assertThat(noted)
        .containsExactly(
            new SecretUse(KEY, true, NOW),
            new Sighting(KEY, "192.0.2.1", NOW),
            new UsageStore.Tally(
                OTHER, NOW.getEpochSecond() / 900, Client.CURL, Counted.ACCEPTED, 1, NOW));
  }
}
