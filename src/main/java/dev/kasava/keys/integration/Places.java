package dev.kasava.keys.integration;

import dev.kasava.keys.machine.Environment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Where clients keep their configuration, as their documentation has it. */
final class Places {
  private final Map<String, String> environment;
  private final String os;
  private final Path home;

  /**
   * @param os as Java names it
   */
  Places(Map<String, String> environment, String os) {
    this.environment = environment;
    this.os = os;
    this.home = Environment.home(environment);
  }

  /** The file in which this client names its MCP servers, whether it is there or not. */
  Path file(Integration client) {
    return switch (client) {
      case CLAUDE_CODE -> named("CLAUDE_CONFIG_DIR", home).resolve(".claude.json");
      case CLAUDE_DESKTOP -> settings().resolve("Claude/claude_desktop_config.json");
      case CURSOR -> home.resolve(".cursor/mcp.json");
      case VSCODE -> settings().resolve("Code/User/mcp.json");
      case CODEX -> named("CODEX_HOME", home.resolve(".codex")).resolve("config.toml");
      case GEMINI -> home.resolve(".gemini/settings.json");
      case OPENCODE ->
          firstOf(
              named("XDG_CONFIG_HOME", home.resolve(".config")).resolve("opencode"),
              List.of("opencode.json", "opencode.jsonc", "config.json"));
      case WINDSURF -> home.resolve(".codeium/windsurf/mcp_config.json");
    };
  }

  /** The folder that is there once the client was started. */
  Path traces(Integration client) {
    return switch (client) {
      case CLAUDE_CODE -> file(client);
      case CLAUDE_DESKTOP, CURSOR, CODEX, GEMINI, OPENCODE, WINDSURF -> parent(file(client));
      case VSCODE -> parent(parent(file(client)));
    };
  }

  /** Where Claude Code notes which plugins are enabled. */
  Path claudeSettings() {
    return named("CLAUDE_CONFIG_DIR", home.resolve(".claude")).resolve("settings.json");
  }

  private static Path parent(Path file) {
    Path parent = file.getParent();
    return parent == null ? file : parent;
  }

  private Path settings() {
    if (os.startsWith("Mac")) {
      return home.resolve("Library/Application Support");
    }
    return os.startsWith("Windows")
        ? named("APPDATA", home.resolve("AppData/Roaming"))
        : named("XDG_CONFIG_HOME", home.resolve(".config"));
  }

  private Path named(String variable, Path otherwise) {
    return Environment.value(environment, variable).map(Path::of).orElse(otherwise);
  }

  private static Path firstOf(Path folder, List<String> names) {
    return names.stream()
        .map(folder::resolve)
        .filter(Files::exists)
        .findFirst()
        .orElseGet(() -> folder.resolve(names.getFirst()));
  }
}
