package dev.kasava.keys.key;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The program that a request came through, out of a bounded set, so that usage by client stays
 * small whatever callers call themselves.
 */
public enum Client {
  CLAUDE_CODE("claude-code", "claude-code", "claude-cli"),
  CLAUDE_DESKTOP("claude-desktop", "claude-desktop", "claude-ai", "claude desktop"),
  CURSOR("cursor", "cursor"),
  VSCODE("vscode", "visual studio code", "vscode"),
  CODEX("codex", "codex"),
  GEMINI_CLI("gemini-cli", "gemini"),
  OPENCODE("opencode", "opencode"),
  WINDSURF("windsurf", "windsurf", "codeium"),
  MCP_INSPECTOR("mcp-inspector", "inspector"),
  MCP_REMOTE("mcp-remote", "mcp-remote"),
  KASAVA("kasava", "kasava"),
  GITHUB_ACTIONS("github-actions", "github-actions", "actions/"),
  CURL("curl", "curl/"),
  WGET("wget", "wget/"),
  HTTPIE("httpie", "httpie/"),
  POSTMAN("postman", "postman"),
  INSOMNIA("insomnia", "insomnia"),
  PYTHON("python", "python", "aiohttp", "httpx"),
  GO("go", "go-http-client", "go-resty"),
  RUBY("ruby", "ruby", "faraday"),
  PHP("php", "guzzle", "php"),
  DOTNET("dotnet", "dotnet", ".net/"),
  RUST("rust", "reqwest", "hyper/", "ureq"),
  JAVA("java", "java", "okhttp", "apache-httpclient"),
  NODE("node", "node", "undici", "axios", "got "),
  NGINX("nginx", "nginx"),
  BROWSER("browser", "mozilla/"),
  /** It gave a name that is not in this set. */
  OTHER("other"),
  /** It gave no name. */
  UNKNOWN("unknown");

  private final String code;

  @SuppressWarnings("ImmutableEnumChecker") // never handed out
  private final String[] marks;

  Client(String code, String... marks) {
    this.code = code;
    this.marks = marks;
  }

  /** The name that programs see. */
  public String code() {
    return code;
  }

  /** The client that calls itself {@code name}: a User-Agent header, or an MCP client's name. */
  public static Client named(@Nullable String name) {
    if (name == null || name.isBlank()) {
      return UNKNOWN;
    }
    String lower = name.substring(0, Math.min(name.length(), 256)).toLowerCase(Locale.ROOT);
    for (Client client : values()) {
      for (String mark : client.marks) {
        if (lower.contains(mark)) {
          return client;
        }
      }
    }
    return OTHER;
  }

  /** The client with this {@link #code}; {@link #OTHER} when a newer release wrote it. */
  public static Client ofCode(String code) {
    for (Client client : values()) {
      if (client.code.equals(code)) {
        return client;
      }
    }
    return OTHER;
  }
}
