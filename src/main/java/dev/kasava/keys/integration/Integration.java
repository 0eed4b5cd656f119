package dev.kasava.keys.integration;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** An AI client that can be connected; each has a key of its own. */
public enum Integration {
  CLAUDE_CODE("claude-code", "Claude Code", "mcpServers"),
  CLAUDE_DESKTOP("claude-desktop", "Claude Desktop", "mcpServers"),
  CURSOR("cursor", "Cursor", "mcpServers"),
  VSCODE("vscode", "VS Code", "servers"),
  CODEX("codex", "Codex", "mcp_servers"),
  GEMINI("gemini", "Gemini CLI", "mcpServers"),
  OPENCODE("opencode", "opencode", "mcp"),
  WINDSURF("windsurf", "Windsurf", "mcpServers");

  private final String id;
  private final String title;
  private final String section;

  Integration(String id, String title, String section) {
    this.id = id;
    this.title = title;
    this.section = section;
  }

  /** As commands name it, and the holder of its account in the keychain. */
  public String id() {
    return id;
  }

  /** As people know it; what its key is called. */
  public String title() {
    return title;
  }

  /** Where its configuration names MCP servers. */
  String section() {
    return section;
  }

  /** Where in its configuration our entry stands. */
  List<String> path() {
    return List.of(section, Product.ENTRY);
  }

  public static Optional<Integration> named(String id) {
    return Arrays.stream(values()).filter(one -> one.id.equals(id)).findFirst();
  }

  /** All ids, for people: "claude-code, cursor...". */
  public static String choices() {
    return String.join(", ", Arrays.stream(values()).map(Integration::id).toList());
  }
}
