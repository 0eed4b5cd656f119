package dev.kasava.keys.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Whose reports are taken, and whose are too many. */
final class ReportSharesTest {
  private final SetClock clock = new SetClock(Instant.parse("2026-03-10T12:00:00Z"));
  private final ReportShares shares = new ReportShares(clock);

  private long take(String address) {
    return shares.take(InetAddress.ofLiteral(address));
  }

  private static String network(int number) {
    return "10.%d.%d.1".formatted(number >> 8, number & 0xff);
  }

  private void useUp(String address) {
    for (int i = 0; i < ReportShares.OF_NETWORK; i++) {
      assertThat(take(address)).isZero();
    }
    assertThat(take(address)).isEqualTo(2);
  }

  @Test
  void everyAddressHasItsShareThatComesBackWithTime() {
    useUp("203.0.113.9");
    assertThat(take("203.0.113.10")).isZero();
    clock.advance(Duration.ofSeconds(1));
    assertThat(take("203.0.113.9")).isZero();
    assertThat(take("203.0.113.9")).isEqualTo(2);
    clock.advance(Duration.ofMinutes(1));
    useUp("203.0.113.9");
  }

  @Test
  void anIpv6SiteIsOneWhicheverOfItsAddressesItTakes() {
    useUp("2001:db8:1:2::3");
    assertThat(take("2001:db8:1:ffff::1")).isEqualTo(2);
    assertThat(take("2001:db8:2:2::3")).isZero();
  }

  @Test
  void anAddressThatIsNotKnownHasAShareToo() {
    for (int i = 0; i < ReportShares.OF_NETWORK; i++) {
      assertThat(shares.take(null)).isZero();
    }
    assertThat(shares.take(null)).isPositive();
  }

  @Test
  void manyThatSendAllTheyMayKeepNobodyElseOut() {
    int taken = 0;
    for (int number = 0; number < 100; number++) {
      for (int i = 0; i < ReportShares.OF_NETWORK; i++) {
        taken += take(network(number)) == 0 ? 1 : 0;
      }
    }
    assertThat(taken).isEqualTo(ReportShares.OF_MANY + 100);
    assertThat(take("203.0.113.9")).isZero();
  }

  @Test
  void manyThatSendSteadilyKeepNobodyElseOut() {
    for (int second = 0; second < 240; second++) {
      for (int number = 0; number < 300; number++) {
        take(network(number));
      }
      assertThat(take(network(1_000 + second))).as("second %s", second).isZero();
      clock.advance(Duration.ofSeconds(1));
    }
  }

  @Test
  void whoSentNothingForLongIsNoneOfThoseThatSendMany() {
    assertThat(take("203.0.113.9")).isZero();
    for (int second = 0; second < 601; second++) {
      for (int number = 0; number < 100; number++) {
        take(network(number));
      }
      clock.advance(Duration.ofSeconds(1));
    }
    for (int i = 0; i < 2 * ReportShares.OF_MANY; i++) {
      take(network(i % 100));
    }
    assertThat(take(network(0))).as("those that send many have used up theirs").isPositive();
    assertThat(take("203.0.113.9")).isZero();
  }

  @Test
  void thereIsABoundForAllTogether() {
    int taken = 0;
    for (int number = 0; number < 20_000; number++) {
      taken += take(network(number)) == 0 ? 1 : 0;
    }
    assertThat(taken).isEqualTo(ReportShares.OF_MANY);
    assertThat(take("203.0.113.9")).isEqualTo(1);
    for (int minute = 0; minute < 5; minute++) {
      clock.advance(Duration.ofMinutes(1));
      for (int number = 0; number < ReportShares.OF_MANY; number++) {
        assertThat(take(network(minute * ReportShares.OF_MANY + number))).isZero();
      }
    }
  }
}
