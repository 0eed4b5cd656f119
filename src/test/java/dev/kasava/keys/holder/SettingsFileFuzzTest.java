package dev.kasava.keys.holder;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.kasava.keys.remote.ServerAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The file of remembered settings, and addresses of servers. */
final class SettingsFileFuzzTest {
  @TempDir private static Path folder;
  private static SettingsFile settings;

  @BeforeAll
  static void open() {
    settings = new SettingsFile(folder);
  }

  @FuzzTest(maxDuration = "", maxExecutions = 10_000)
  void settingsAreReadOrRefused(byte[] bytes) throws IOException {
    Files.write(folder.resolve("settings.properties"), bytes);
    try {
      Settings read = settings.read();
      if (read.server() != null) {
        assertThat(ServerAddress.parse(read.server().toString())).contains(read.server());
        assertThat(read.server().getHost()).isNotEmpty();
      }
    } catch (HolderException e) {
      assertThat(e).hasMessageContaining("settings.properties");
    }
    ServerAddress.parse(new String(bytes, StandardCharsets.UTF_8))
        .ifPresent(server -> assertThat(ServerAddress.isExposed(server)).isIn(true, false));
  }
}
