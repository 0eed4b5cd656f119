package dev.kasava.keys.blackbox;

import dev.kasava.keys.fixture.RawHttp.Answer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/** What a caller with a key should not get by it. The keys that are made here are deleted again. */
final class LogicCases {
  private static final String KEYS = "/api/v1/keys";

  private LogicCases() {}

  static List<Case> all() {
    Cases cases = new Cases("Logic");
    for (String field :
        new String[] {"owner", "id", "secret", "usage", "createdBy", "lastUsedAt"}) {
      cases.add(
          "a new key that brings its " + field,
          "400 invalid-input",
          target -> assigned(target, field));
    }
    cases
        .add(
            "a key as another member",
            "400 or 403 or 404",
            target ->
                Target.describe(
                    target.ask(
                        target.posting(
                            "POST " + KEYS + " HTTP/1.1",
                            "{\"name\":\"Black box\",\"member\":\"mem_0000000000000000000000\"}",
                            Target.KEY,
                            Target.JSON))))
        .add(
            "an id of another kind, and one that does not exist",
            "the same answer",
            LogicCases::alike)
        .add("a cursor that was made up", "400", target -> listed(target, "?cursor=AAAA"))
        .add("a limit of 2^63-1", "400", target -> listed(target, "?limit=9223372036854775807"))
        .add("a limit below nothing", "400", target -> listed(target, "?limit=-1"))
        .add("a wider key than one's own", "403", LogicCases::wider)
        .add(
            "two regenerations at once",
            "one new secret, the old one dead",
            LogicCases::regenerations)
        .add("a deleted key, at once", "401", target -> deleted(target, "/api/v1/me"))
        .add(
            "a deleted key at forward-auth, at once",
            "401",
            target -> deleted(target, "/api/v1/auth"))
        .add("a deletion sent twice", "204, then 404", LogicCases::twice)
        .add("a time zone that climbs", "400", LogicCases::climbing);
    return cases.all();
  }

  private static String assigned(Target target, String field) {
    String body = "{\"name\":\"Black box\",\"" + field + "\":\"own_0000000000000000000000\"}";
    return target.seen(target.posting("POST " + KEYS + " HTTP/1.1", body, Target.KEY, Target.JSON));
  }

  private static String alike(Target target) {
    String kind = target.call("GET", KEYS + "/own_0000000000000000000000", null, Target.KEY).body();
    String unknown =
        target.call("GET", KEYS + "/key_0000000000000000000000", null, Target.KEY).body();
    return kind.equals(unknown) ? "the same answer" : kind + " and " + unknown;
  }

  private static String listed(Target target, String query) {
    return target.seen(target.request("GET " + KEYS + query + " HTTP/1.1", Target.KEY));
  }

  private static String id(JsonNode created) {
    return created.path("key").path("id").stringValue();
  }

  private static String secret(JsonNode created) {
    return created.path("secret").stringValue();
  }

  private static String wider(Target target) {
    JsonNode reader = target.create("Black box, reading");
    try {
      return Target.describe(
          target.call(
              "POST",
              KEYS,
              "{\"name\":\"Black box, wider\",\"scopes\":[\"*\"]}",
              Target.JSON,
              "X-API-Key: " + secret(reader)));
    } finally {
      target.delete(reader);
    }
  }

  private static String regenerations(Target target) {
    JsonNode created = target.create("Black box, twice new");
    try {
      String path = KEYS + "/" + id(created) + "/regenerate";
      CompletableFuture<Answer> other =
          CompletableFuture.supplyAsync(
              () -> target.call("POST", path, "{\"revokeNow\":true}", Target.KEY, Target.JSON));
      List<Answer> both =
          List.of(
              target.call("POST", path, "{\"revokeNow\":true}", Target.KEY, Target.JSON),
              other.join());
      long alive =
          both.stream()
              .filter(it -> it.status() == 200 && isAlive(target, secret(Target.json(it))))
              .count();
      boolean isOldDead = !isAlive(target, secret(created));
      return (alive == 1 ? "one new secret" : alive + " new secrets")
          + (isOldDead ? ", the old one dead" : ", the old one alive");
    } finally {
      target.delete(created);
    }
  }

  private static boolean isAlive(Target target, String secret) {
    return target.call("GET", "/api/v1/auth", null, "X-API-Key: " + secret).status() == 204;
  }

  private static String deleted(Target target, String path) {
    JsonNode created = target.create("Black box, short-lived");
    String key = "X-API-Key: " + secret(created);
    int before = target.call("GET", path, null, key).status();
    target.delete(created);
    return before < 300
        ? Target.describe(target.call("GET", path, null, key))
        : "never good: " + before;
  }

  private static String twice(Target target) {
    JsonNode created = target.create("Black box, deleted twice");
    target.delete(created);
    int second = target.call("DELETE", KEYS + "/" + id(created), null, Target.KEY).status();
    return "204, then " + second;
  }

  private static String climbing(Target target) {
    JsonNode created = target.create("Black box, somewhere");
    try {
      return Target.describe(
          target.call(
              "GET", KEYS + "/" + id(created) + "/usage?tz=../../etc/passwd", null, Target.KEY));
    } finally {
      target.delete(created);
    }
  }
}
