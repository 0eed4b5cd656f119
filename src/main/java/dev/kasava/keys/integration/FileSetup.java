package dev.kasava.keys.integration;

import dev.kasava.keys.holder.HolderException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A client that reads its servers from a file. */
final class FileSetup implements Setup {
  private final Integration client;
  private final ConfigFile config;
  private final Path traces;

  FileSetup(Integration client, Places places) {
    this.client = client;
    this.config = new ConfigFile(places.file(client));
    this.traces = places.traces(client);
  }

  @Override
  public void prepare() {
    config.prepare();
  }

  @Override
  public Applied apply(Launch launch) {
    Optional<Path> backup = config.put(client.path(), Entries.started(client, launch));
    return new Applied(config.file().toString(), backup, next());
  }

  private String next() {
    return switch (client) {
      case CLAUDE_DESKTOP ->
          "Quit Claude Desktop and start it again; \"kasava\" is then among its connectors.";
      case CURSOR -> "Open Cursor's settings, MCP: \"kasava\" is listed with its tools.";
      case VSCODE -> "Run \"MCP: List Servers\" in VS Code: \"kasava\" is listed; start it there.";
      case CODEX -> "Run \"codex mcp list\", or type /mcp in Codex: \"kasava\" is listed.";
      case GEMINI -> "Run \"gemini mcp list\", or type /mcp in Gemini CLI: \"kasava\" is listed.";
      case OPENCODE -> "Run \"opencode mcp list\": it says that \"kasava\" is connected.";
      case WINDSURF -> "Open Windsurf's settings, Cascade, MCP servers, and refresh: \"kasava\".";
      case CLAUDE_CODE -> throw new IllegalStateException("not by a file");
    };
  }

  @Override
  public boolean undo() {
    return config.remove(client.path());
  }

  @Override
  public Presence presence() {
    try {
      if (config.find(client.path()).isPresent()) {
        return Presence.CONFIGURED;
      }
    } catch (HolderException e) {
      return Presence.INSTALLED;
    }
    return Files.exists(traces) ? Presence.INSTALLED : Presence.ABSENT;
  }
}
