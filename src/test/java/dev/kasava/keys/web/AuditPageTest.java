package dev.kasava.keys.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.ReadAudit;
import dev.kasava.keys.store.AuditRecord;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who did what to which key, as the page shows it. */
final class AuditPageTest {
  private static final String LOG = "/settings/audit";
  private static final Pattern ENTRY = Pattern.compile("<time datetime=\"([^\"]+)\"");
  private static final Pattern NEXT = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"");

  @TempDir private Path folder;
  private final SetClock clock = new SetClock(Instant.parse("2026-11-23T22:30:00Z"));
  private TestServer server;
  private Visitor visitor;

  @BeforeEach
  void start() {
    server = TestServer.in(folder, clock);
    visitor = new Visitor(server.url()).signIn(server.installation().firstKey().secret().reveal());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static KeyId id(Issue issue) {
    return issue.key().key().id();
  }

  private String text(String path) {
    return visitor.get(path).body().replaceAll("<[^>]*>", "").replaceAll("\\s+", " ");
  }

  @Test
  void saysWhoDidWhatThroughWhichDoorAndWhenThere() {
    visitor.cookies().put("kasava_zone", "Asia%2FKathmandu");
    server.send(
        "POST",
        "/api/v1/keys",
        "{\"name\":\"CI\"}",
        "X-API-Key",
        server.installation().firstKey().secret().reveal(),
        "User-Agent",
        "curl/8.5");
    clock.advance(Duration.ofMinutes(5));
    visitor.submit("/settings/api-keys/new", "name", "Mine", "expiry", "never", "access", "read");
    assertThat(text(LOG))
        .contains("2026-11-24 04:15:00 Asia/Kathmandu Created CI by First key, curl over REST")
        .contains("2026-11-24 04:20:00 Asia/Kathmandu Created Mine by First key, on this page")
        .contains("Created First key by the operator, at the command line")
        .contains("scopes: keys:read")
        .contains("Times are in Asia/Kathmandu.");
  }

  private void made(String door, Client client, String details) {
    made(door, client, details, 1);
  }

  private void made(String door, Client client, String details, int times) {
    ApiKey key = server.installation().firstKey().key().key();
    AuditRecord record =
        new AuditRecord(
            clock.instant(),
            key.owner(),
            null,
            door,
            client,
            AuditRecord.Action.UPDATED,
            key.id(),
            "CI",
            details);
    server
        .installation()
        .get()
        .keys()
        .write(
            writer -> {
              for (int i = 0; i < times; i++) {
                writer.audit(record);
              }
              return "";
            });
  }

  @Test
  void tellsHoldersOfOtherTokensFromTheOperator() {
    String forged = "renamed from: CD by alice of https://id.example.com";
    made("mcp", Client.CURL, AuditRecord.detailsBy("bob", "https://id.example.com", "limit: none"));
    made("rest", Client.CURL, AuditRecord.detailsBy("<i>eve", "https://id.example.com", ""));
    made("rest", Client.CURL, "limit: none by alice of https://id.example.com");
    made("mcp", Client.CURL, forged);
    assertThat(text(LOG))
        .contains("CI by bob of https://id.example.com, curl over MCPlimit: none ")
        .contains("CI by &lt;i&gt;eve of https://id.example.com, curl over REST ")
        .contains("CI by a token of another issuer, curl over RESTlimit: none by alice of https:")
        .contains("CI by the operator, curl over MCP" + forged);
  }

  @Test
  void theHistoryOfAKeyOutlivesIt() {
    Issue.Claimed key = server.installation().create("Gone", null, "keys:read");
    server.installation().create("Other", null, "keys:read");
    server.call("DELETE", "/api/v1/keys/" + id(key), null);
    assertThat(visitor.get("/settings/api-keys").body()).doesNotContain("Gone");
    assertThat(visitor.get(LOG).body()).contains("href=\"" + LOG + "?key=" + id(key) + "\"");
    assertThat(text(LOG + "?key=" + id(key)))
        .contains("What was done to Gone.")
        .contains("Created Gone")
        .contains("Deleted Gone")
        .doesNotContain("Other");
  }

  @Test
  void aKeysMenuLeadsToItsHistory() {
    KeyId id = id(server.installation().create("CI", null, "keys:read"));
    assertThat(visitor.get("/settings/api-keys").body())
        .contains("href=\"" + LOG + "?key=" + id + "\"");
  }

  @Test
  void pagesThroughAllOfIt() {
    for (int i = 0; i < 120; i++) {
      clock.advance(Duration.ofSeconds(1));
      server.installation().create("Key " + i, null, "keys:read");
    }
    Set<String> moments = new HashSet<>();
    int pages = 0;
    String path = LOG;
    while (path != null) {
      String body = visitor.get(path).body();
      Matcher entry = ENTRY.matcher(body);
      while (entry.find()) {
        moments.add(entry.group(1));
      }
      pages++;
      Matcher next = NEXT.matcher(body);
      path = next.find() ? next.group(1).replace("&amp;", "&") : null;
    }
    assertThat(moments).hasSize(121);
    assertThat(pages).isEqualTo(5);
  }

  @Test
  void allOfItIsDownloadedAsLines() {
    Issue.Claimed key = server.installation().create("CI \"x\"", null, "keys:read");
    Visitor.Answer lines = visitor.get(LOG + "/audit.jsonl");
    assertThat(lines.header("Content-Type")).isEqualTo("application/jsonl");
    assertThat(lines.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"audit.jsonl\"");
    List<String> all = lines.body().lines().toList();
    assertThat(all)
        .hasSize(4)
        .allMatch(line -> new Json().mapper().readTree(line).path("action").isString());
    assertThat(visitor.get(LOG + "/audit.jsonl?key=" + id(key)).body().lines()).hasSize(2);
  }

  /** Whatever reads the oldest record fails. */
  private void damageTheOldest() throws SQLException {
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("kasava.db"));
        Statement statement = other.createStatement()) {
      statement.execute(
          "update audit set action = 'nonsense'"
              + " where sequence = (select min(sequence) from audit)");
    }
  }

  /** One that ends as it should would pass for the whole log. */
  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip"})
  void aDownloadThatFailsMidwayIsCutThere(String encoding) throws SQLException {
    made("rest", Client.CURL, "limit: none", ReadAudit.MOST);
    damageTheOldest();

    assertThatThrownBy(() -> visitor.get(LOG + "/audit.jsonl", "Accept-Encoding", encoding))
        .hasCauseInstanceOf(IOException.class);
    assertThat(visitor.get("/settings/api-keys").status()).isEqualTo(200);
  }

  @Test
  void aDownloadThatFailsAtOnceIsAnErrorPage() throws SQLException {
    damageTheOldest();

    Visitor.Answer answer = visitor.get(LOG + "/audit.jsonl");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.header("Content-Type")).startsWith("text/html");
    assertThat(answer.body()).startsWith("<!").doesNotContain("nonsense");
  }

  @Test
  void nothingIsShownWithoutASession() {
    Visitor stranger = new Visitor(server.url());
    for (String path : List.of(LOG, LOG + "/audit.jsonl")) {
      Visitor.Answer answer = stranger.get(path);
      assertThat(answer.status()).as(path).isEqualTo(303);
      assertThat(answer.body()).isEmpty();
    }
  }

  @Test
  void whatIsUnknownOrUnfitIsSaidToBe() {
    assertThat(text(LOG + "?key=key_0000000000000000000000")).contains("Nothing is known of");
    assertThat(text(LOG + "?cursor=1")).contains("There are no older entries.");
    assertThat(visitor.get(LOG + "?key=x").status()).isEqualTo(400);
    assertThat(visitor.get(LOG + "?cursor=x").status()).isEqualTo(400);
    assertThat(visitor.get(LOG + "/audit.jsonl?key=x").status()).isEqualTo(400);
  }

  @Test
  void aHostileNameIsOnlyEverAText() {
    server.installation().create("<script>alert(1)</script>", null, "keys:read");
    assertThat(visitor.get(LOG).body()).doesNotContain("<script>alert").contains("&lt;script");
  }
}
