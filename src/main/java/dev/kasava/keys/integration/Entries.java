package dev.kasava.keys.integration;

import java.net.URI;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How each client names an MCP server in its configuration. Sources: the clients' own documentation
 * of MCP servers; what of it was run and what was only read stands in {@code src/docs/clients.md}.
 */
final class Entries {
  /** Stands where a client has no other place for the key than its configuration. */
  static final String KEY_PLACE = "YOUR_API_KEY";

  private static final JsonMapper JSON = JsonMapper.shared();

  private Entries() {}

  /** The bridge, which takes the key from the keychain. */
  static ObjectNode started(Integration client, Launch launch) {
    ObjectNode entry = JSON.createObjectNode();
    switch (client) {
      case OPENCODE -> {
        entry.put("type", "local");
        entry.set("command", words(launch.words()));
        entry.put("enabled", true);
      }
      case VSCODE -> {
        entry.put("type", "stdio");
        start(entry, launch);
      }
      case CLAUDE_CODE, CLAUDE_DESKTOP, CURSOR, CODEX, GEMINI, WINDSURF -> start(entry, launch);
    }
    if (!launch.environment().isEmpty()) {
      entry.set(
          client == Integration.OPENCODE ? "environment" : "env",
          JSON.valueToTree(launch.environment()));
    }
    return entry;
  }

  /** Whether an entry starts a bridge of ours. */
  static boolean isBridge(JsonNode entry) {
    return entry.toString().contains("\"--integration\"");
  }

  private static void start(ObjectNode entry, Launch launch) {
    entry.put("command", launch.command());
    entry.set("args", words(launch.arguments()));
  }

  /** The server itself, with a key from the client's environment or from its own prompt. */
  static ObjectNode reached(Integration client, URI server) {
    String url = server + "/mcp";
    ObjectNode entry = JSON.createObjectNode();
    switch (client) {
      case CLAUDE_CODE -> {
        entry.put("type", "http").put("url", url);
        entry.set("headers", bearer("${" + Product.KEY_VARIABLE + "}"));
      }
      case CURSOR -> {
        entry.put("url", url);
        entry.set("headers", bearer("${env:" + Product.KEY_VARIABLE + "}"));
      }
      case WINDSURF -> {
        entry.put("serverUrl", url);
        entry.set("headers", bearer("${env:" + Product.KEY_VARIABLE + "}"));
      }
      case GEMINI -> {
        entry.put("httpUrl", url);
        entry.set("headers", bearer("$" + Product.KEY_VARIABLE));
      }
      case OPENCODE -> {
        entry.put("type", "remote").put("url", url).put("enabled", true).put("oauth", false);
        entry.set("headers", bearer("{env:" + Product.KEY_VARIABLE + "}"));
      }
      case VSCODE -> {
        entry.put("type", "http").put("url", url);
        entry.set("headers", bearer("${input:kasava-api-key}"));
      }
      case CODEX -> entry.put("url", url).put("bearer_token_env_var", Product.KEY_VARIABLE);
      case CLAUDE_DESKTOP -> {
        // It starts programs only, and sends static headers to nobody.
        entry.put("command", "npx");
        entry.set(
            "args",
            JSON.createArrayNode()
                .add("mcp-remote")
                .add(url)
                .add("--header")
                .add("Authorization:${AUTH_HEADER}"));
        entry.set("env", JSON.createObjectNode().put("AUTH_HEADER", "Bearer " + KEY_PLACE));
      }
    }
    return entry;
  }

  private static ObjectNode bearer(String placeholder) {
    return JSON.createObjectNode().put("Authorization", "Bearer " + placeholder);
  }

  private static ArrayNode words(Iterable<String> words) {
    ArrayNode array = JSON.createArrayNode();
    words.forEach(array::add);
    return array;
  }
}
