package dev.kasava.keys.rest;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.fixture.OpenApi;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.Member;
import dev.kasava.keys.key.Role;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.service.CreateKey;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.ManageOwners;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.wire.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Who may do what: two owners, three roles, every operation of the API and every tool, as one table
 * has it. All callers' keys have every scope, so that the role alone decides.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RoleMatrixTest {
  /**
   * What is answered to an admin, a member and a viewer of one team, and to an admin of another. A
   * key is the caller's own, another member's, or nobody's in particular; an operation without a
   * target is about the caller's own team.
   */
  private static final String TABLE =
      """
      operation                          target    admin member viewer stranger
      GET    /api/v1/keys                -         200   200    200    200
      POST   /api/v1/keys                -         201   201    403    201
      POST   /api/v1/keys                forOther  201   403    403    400
      GET    /api/v1/keys/{id}           mine      200   200    200    404
      GET    /api/v1/keys/{id}           theirs    200   200    200    404
      GET    /api/v1/keys/{id}           nobodys   200   200    200    404
      PATCH  /api/v1/keys/{id}           mine      200   200    403    404
      PATCH  /api/v1/keys/{id}           theirs    200   403    403    404
      PATCH  /api/v1/keys/{id}           nobodys   200   403    403    404
      DELETE /api/v1/keys/{id}           mine      204   204    403    404
      DELETE /api/v1/keys/{id}           theirs    204   403    403    404
      DELETE /api/v1/keys/{id}           nobodys   204   403    403    404
      GET    /api/v1/keys/{id}/descendants mine    200   200    403    404
      GET    /api/v1/keys/{id}/descendants theirs  200   403    403    404
      GET    /api/v1/keys/{id}/descendants nobodys 200   403    403    404
      GET    /api/v1/keys/{id}/usage     mine      200   200    200    404
      GET    /api/v1/keys/{id}/usage     theirs    200   200    200    404
      GET    /api/v1/keys/{id}/usage     nobodys   200   200    200    404
      POST   /api/v1/keys/{id}/regenerate mine     200   200    403    404
      POST   /api/v1/keys/{id}/regenerate theirs   200   403    403    404
      POST   /api/v1/keys/{id}/regenerate nobodys  200   403    403    404
      POST   /api/v1/keys/{id}/claim     mine      200   200    403    404
      POST   /api/v1/keys/{id}/claim     theirs    200   403    403    404
      POST   /api/v1/keys/{id}/claim     nobodys   200   403    403    404
      GET    /api/v1/members             -         200   200    200    200
      POST   /api/v1/members             -         201   403    403    201
      PATCH  /api/v1/members/{id}        member    200   403    403    404
      DELETE /api/v1/members/{id}        member    204   403    403    404
      POST   /api/v1/keys/verify         -         200   200    200    200
      GET    /api/v1/auth                -         204   204    204    204
      POST   /api/v1/token               -         200   200    200    200
      POST   /api/v1/introspect          -         200   200    200    200
      GET    /api/v1/me                  -         200   200    200    200
      GET    /api/v1/revocations         -         200   200    200    200
      GET    /api/v1/audit               -         200   200    200    200
      POST   /api/v1/sign-in-links       -         201   201    201    201
      tool   list_api_keys               -         ok    ok     ok     ok
      tool   create_api_key              -         ok    ok     no     ok
      tool   get_api_key                 mine      ok    ok     ok     no
      tool   get_api_key                 theirs    ok    ok     ok     no
      tool   get_api_key_usage           mine      ok    ok     ok     no
      tool   get_api_key_usage           theirs    ok    ok     ok     no
      tool   update_api_key              mine      ok    ok     no     no
      tool   update_api_key              theirs    ok    no     no     no
      tool   update_api_key              nobodys   ok    no     no     no
      tool   regenerate_api_key          mine      ok    ok     no     no
      tool   regenerate_api_key          theirs    ok    no     no     no
      tool   regenerate_api_key          nobodys   ok    no     no     no
      tool   delete_api_key              mine      ok    ok     no     no
      tool   delete_api_key              theirs    ok    no     no     no
      tool   delete_api_key              nobodys   ok    no     no     no
      tool   audit_api_keys              -         ok    ok     ok     ok
      tool   whoami                      -         ok    ok     ok     ok
      """;

  /** What needs no caller. */
  private static final List<String> OPEN =
      List.of(
          "POST /api/v1/leaks",
          "GET /healthz",
          "GET /readyz",
          "GET /metrics",
          "GET /openapi.json",
          "GET /.well-known/jwks.json",
          "GET /.well-known/oauth-protected-resource",
          "GET /.well-known/oauth-protected-resource/mcp");

  enum Who {
    ADMIN,
    MEMBER,
    VIEWER,
    STRANGER
  }

  /**
   * A cell of the table.
   *
   * @param verb the HTTP method; tool for a tool
   */
  record Cell(String verb, String what, String target, Who who, String expected) {
    boolean isTool() {
      return verb.equals("tool");
    }
  }

  private final Map<Who, Secret> callers = new EnumMap<>(Who.class);
  private final Map<Who, Member> members = new EnumMap<>(Who.class);
  private TestServer server;
  private Verbs verbs;
  private Caller operator;
  private int number;

  @BeforeAll
  void start(@TempDir Path folder) {
    server = TestServer.in(folder);
    verbs = server.installation().get().verbs();
    operator = Caller.operator(server.installation().firstCaller().owner(), Door.CLI);
    ManageOwners.Founded other = done(verbs.owners().add("Another"));
    Caller there = Caller.operator(other.owner().id(), Door.CLI);
    hire(Who.ADMIN, operator, Role.ADMIN);
    hire(Who.MEMBER, operator, Role.MEMBER);
    hire(Who.VIEWER, operator, Role.VIEWER);
    hire(Who.STRANGER, there, Role.ADMIN);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private void hire(Who who, Caller by, Role role) {
    Member member = done(verbs.changeTeam().add(by, "The " + who, role.code()));
    members.put(who, member);
    callers.put(who, ((Issue.Claimed) make(by, "Key of " + who, true, member)).secret());
  }

  private Issue make(Caller by, String name, boolean claim, @Nullable Member member) {
    return done(
        verbs
            .create()
            .create(
                by,
                new CreateKey.Request(
                    name,
                    null,
                    Scopes.EVERYTHING.names(),
                    claim,
                    null,
                    member == null ? null : member.id().value())));
  }

  static Stream<Cell> cells() {
    List<String[]> rows = TABLE.lines().map(line -> line.strip().split("\\s+")).toList();
    List<Cell> cells = new ArrayList<>();
    for (String[] row : rows.subList(1, rows.size())) {
      // The header has one word for the first two columns.
      for (int column = 3; column < row.length; column++) {
        Who who = Who.valueOf(rows.getFirst()[column - 1].toUpperCase(Locale.ROOT));
        cells.add(new Cell(row[0], row[1], row[2], who, row[column]));
      }
    }
    return cells.stream();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void isAsTheTableSays(Cell cell) {
    String actual = cell.isTool() ? tool(cell) : operation(cell);
    assertThat(actual).isEqualTo(cell.expected());
  }

  private Secret caller(Cell cell) {
    return Objects.requireNonNull(callers.get(cell.who()));
  }

  /** A new target, of the first owner's whoever calls. */
  private String target(Cell cell) {
    boolean isClaimed = !cell.what().endsWith("/claim");
    String name = "Target " + number++;
    return switch (cell.target()) {
      case "mine" -> {
        Who who = cell.who() == Who.STRANGER ? Who.ADMIN : cell.who();
        yield make(operator, name, isClaimed, members.get(who)).key().key().id().value();
      }
      case "theirs" -> {
        Who who = cell.who() == Who.MEMBER ? Who.VIEWER : Who.MEMBER;
        yield make(operator, name, isClaimed, members.get(who)).key().key().id().value();
      }
      case "nobodys" -> make(operator, name, isClaimed, null).key().key().id().value();
      case "member" -> done(verbs.changeTeam().add(operator, name, "member")).id().value();
      default -> "";
    };
  }

  private String operation(Cell cell) {
    String path = cell.what().replace("{id}", target(cell));
    TestServer.Answer answer =
        cell.what().equals("/api/v1/token")
            ? server.submit(
                path,
                List.of("grant_type", "client_credentials", "client_secret", caller(cell).reveal()))
            : cell.what().equals("/api/v1/introspect")
                ? server.submit(
                    path,
                    List.of("token", caller(cell).reveal()),
                    "X-API-Key",
                    caller(cell).reveal())
                : server.call(cell.verb(), path, caller(cell), body(cell));
    return Integer.toString(answer.status());
  }

  private @Nullable Object body(Cell cell) {
    String name = "Made " + number++;
    return switch (cell.verb() + " " + cell.what()) {
      case "POST /api/v1/keys" ->
          cell.target().equals("forOther")
              ? Map.of("name", name, "member", otherMember(cell).id().value())
              : Map.of("name", name);
      case "PATCH /api/v1/keys/{id}" -> Map.of("name", name);
      case "POST /api/v1/members" -> Map.of("name", name, "role", "viewer");
      case "PATCH /api/v1/members/{id}" -> Map.of("role", "admin");
      case "POST /api/v1/keys/verify" -> Map.of("key", caller(cell).reveal());
      default -> null;
    };
  }

  private Member otherMember(Cell cell) {
    return Objects.requireNonNull(members.get(cell.who() == Who.MEMBER ? Who.VIEWER : Who.MEMBER));
  }

  private String tool(Cell cell) {
    String id = target(cell);
    Map<String, Object> arguments =
        switch (cell.what()) {
          case "create_api_key" -> Map.of("name", "Made " + number++);
          case "get_api_key", "get_api_key_usage" -> Map.of("id", id);
          case "update_api_key" -> Map.of("id", id, "name", "Made " + number++);
          case "regenerate_api_key", "delete_api_key" ->
              Map.of("id", id, "confirm", "Target " + (number - 1));
          default -> Map.of();
        };
    JsonNode result = rpc(caller(cell), "tools/call", arguments, cell.what()).path("result");
    assertThat(result.path("content").isEmpty()).as(result.toString()).isFalse();
    return result.path("isError").booleanValue(false) ? "no" : "ok";
  }

  private JsonNode rpc(
      Secret caller, String method, Map<String, Object> arguments, @Nullable String tool) {
    Map<String, Object> params =
        tool == null ? Map.of() : Map.of("name", tool, "arguments", arguments);
    String session =
        post(
                caller,
                "none",
                "initialize",
                Map.of(
                    "protocolVersion",
                    "2025-11-25",
                    "capabilities",
                    Map.of(),
                    "clientInfo",
                    Map.of("name", "t", "version", "1")))
            .header("Mcp-Session-Id");
    return post(caller, session, method, params).json();
  }

  private TestServer.Answer post(
      Secret caller, String session, String method, Map<String, Object> params) {
    return server.send(
        "POST",
        "/mcp",
        new Json().text(Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", params)),
        "Authorization",
        "Bearer " + caller.reveal(),
        "Accept",
        "application/json, text/event-stream",
        "Mcp-Session-Id",
        session);
  }

  @Test
  void theTableLeavesNothingOut() {
    TreeSet<String> described = new TreeSet<>();
    OpenApi.ofProduct()
        .document()
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .propertyNames()
                    .forEach(
                        method -> {
                          if (!method.equals("parameters")) {
                            described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                          }
                        }));
    JsonNode listed =
        rpc(Objects.requireNonNull(callers.get(Who.ADMIN)), "tools/list", Map.of(), null);
    listed
        .path("result")
        .path("tools")
        .forEach(tool -> described.add("tool " + tool.path("name").stringValue()));
    TreeSet<String> declared = new TreeSet<>(OPEN);
    cells().forEach(cell -> declared.add(cell.verb() + " " + cell.what()));
    assertThat(declared).isEqualTo(described);
    assertThat(Arrays.stream(Who.values())).allMatch(callers::containsKey);
  }
}
