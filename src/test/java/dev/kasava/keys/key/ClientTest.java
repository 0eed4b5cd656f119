package dev.kasava.keys.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClientTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "claude-code/2.1.0 | CLAUDE_CODE",
        "claude-cli/1.0 (external, cli) | CLAUDE_CODE",
        "claude-ai | CLAUDE_DESKTOP",
        "Claude Desktop | CLAUDE_DESKTOP",
        "cursor-vscode | CURSOR",
        "Mozilla/5.0 (X11) AppleWebKit/537.36 Cursor/2.0 Chrome/138.0 | CURSOR",
        "Visual Studio Code | VSCODE",
        "codex-mcp-client | CODEX",
        "gemini-cli-mcp-client | GEMINI_CLI",
        "opencode | OPENCODE",
        "windsurf-client | WINDSURF",
        "mcp-inspector | MCP_INSPECTOR",
        "inspector-client | MCP_INSPECTOR",
        "mcp-remote-fallback-test | MCP_REMOTE",
        "kasava/0.1.0 | KASAVA",
        "actions/checkout | GITHUB_ACTIONS",
        "curl/8.5.0 | CURL",
        "Wget/1.21 | WGET",
        "HTTPie/3.2 | HTTPIE",
        "PostmanRuntime/7.43 | POSTMAN",
        "insomnia/10.0 | INSOMNIA",
        "python-requests/2.32 | PYTHON",
        "Python-urllib/3.13 | PYTHON",
        "Go-http-client/2.0 | GO",
        "Ruby | RUBY",
        "GuzzleHttp/7 | PHP",
        "dotnet-http/10.0 | DOTNET",
        "reqwest/0.12 | RUST",
        "Java-http-client/25 | JAVA",
        "Apache-HttpClient/5.4 (Java/25) | JAVA",
        "okhttp/5.0 | JAVA",
        "node | NODE",
        "undici | NODE",
        "axios/1.7 | NODE",
        "nginx/1.28 | NGINX",
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 | BROWSER",
        "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; .NET CLR 3.5.30729) | BROWSER",
        "uptime-robot (+https://status.example.net) | OTHER",
        "something else entirely | OTHER",
        "☃ | OTHER"
      })
  void recognises(String name, Client client) {
    assertThat(Client.named(name)).isEqualTo(client);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "\t"})
  void withoutANameItIsUnknown(@org.jspecify.annotations.Nullable String name) {
    assertThat(Client.named(name)).isEqualTo(Client.UNKNOWN);
  }

  @Test
  void whateverACallerCallsItselfTheSetStaysBounded() {
    assertThat(Client.named("x".repeat(1_000_000))).isEqualTo(Client.OTHER);
    assertThat(Client.named("\u0130".repeat(300) + "curl/8")).isEqualTo(Client.OTHER);
    assertThat(Client.named("\ud800\u0000\r\n")).isEqualTo(Client.OTHER);
  }

  @Test
  void everyClientIsFoundByItsCode() {
    assertThat(Arrays.stream(Client.values()).map(Client::code)).doesNotHaveDuplicates();
    assertThat(Client.values())
        .allSatisfy(client -> assertThat(Client.ofCode(client.code())).isEqualTo(client));
    assertThat(Client.ofCode("from-a-newer-release")).isEqualTo(Client.OTHER);
  }
}
