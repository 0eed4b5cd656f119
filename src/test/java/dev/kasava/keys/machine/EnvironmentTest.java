package dev.kasava.keys.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EnvironmentTest {
  @Test
  void aBlankVariableIsNoneAtAll() {
    assertThat(Environment.value(Map.of("A", " x "), "A")).contains(" x ");
    assertThat(Environment.value(Map.of("A", "  "), "A")).isEmpty();
    assertThat(Environment.value(Map.of(), "A")).isEmpty();
  }

  @Test
  void aHomeIsThatOfTheVariableWhereThereIsOne() {
    assertThat(Environment.home(Map.of("HOME", "/home/ada"))).isEqualTo(Path.of("/home/ada"));
    assertThat(Environment.home(Map.of("HOME", "")))
        .isEqualTo(Path.of(System.getProperty("user.home")));
  }

  @Test
  void aMachineHasANameOnEverySystem() {
    assertThat(Environment.hostName(Map.of("HOSTNAME", "a", "COMPUTERNAME", "b"))).isEqualTo("a");
    assertThat(Environment.hostName(Map.of("HOSTNAME", "", "COMPUTERNAME", "b"))).isEqualTo("b");
    assertThat(Environment.hostName(Map.of())).isNotBlank().doesNotContain("\n");
  }
}
