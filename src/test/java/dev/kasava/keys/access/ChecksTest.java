package dev.kasava.keys.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.KeyFormat;
import org.junit.jupiter.api.Test;

final class ChecksTest {
  private final Checks checks = new Checks(new KeyFormat("ksa"));

  /** Two that are under way at once would tell each other's keys. */
  @Test
  void whatIsTakenIsNobodyElses() {
    checks.giveBack(checks.take());
    Check one = checks.take();
    Check other = checks.take();
    assertThat(other).isNotSameAs(one);
    checks.giveBack(one);
    assertThat(checks.take()).isSameAs(one);
    assertThat(checks.take()).isNotSameAs(one).isNotSameAs(other);
  }
}
