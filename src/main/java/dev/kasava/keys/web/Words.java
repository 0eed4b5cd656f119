package dev.kasava.keys.web;

import dev.kasava.keys.key.Client;
import java.util.Locale;

/** What things are called before people. */
final class Words {
  private Words() {}

  static String of(Client client) {
    return switch (client) {
      case CLAUDE_CODE -> "Claude Code";
      case CLAUDE_DESKTOP -> "Claude Desktop";
      case CURSOR -> "Cursor";
      case VSCODE -> "VS Code";
      case CODEX -> "Codex";
      case GEMINI_CLI -> "Gemini CLI";
      case OPENCODE -> "OpenCode";
      case WINDSURF -> "Windsurf";
      case MCP_INSPECTOR -> "MCP Inspector";
      case MCP_REMOTE -> "mcp-remote";
      case KASAVA -> "Kasava";
      case GITHUB_ACTIONS -> "GitHub Actions";
      case CURL -> "curl";
      case WGET -> "wget";
      case HTTPIE -> "HTTPie";
      case POSTMAN -> "Postman";
      case INSOMNIA -> "Insomnia";
      case PYTHON -> "Python";
      case GO -> "Go";
      case RUBY -> "Ruby";
      case PHP -> "PHP";
      case DOTNET -> ".NET";
      case RUST -> "Rust";
      case JAVA -> "Java";
      case NODE -> "Node.js";
      case NGINX -> "nginx";
      case BROWSER -> "a browser";
      case OTHER -> "another client";
      case UNKNOWN -> "an unnamed client";
    };
  }

  /** As {@link #of(Client)}, where it stands by itself. */
  static String title(Client client) {
    return switch (client) {
      case BROWSER -> "Browser";
      case OTHER -> "Other clients";
      case UNKNOWN -> "Unnamed clients";
      default -> of(client);
    };
  }

  static String of(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** For example "1 request" and "2 requests". */
  static String requests(long number) {
    return of(number) + (number == 1 ? " request" : " requests");
  }
}
