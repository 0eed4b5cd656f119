package dev.kasava.keys.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where clients keep what they know, on each system. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the paths here are POSIX's")
final class PlacesTest {
  private static final Map<String, String> HOME = Map.of("HOME", "/home/ada");

  private static Path file(Map<String, String> environment, String os, String client) {
    return new Places(environment, os).file(Integration.named(client).orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    "claude-code, .claude.json",
    "claude-desktop, .config/Claude/claude_desktop_config.json",
    "cursor, .cursor/mcp.json",
    "vscode, .config/Code/User/mcp.json",
    "codex, .codex/config.toml",
    "gemini, .gemini/settings.json",
    "opencode, .config/opencode/opencode.json",
    "windsurf, .codeium/windsurf/mcp_config.json"
  })
  void onLinuxTheyAreInTheHome(String client, String file) {
    assertThat(file(HOME, "Linux", client)).isEqualTo(Path.of("/home/ada").resolve(file));
  }

  @ParameterizedTest
  @CsvSource({"claude-desktop, Claude/claude_desktop_config.json", "vscode, Code/User/mcp.json"})
  void otherSystemsHaveAPlaceForSettings(String client, String file) {
    assertThat(file(HOME, "Mac OS X", client))
        .isEqualTo(Path.of("/home/ada/Library/Application Support").resolve(file));
    assertThat(file(HOME, "Windows 11", client))
        .isEqualTo(Path.of("/home/ada/AppData/Roaming").resolve(file));
    assertThat(file(Map.of("HOME", "/home/ada", "APPDATA", "/appdata"), "Windows 11", client))
        .isEqualTo(Path.of("/appdata").resolve(file));
    assertThat(file(Map.of("HOME", "/home/ada", "XDG_CONFIG_HOME", "/xdg"), "Linux", client))
        .isEqualTo(Path.of("/xdg").resolve(file));
  }

  @Test
  void variablesOfTheirOwnGoFirst() {
    Map<String, String> environment =
        Map.of("HOME", "/home/ada", "CLAUDE_CONFIG_DIR", "/claude", "CODEX_HOME", "/codex");

    assertThat(file(environment, "Linux", "claude-code"))
        .isEqualTo(Path.of("/claude/.claude.json"));
    assertThat(file(environment, "Linux", "codex")).isEqualTo(Path.of("/codex/config.toml"));
    assertThat(new Places(environment, "Linux").claudeSettings())
        .isEqualTo(Path.of("/claude/settings.json"));
    assertThat(new Places(HOME, "Linux").claudeSettings())
        .isEqualTo(Path.of("/home/ada/.claude/settings.json"));
  }

  @Test
  void opencodeHasOneOfSeveralFiles(@TempDir Path home) throws IOException {
    Path folder = Files.createDirectories(home.resolve(".config/opencode"));
    Map<String, String> environment = Map.of("HOME", home.toString());
    Files.createFile(folder.resolve("config.json"));
    assertThat(file(environment, "Linux", "opencode")).hasFileName("config.json");
    Files.createFile(folder.resolve("opencode.jsonc"));
    assertThat(file(environment, "Linux", "opencode")).hasFileName("opencode.jsonc");
  }

  @ParameterizedTest
  @CsvSource({
    "claude-code, .claude.json",
    "cursor, .cursor",
    "vscode, .config/Code",
    "windsurf, .codeium/windsurf"
  })
  void whoeverWasStartedLeftAFolder(String client, String folder) {
    assertThat(new Places(HOME, "Linux").traces(Integration.named(client).orElseThrow()))
        .isEqualTo(Path.of("/home/ada").resolve(folder));
  }
}
