package dev.kasava.keys.integration;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A client's configuration file as it looks with nothing but our entry in it. */
final class ClientConfig {
  private static final JsonMapper JSON = JsonMapper.shared();

  private ClientConfig() {}

  /** The whole file, with no line end after it. */
  static String text(Integration client, ObjectNode entry) {
    return client == Integration.CODEX
        ? TomlText.with("", client.path(), entry).stripTrailing()
        : Pretty.text(json(client, entry));
  }

  private static JsonNode json(Integration client, ObjectNode entry) {
    ObjectNode config = JSON.createObjectNode();
    if (client == Integration.OPENCODE) {
      config.put("$schema", "https://opencode.ai/config.json");
    }
    if (entry.toString().contains("${input:")) {
      config.putArray("inputs").add(input());
    }
    config.putObject(client.section()).set(Product.ENTRY, entry);
    return config;
  }

  static String fileName(Integration client) {
    return switch (client) {
      case CLAUDE_DESKTOP -> "claude_desktop_config.json";
      case CLAUDE_CODE, CURSOR, VSCODE -> "mcp.json";
      case CODEX -> "config.toml";
      case GEMINI -> "settings.json";
      case OPENCODE -> "opencode.json";
      case WINDSURF -> "mcp_config.json";
    };
  }

  /** VS Code asks once, and keeps the answer in its own secret storage. */
  private static ObjectNode input() {
    return JSON.createObjectNode()
        .put("type", "promptString")
        .put("id", "kasava-api-key")
        .put("description", Product.TITLE + ": API key")
        .put("password", true);
  }

  /** What adds the server to Cursor by a click. */
  static String cursorLink(URI server) {
    byte[] entry =
        Entries.reached(Integration.CURSOR, server).toString().getBytes(StandardCharsets.UTF_8);
    String config =
        URLEncoder.encode(Base64.getEncoder().encodeToString(entry), StandardCharsets.UTF_8);
    return String.format(
        Locale.ROOT,
        "cursor://anysphere.cursor-deeplink/mcp/install?name=%s&config=%s",
        Product.ENTRY,
        config);
  }
}
