package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Where a data folder is when nobody names one; each test leaves the process as it was. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the paths here are those of others")
final class DataFolderTest {
  private static final String SYSTEM = "os.name";
  private static final Map<String, String> HOME = Map.of("HOME", "/home/me");

  private final String system = System.getProperty(SYSTEM);

  @AfterEach
  void putBack() {
    System.setProperty(SYSTEM, system);
  }

  private static String place(String system, Map<String, String> environment) {
    System.setProperty(SYSTEM, system);
    return DataFolder.ofEnvironment(environment).path().toString();
  }

  @Test
  void isWhereEachSystemKeepsData() {
    assertThat(place("Linux", HOME)).isEqualTo("/home/me/.local/share/kasava-keys");
    assertThat(place("Linux", Map.of("HOME", "/home/me", "XDG_DATA_HOME", "/data")))
        .isEqualTo("/data/kasava-keys");
    assertThat(place("Mac OS X", HOME))
        .isEqualTo("/home/me/Library/Application Support/Kasava Keys");
    assertThat(place("Windows 11", Map.of("HOME", "/home/me", "LOCALAPPDATA", "/local")))
        .isEqualTo("/local/Kasava Keys");
  }

  @Test
  void isWhatIsNamedOnAnySystem() {
    for (String any : new String[] {"Linux", "Mac OS X", "Windows 11"}) {
      assertThat(place(any, Map.of("HOME", "/home/me", "KASAVA_HOME", "/kept"))).isEqualTo("/kept");
    }
  }
}
