package dev.kasava.keys.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A client of a server that may be killed under it, with keys of its own. It knows of each secret
 * what the server has answered, and of those whose change was not answered that it knows nothing.
 */
final class KillClient {
  private static final String KEYS = "/api/v1/keys";

  private final Json json = new Json();
  private final Random random;
  private final String name;
  private final String admin;
  private final Map<String, String> live = new HashMap<>();
  private final Set<String> dead = new HashSet<>();
  private final HttpClient http;
  private String counted = "";
  private String countedId = "";
  private long uses;
  private long unanswered;
  private int made;

  KillClient(int number, String admin, HttpClient http) {
    this.name = "client " + number;
    this.random = new Random(number);
    this.admin = admin;
    this.http = http;
  }

  /** Makes the key whose uses it counts. */
  void begin(String server) throws IOException {
    JsonNode created = read(call(server, "POST", KEYS, admin, Map.of("name", name)), 201);
    counted = created.path("secret").stringValue();
    countedId = created.path("key").path("id").stringValue();
  }

  /** What it knows of the changes that were answered. */
  int changes() {
    return live.size() + dead.size();
  }

  long uses() {
    return uses;
  }

  private record Answer(int status, String body) {}

  private Answer call(String server, String method, String path, String key, @Nullable Object body)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + path)).header("X-API-Key", key);
    if (body == null) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofString(json.text(body)));
    }
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private JsonNode read(Answer answer, int status) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
    return json.mapper().readTree(answer.body());
  }

  /**
   * Does one thing or another.
   *
   * @throws IOException when the server is gone
   */
  void step(String server) throws IOException {
    switch (random.nextInt(10)) {
      case 0, 1 -> create(server);
      case 2 -> regenerate(server);
      case 3 -> delete(server);
      default -> use(server);
    }
  }

  private void use(String server) throws IOException {
    unanswered++;
    assertThat(call(server, "GET", "/api/v1/auth", counted, null).status()).isEqualTo(204);
    unanswered--;
    uses++;
  }

  private void create(String server) throws IOException {
    JsonNode created =
        read(call(server, "POST", KEYS, admin, Map.of("name", name + " key " + ++made)), 201);
    live.put(created.path("secret").stringValue(), created.path("key").path("id").stringValue());
  }

  private void regenerate(String server) throws IOException {
    Map.Entry<String, String> one = takeOne();
    if (one != null) {
      String path = KEYS + "/" + one.getValue() + "/regenerate";
      String fresh =
          read(call(server, "POST", path, admin, Map.of()), 200).path("secret").stringValue();
      dead.add(one.getKey());
      live.put(fresh, one.getValue());
    }
  }

  private void delete(String server) throws IOException {
    Map.Entry<String, String> one = takeOne();
    if (one != null) {
      Answer answer = call(server, "DELETE", KEYS + "/" + one.getValue(), admin, null);
      assertThat(answer.status()).isEqualTo(204);
      dead.add(one.getKey());
    }
  }

  /** Of what becomes of it nothing is known until it is answered. */
  private Map.@Nullable Entry<String, String> takeOne() {
    if (live.isEmpty()) {
      return null;
    }
    List<String> secrets = new ArrayList<>(live.keySet());
    String secret = secrets.get(random.nextInt(secrets.size()));
    return Map.entry(secret, live.remove(secret));
  }

  /** Looks whether a number of secrets are what was answered. */
  void checkSome(String server, int most) throws IOException {
    check(server, some(live.keySet(), most), 204);
    check(server, some(dead, most), 401);
  }

  private List<String> some(Set<String> secrets, int most) {
    List<String> all = new ArrayList<>(secrets);
    Collections.shuffle(all, random);
    return all.subList(0, Math.min(most, all.size()));
  }

  private void check(String server, List<String> secrets, int status) throws IOException {
    for (String secret : secrets) {
      assertThat(call(server, "GET", "/api/v1/auth", secret, null).status())
          .as("after %d changes of %s", changes(), name)
          .isEqualTo(status);
    }
  }

  /** Looks whether every answered use was counted once, and none that was never asked for. */
  void checkUses(String server) throws IOException {
    JsonNode usage = read(call(server, "GET", KEYS + "/" + countedId + "/usage", admin, null), 200);
    assertThat(usage.path("totalRequests").longValue())
        .as("uses of %s", name)
        .isBetween(uses, uses + unanswered);
  }
}
