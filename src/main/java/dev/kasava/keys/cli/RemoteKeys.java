package dev.kasava.keys.cli;

import dev.kasava.keys.wire.IdentityShape;
import dev.kasava.keys.wire.IssueShape;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.KeyListShape;
import dev.kasava.keys.wire.KeyShape;
import dev.kasava.keys.wire.UsageShape;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The verbs of a server, over REST. */
final class RemoteKeys implements Keys {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String KEYS = "/api/v1/keys";

  private final URI server;
  private final String credential;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  /** A newer server may say more than this program knows of. */
  private final JsonMapper mapper =
      new Json()
          .mapper()
          .rebuild()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  RemoteKeys(URI server, String credential) {
    this.server = server;
    this.credential = credential;
  }

  @Override
  public KeyListShape list(String search, @Nullable String cursor, int limit) {
    return call(
        "GET",
        KEYS
            + "?limit="
            + limit
            + (search.isEmpty() ? "" : "&search=" + encoded(search))
            + (cursor == null ? "" : "&cursor=" + encoded(cursor)),
        null,
        KeyListShape.class);
  }

  @Override
  public KeyShape read(String id) {
    return call("GET", one(id), null, KeyShape.class);
  }

  @Override
  public IssueShape create(NewKey key) {
    return call("POST", KEYS, mapper.valueToTree(key), IssueShape.class);
  }

  @Override
  public IssueShape claim(String id) {
    return call("POST", one(id) + "/claim", mapper.createObjectNode(), IssueShape.class);
  }

  @Override
  public IssueShape regenerate(String id, Regeneration regeneration) {
    return call(
        "POST", one(id) + "/regenerate", mapper.valueToTree(regeneration), IssueShape.class);
  }

  @Override
  public KeyShape update(String id, Change change) {
    ObjectNode patch = mapper.createObjectNode();
    if (change.name() != null) {
      patch.put("name", change.name());
    }
    if (change.changesExpiry()) {
      patch.put("expiresAt", change.expiresAt());
    }
    return call("PATCH", one(id), patch, KeyShape.class);
  }

  @Override
  public void delete(String id) {
    exchange("DELETE", one(id), null);
  }

  @Override
  public UsageShape usage(String id, @Nullable String timeZone) {
    return call(
        "GET",
        one(id) + "/usage" + (timeZone == null ? "" : "?tz=" + encoded(timeZone)),
        null,
        UsageShape.class);
  }

  @Override
  public IdentityShape whoAmI() {
    return call("GET", "/api/v1/me", null, IdentityShape.class);
  }

  private static String one(String id) {
    return KEYS + "/" + encoded(id);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private <T> T call(String method, String path, @Nullable JsonNode body, Class<T> shape) {
    String answer = exchange(method, path, body);
    try {
      return mapper.readValue(answer, shape);
    } catch (JacksonException e) {
      throw notOurs();
    }
  }

  private String exchange(String method, String path, @Nullable JsonNode body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + path))
            .timeout(TIMEOUT)
            .header("User-Agent", "kasava/" + Program.Version.number())
            .header("Accept", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(mapper.writeValueAsString(body)));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    try {
      HttpResponse<String> response =
          client.send(
              request.header("X-API-Key", credential).build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw failure(response);
      }
      return response.body();
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE,
          "The server "
              + server
              + " cannot be reached. Is it running? Start it with \"kasava"
              + " serve\", or name another with --server.");
    } catch (IllegalArgumentException e) {
      // A header cannot carry it; the message would quote it.
      throw new CommandFailure(
          ExitCode.NOT_ALLOWED, "The key in use is not a complete API key. Copy it again.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.UNREACHABLE, "Interrupted.");
    }
  }

  private CommandFailure failure(HttpResponse<String> response) {
    int status = response.statusCode();
    int exitCode =
        status == 401 || status == 403
            ? ExitCode.NOT_ALLOWED
            : status >= 500 ? ExitCode.UNREACHABLE : ExitCode.REFUSED;
    try {
      JsonNode detail = mapper.readTree(response.body()).path("detail");
      if (detail.isString()) {
        return new CommandFailure(exitCode, detail.stringValue());
      }
    } catch (JacksonException e) {
      // Something else than our server answered.
    }
    return notOurs();
  }

  private CommandFailure notOurs() {
    return new CommandFailure(
        ExitCode.UNREACHABLE,
        "What answers at " + server + " is no Kasava Keys server. Check --server or KASAVA_URL.");
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
