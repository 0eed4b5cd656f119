package dev.kasava.keys.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.holder.HolderException;
import dev.kasava.keys.keychain.Account;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Claude Code's command is told, by a program in its place that writes it down, and fails
 * where the real one would not.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the program in its place is a shell script")
final class ClaudeCodeSetupTest {
  private static final URI SERVER = URI.create("http://127.0.0.1:8787");

  @TempDir private Path home;
  private Path told;
  private Path launcher;

  @BeforeEach
  void make() throws IOException {
    told = home.resolve("told");
    launcher = Files.createDirectories(home.resolve("plugin/bin")).resolve("kasava");
    Files.createDirectory(home.resolve("bin"));
  }

  /** Fails for arguments that begin like one of these. */
  private void claude(String... failing) throws IOException {
    StringBuilder script = new StringBuilder("#!/bin/sh\n");
    script.append("input=$(cat)\n");
    script.append("printf '%s\\n' \"$*\" ${input:+\"$input\"} >> '").append(told).append("'\n");
    script.append("case \"$*\" in\n");
    for (String each : failing) {
      script.append("'").append(each).append("'*) echo 'It is broken.'; echo 'More.'; exit 1 ;;\n");
    }
    script.append("esac\n");
    Path program = Files.writeString(home.resolve("bin/claude"), script);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  private Map<String, String> environment() {
    return Map.of("HOME", home.toString(), "PATH", home.resolve("bin").toString());
  }

  private ClaudeCodeSetup setup() {
    Places places = new Places(environment(), "Linux");
    return new ClaudeCodeSetup(environment(), places, launcher, SERVER);
  }

  private Launch launch() {
    return Launch.bridge(
        launcher.toString(),
        SERVER,
        Integration.CLAUDE_CODE,
        Map.of("KASAVA_CONFIG_HOME", "/kept"));
  }

  private void makePluginWhole() throws IOException {
    Files.createDirectories(home.resolve("plugin/lib/kasava"));
    Path folder = Files.createDirectories(home.resolve("plugin/.claude-plugin"));
    Files.writeString(folder.resolve("marketplace.json"), "{}");
  }

  private List<String> told() throws IOException {
    return Files.exists(told) ? Files.readAllLines(told) : List.of();
  }

  private static final List<String> UNDONE =
      List.of(
          "mcp remove --scope user kasava",
          "plugin uninstall kasava@kasava",
          "plugin marketplace remove kasava");

  @Test
  void withoutAPluginBesideTheProgramTheBridgeIsAdded() throws IOException {
    claude();

    Setup.Applied applied = setup().apply(launch());

    assertThat(applied.place()).isEqualTo("Claude Code, as the MCP server kasava");
    assertThat(applied.backup()).isEmpty();
    assertThat(applied.next()).contains("claude mcp list", "which API keys do I have?");
    assertThat(told().subList(0, 3)).isEqualTo(UNDONE);
    assertThat(told().subList(3, told().size()))
        .containsExactly(
            "mcp add --scope user kasava -e KASAVA_CONFIG_HOME=/kept -- "
                + launcher
                + " mcp --server http://127.0.0.1:8787 --integration claude-code");
  }

  @Test
  void aWholePluginIsInstalledAndToldWhichServer() throws IOException {
    claude();
    makePluginWhole();

    assertThat(setup().apply(launch()).place())
        .isEqualTo("Claude Code, as the plugin kasava@kasava");

    assertThat(told().subList(0, 3)).isEqualTo(UNDONE);
    assertThat(told().subList(3, told().size()))
        .containsExactly(
            "plugin marketplace add " + home.resolve("plugin"),
            "plugin install kasava@kasava",
            "plugin configure kasava@kasava --values-stdin",
            "{\"server_url\":\"http://127.0.0.1:8787\"}");
  }

  @Test
  void halfAPluginIsNone() throws IOException {
    claude();
    Path folder = Files.createDirectories(home.resolve("plugin/.claude-plugin"));
    Files.writeString(folder.resolve("marketplace.json"), "{}");
    assertThat(setup().apply(launch()).place()).contains("MCP server");

    Files.delete(folder.resolve("marketplace.json"));
    Files.createDirectories(home.resolve("plugin/lib/kasava"));
    assertThat(setup().apply(launch()).place()).contains("MCP server");
  }

  @Test
  void whatFailedIsSaidInItsOwnWords() throws IOException {
    makePluginWhole();
    for (String step : List.of("plugin marketplace add", "plugin install", "plugin configure")) {
      claude(step);
      assertThatThrownBy(() -> setup().apply(launch()))
          .isInstanceOf(HolderException.class)
          .hasMessage(
              "\"claude "
                  + String.join(" ", List.of(step.split(" ")).subList(0, 2))
                  + "\" failed: It is broken. Mend that, then run this again.");
    }
  }

  @Test
  void itIsUndoneAsFarAsThereIsAnyOfIt() throws IOException {
    claude();
    assertThat(setup().undo()).isTrue();
    assertThat(told()).isEqualTo(UNDONE);
    claude("mcp remove");
    assertThat(setup().undo()).isTrue();
    claude("plugin uninstall");
    assertThat(setup().undo()).isTrue();
    claude("mcp remove", "plugin uninstall");
    assertThat(setup().undo()).isFalse();
  }

  @Test
  void withoutItsCommandNothingIsBegun() throws IOException {
    assertThatThrownBy(() -> setup().prepare())
        .isInstanceOf(HolderException.class)
        .hasMessageContaining("There is no command \"claude\" on the PATH");
    claude();
    setup().prepare();
    assertThat(told()).isEmpty();
  }

  @Test
  void whatItsFilesSayIsHowFarItIs() throws IOException {
    assertThat(setup().presence()).isEqualTo(Setup.Presence.ABSENT);
    claude();
    assertThat(setup().presence()).isEqualTo(Setup.Presence.INSTALLED);

    Path servers = home.resolve(".claude.json");
    Files.writeString(servers, "{\"mcpServers\":{\"kasava\":{\"command\":\"x\"}}}");
    assertThat(setup().presence()).isEqualTo(Setup.Presence.CONFIGURED);
    Files.writeString(servers, "{ broken");
    assertThat(setup().presence()).isEqualTo(Setup.Presence.INSTALLED);
    Files.delete(servers);

    Path settings = Files.createDirectory(home.resolve(".claude")).resolve("settings.json");
    Files.writeString(settings, "{\"enabledPlugins\":{\"kasava@kasava\":false}}");
    assertThat(setup().presence()).isEqualTo(Setup.Presence.INSTALLED);
    Files.writeString(settings, "{\"enabledPlugins\":{\"kasava@kasava\":true}}");
    assertThat(setup().presence()).isEqualTo(Setup.Presence.CONFIGURED);
  }

  private boolean isCleared(String holder) {
    return ClientCopy.of(new Account(SERVER, holder), environment()).clear();
  }

  @Test
  void itsCopyOfAKeyIsWrittenOver() throws IOException {
    assertThat(isCleared("claude-code")).isFalse();
    claude();

    assertThat(isCleared("claude-code")).isTrue();

    assertThat(told())
        .containsExactly(
            "plugin configure kasava@kasava --values-stdin",
            "{\"api_key\":\"(kept in the system keychain)\"}");
    assertThat(isCleared("claude-desktop")).isFalse();
    claude("plugin configure");
    assertThat(isCleared("claude-code")).isFalse();
    assertThat(told()).hasSize(4);
  }
}
