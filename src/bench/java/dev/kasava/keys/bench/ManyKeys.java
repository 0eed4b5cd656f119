package dev.kasava.keys.bench;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Scopes;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server whose one owner made keys for two years: three of ten expire a year after they were made
 * or are to, so that the expired ones are the oldest; some were used; some wait.
 */
final class ManyKeys implements AutoCloseable {
  private static final int BATCH = 2_000;
  private static final int PENDING = 5;
  private static final Duration AGE = Duration.ofDays(730);
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final Pattern TOKEN = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");
  private static final List<String> USES =
      List.of(
          "GitHub Actions",
          "Claude Code",
          "Nightly backup",
          "Production server",
          "Staging server",
          "Data import",
          "Cursor",
          "Load test");

  private final Random random = new Random(2026);
  private final List<KeyId> used = new ArrayList<>();
  private String rareName = "";
  private final SetClock clock = new SetClock(NOW);
  private final TestServer server;
  private final HttpClient browser =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .cookieHandler(new CookieManager())
          .build();

  /**
   * @param count how many keys there are
   * @param used how many of ten were used
   */
  ManyKeys(Path folder, int count, int used) {
    this.server = TestServer.in(folder, clock);
    OwnerId owner = server.installation().firstCaller().owner();
    for (int from = 1; from < count; from += BATCH) {
      List<ApiKey> keys = new ArrayList<>();
      for (int i = from; i < Math.min(count, from + BATCH); i++) {
        keys.add(key(owner, i, count));
      }
      server
          .installation()
          .get()
          .keys()
          .write(
              writer -> {
                keys.forEach(writer::addKey);
                return keys.size();
              });
      use(keys, used);
    }
    clock.set(NOW);
    signIn();
  }

  /** The name of the last key but those that wait, as a query has it: no other begins like it. */
  String rareName() {
    return URLEncoder.encode(rareName, StandardCharsets.UTF_8);
  }

  private ApiKey key(OwnerId owner, int number, int count) {
    Instant created = NOW.minus(AGE.multipliedBy(count - number).dividedBy(count));
    boolean isPending = number >= count - PENDING;
    String name = USES.get(random.nextInt(USES.size())) + " " + number;
    if (!isPending) {
      rareName = name;
    }
    return new ApiKey(
        KeyId.random(random),
        owner,
        new KeyName(name),
        Scopes.DEFAULT,
        created,
        null,
        Client.CLAUDE_CODE,
        isPending ? null : new ApiKey.SecretInfo("abcd", created),
        random.nextInt(10) < 3 ? created.plus(Duration.ofDays(365)) : null,
        null,
        isPending ? NOW.plus(ApiKey.CLAIM_WINDOW) : null,
        null,
        null);
  }

  private void use(List<ApiKey> keys, int ofTen) {
    for (ApiKey key : keys) {
      if (random.nextInt(10) < ofTen) {
        used.add(key.id());
        for (int i = 0; i < 4; i++) {
          clock.set(NOW.minusSeconds(random.nextInt(30 * 86_400)));
          server.installation().get().meter().count(key.id(), Client.CLAUDE_CODE, Counted.ACCEPTED);
        }
      }
    }
    server.installation().get().meter().flush();
  }

  private void signIn() {
    Matcher token = TOKEN.matcher(get("/sign-in"));
    if (!token.find()) {
      throw new IllegalStateException("no form to sign in");
    }
    String form =
        "key="
            + server.installation().firstKey().secret().reveal()
            + "&csrf="
            + URLEncoder.encode(token.group(1), StandardCharsets.UTF_8);
    send(
        request("/sign-in")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form)),
        303);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path));
  }

  /** Any key that was used. */
  KeyId usedKey() {
    return used.get(random.nextInt(used.size()));
  }

  /** The page at {@code path}. */
  String get(String path) {
    return send(request(path), 200);
  }

  private String send(HttpRequest.Builder request, int expected) {
    HttpResponse<String> answer;
    try {
      answer = browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    if (answer.statusCode() != expected) {
      throw new IllegalStateException(answer.statusCode() + " from " + answer.uri());
    }
    return answer.body();
  }

  @Override
  public void close() {
    browser.close();
    server.close();
  }
}
