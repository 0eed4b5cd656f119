package dev.kasava.keys.remote;

import dev.kasava.keys.key.Secret;
import dev.kasava.keys.wire.IdentityShape;
import dev.kasava.keys.wire.IssueShape;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.KeyListShape;
import dev.kasava.keys.wire.KeyShape;
import dev.kasava.keys.wire.MemberShape;
import dev.kasava.keys.wire.Release;
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

/** The verbs of a server, over REST. Thread-safe. */
public final class RemoteKeys implements Keys {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String KEYS = "/api/v1/keys";
  private static final String MEMBERS = "/api/v1/members";

  private final URI server;
  private final Secret key;
  private final HttpClient client;

  /** A newer server may say more than this program knows of. */
  private final JsonMapper mapper =
      new Json()
          .mapper()
          .rebuild()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /**
   * @param server without a path
   */
  public RemoteKeys(URI server, Secret key) {
    this.server = server;
    this.key = key;
    this.client = Clients.to(server).connectTimeout(Duration.ofSeconds(10)).build();
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
  public IssueShape unclaimed(String id) {
    return call(
        "POST",
        one(id) + "/claim",
        mapper.createObjectNode().put("claim", false),
        IssueShape.class);
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
    if (change.changesLimit()) {
      patch.set("rateLimit", mapper.valueToTree(change.rateLimit()));
    }
    return call("PATCH", one(id), patch, KeyShape.class);
  }

  @Override
  public void delete(String id) {
    exchange("DELETE", one(id), null);
  }

  @Override
  public KeyListShape descendants(String id) {
    return call("GET", one(id) + "/descendants", null, KeyListShape.class);
  }

  @Override
  public void deleteWithDescendants(String id) {
    exchange("DELETE", one(id) + "?cascade=true", null);
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

  @Override
  public MemberShape.Team team() {
    return call("GET", MEMBERS, null, MemberShape.Team.class);
  }

  @Override
  public MemberShape addMember(String name, String role) {
    return call("POST", MEMBERS, member(name, role), MemberShape.class);
  }

  @Override
  public MemberShape updateMember(String id, @Nullable String name, @Nullable String role) {
    return call("PATCH", MEMBERS + "/" + encoded(id), member(name, role), MemberShape.class);
  }

  private ObjectNode member(@Nullable String name, @Nullable String role) {
    ObjectNode member = mapper.createObjectNode();
    if (name != null) {
      member.put("name", name);
    }
    if (role != null) {
      member.put("role", role);
    }
    return member;
  }

  @Override
  public void removeMember(String id, @Nullable String keys) {
    exchange(
        "DELETE",
        MEMBERS + "/" + encoded(id) + (keys == null ? "" : "?keys=" + encoded(keys)),
        null);
  }

  @Override
  public URI signInLink() {
    Link link = call("POST", "/api/v1/sign-in-links", null, Link.class);
    return ServerAddress.link(link.url()).orElseThrow(this::notOurs);
  }

  private record Link(String url) {}

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
            .header("User-Agent", "kasava/" + Release.number())
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
              request.header("X-API-Key", key.reveal()).build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw failure(response);
      }
      return response.body();
    } catch (IOException e) {
      throw new KeysFailure(KeysFailure.Kind.UNREACHABLE, Unreachable.of(server, e).toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KeysFailure(KeysFailure.Kind.UNREACHABLE, "Interrupted.");
    }
  }

  private KeysFailure failure(HttpResponse<String> response) {
    try {
      JsonNode problem = mapper.readTree(response.body());
      if (problem.path("detail").isString()) {
        return new KeysFailure(
            problem.path("code").stringValue("").equals("name-taken")
                ? KeysFailure.Kind.NAME_TAKEN
                : kindOf(response.statusCode()),
            problem.path("detail").stringValue());
      }
    } catch (JacksonException e) {
      // Something else than our server answered.
    }
    return notOurs();
  }

  private static KeysFailure.Kind kindOf(int status) {
    return switch (status) {
      case 401 -> KeysFailure.Kind.KEY_NOT_GOOD;
      case 403 -> KeysFailure.Kind.NOT_ALLOWED;
      default -> status >= 500 ? KeysFailure.Kind.UNREACHABLE : KeysFailure.Kind.REFUSED;
    };
  }

  private KeysFailure notOurs() {
    return new KeysFailure(
        KeysFailure.Kind.UNREACHABLE,
        "What answers at " + server + " is no Kasava Keys server. Check --server or KASAVA_URL.");
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
