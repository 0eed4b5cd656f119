package dev.kasava.keys.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SparesTest {
  @Test
  void whatIsGivenBackIsTakenOnce() {
    Spares<Object> spares = new Spares<>();
    assertThat(spares.take()).isNull();
    Object used = new Object();
    spares.giveBack(used);
    assertThat(spares.take()).isSameAs(used);
    assertThat(spares.take()).isNull();
  }
}
