package dev.kasava.keys.web;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.cli.LocalKeys;
import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.remote.Keys;
import dev.kasava.keys.remote.KeysFailure;
import dev.kasava.keys.service.CreateKey;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.Shapes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every caller against every key through every door: what comes of it is looked up in the store,
 * and is never wider than the caller's own key.
 */
final class EveryDoorMatrixTest {
  private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
  private static final Instant END = NOW.plus(Duration.ofDays(60));
  private static final List<@Nullable Instant> EXPIRIES =
      Arrays.asList(null, END.minusSeconds(1), END.plusSeconds(1));
  private static final String KEYS = "/api/v1/keys";

  enum DoorKind {
    REST,
    MCP,
    CLI,
    PAGE
  }

  private record Reach(List<String> scopes, @Nullable Instant expiry) {
    boolean isWithin(Reach other) {
      boolean scopesFit =
          scopes.stream()
              .allMatch(
                  scope ->
                      other.scopes.contains(scope)
                          || (other.scopes.contains("*") && !scope.startsWith("keys:")));
      boolean expiryFits =
          other.expiry == null || (expiry != null && !expiry.isAfter(other.expiry));
      return scopesFit && expiryFits;
    }
  }

  private static final List<Reach> CALLERS =
      List.of(
          new Reach(List.of("keys:read", "keys:write"), null),
          new Reach(List.of("keys:read", "keys:write"), END),
          new Reach(List.of("*", "keys:read", "keys:write"), END));

  private static final List<List<String>> SCOPES =
      List.of(
          List.of(),
          List.of("keys:read"),
          List.of("keys:verify"),
          List.of("orders:read"),
          List.of("*", "keys:read"));

  /** One caller at one door. An attempt's answer does not matter; what it left behind does. */
  private interface Attempts {
    void create(String name, Reach reach);

    void claim(KeyId id);

    void regenerate(KeyId id, String name);

    void extend(KeyId id, @Nullable Instant expiry);
  }

  private TestServer server;
  private int number;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = TestServer.in(folder, new SetClock(NOW));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void nothingWiderThanTheCallerComesOfIt(DoorKind door) {
    for (Reach mine : CALLERS) {
      Issue.Claimed caller = (Issue.Claimed) make("Caller " + number++, mine, true);
      Attempts attempts = attempts(door, caller.secret());
      for (List<String> scopes : SCOPES) {
        for (Instant expiry : EXPIRIES) {
          tryAll(door, attempts, mine, new Reach(scopes, expiry));
        }
      }
    }
  }

  private void tryAll(DoorKind door, Attempts attempts, Reach mine, Reach target) {
    boolean isWithin = target.isWithin(mine);
    String what = door + ": " + target + " by " + mine;
    if (door != DoorKind.PAGE) {
      String name = "Created " + number++;
      attempts.create(name, target);
      assertThat(named(name).isPresent()).as("created, %s", what).isEqualTo(isWithin);

      KeyId shortLived = make("Extended " + number++, inAnHour(target), true).key().key().id();
      attempts.extend(shortLived, target.expiry());
      assertThat(Objects.equals(key(shortLived).expiresAt(), target.expiry()))
          .as("extended, %s", what)
          .isEqualTo(isWithin);
    }
    if (door != DoorKind.MCP) {
      KeyId pending = make("Claimed " + number++, target, false).key().key().id();
      attempts.claim(pending);
      assertThat(key(pending).secret() != null).as("claimed, %s", what).isEqualTo(isWithin);
    }
    String name = "Regenerated " + number++;
    ApiKey before = make(name, target, true).key().key();
    attempts.regenerate(before.id(), name);
    ApiKey after = key(before.id());
    boolean isRegenerated =
        after.replacement() != null || !Objects.equals(after.secret(), before.secret());
    assertThat(isRegenerated).as("regenerated, %s", what).isEqualTo(isWithin);
  }

  private static Reach inAnHour(Reach target) {
    return new Reach(target.scopes(), NOW.plusSeconds(3600));
  }

  private Issue make(String name, Reach reach, boolean claim) {
    return done(
        server
            .installation()
            .get()
            .verbs()
            .create()
            .create(
                server.installation().firstCaller(),
                new CreateKey.Request(name, reach.expiry(), reach.scopes(), claim)));
  }

  private ApiKey key(KeyId id) {
    return server.installation().get().keys().read(reader -> reader.key(id)).orElseThrow().key();
  }

  private Optional<ApiKey> named(String name) {
    return server
        .installation()
        .get()
        .keys()
        .read(
            reader ->
                reader.keyNamed(server.installation().firstCaller().owner(), new KeyName(name)));
  }

  private Attempts attempts(DoorKind door, Secret caller) {
    return switch (door) {
      case REST -> new OverRest(caller);
      case MCP -> new OverMcp(caller);
      case CLI -> new AtATerminal(caller);
      case PAGE -> new OnThePage(caller);
    };
  }

  private static Map<String, Object> with(
      Map<String, Object> fields, String name, @Nullable Object value) {
    Map<String, @Nullable Object> all = new HashMap<>(fields);
    all.put(name, value);
    @SuppressWarnings({"unchecked", "NullAway"}) // null is what is to be sent
    Map<String, Object> sent = (Map<String, Object>) (Map<String, ?>) all;
    return sent;
  }

  private final class OverRest implements Attempts {
    private final Secret caller;

    OverRest(Secret caller) {
      this.caller = caller;
    }

    @Override
    public void create(String name, Reach reach) {
      server.call(
          "POST",
          KEYS,
          caller,
          with(Map.of("name", name, "scopes", reach.scopes()), "expiresAt", text(reach.expiry())));
    }

    @Override
    public void claim(KeyId id) {
      server.call("POST", KEYS + "/" + id + "/claim", caller, null);
    }

    @Override
    public void regenerate(KeyId id, String name) {
      server.call("POST", KEYS + "/" + id + "/regenerate", caller, null);
    }

    @Override
    public void extend(KeyId id, @Nullable Instant expiry) {
      server.call("PATCH", KEYS + "/" + id, caller, with(Map.of(), "expiresAt", text(expiry)));
    }
  }

  private final class OverMcp implements Attempts {
    private final Secret caller;
    private final String session;

    OverMcp(Secret caller) {
      this.caller = caller;
      this.session =
          post(
                  "initialize",
                  Map.of(
                      "protocolVersion",
                      "2025-11-25",
                      "capabilities",
                      Map.of(),
                      "clientInfo",
                      Map.of("name", "t", "version", "1")),
                  "none")
              .header("Mcp-Session-Id");
    }

    private TestServer.Answer post(String method, Map<String, ?> params, String session) {
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

    private void call(String tool, Map<String, Object> arguments) {
      TestServer.Answer answer =
          post("tools/call", Map.of("name", tool, "arguments", arguments), session);
      assertThat(answer.json().has("result")).as(answer.body()).isTrue();
    }

    @Override
    public void create(String name, Reach reach) {
      call(
          "create_api_key",
          with(Map.of("name", name, "scopes", reach.scopes()), "expiresAt", text(reach.expiry())));
    }

    @Override
    public void claim(KeyId id) {
      throw new AssertionError("there is no such tool");
    }

    @Override
    public void regenerate(KeyId id, String name) {
      call("regenerate_api_key", Map.of("id", id.value(), "confirm", name));
    }

    @Override
    public void extend(KeyId id, @Nullable Instant expiry) {
      call("update_api_key", with(Map.of("id", id.value()), "expiresAt", text(expiry)));
    }
  }

  private final class AtATerminal implements Attempts {
    private final Keys keys;

    AtATerminal(Secret caller) {
      var installation = server.installation().get();
      this.keys =
          new LocalKeys(
              installation.verbs(),
              new Shapes(installation.format(), installation.clock(), server::url),
              server.installation().caller(caller),
              () -> {});
    }

    private static void attempt(Runnable command) {
      try {
        command.run();
      } catch (KeysFailure e) {
        assertThat(e.kind()).isEqualTo(KeysFailure.Kind.NOT_ALLOWED);
      }
    }

    @Override
    public void create(String name, Reach reach) {
      attempt(
          () -> keys.create(new Keys.NewKey(name, text(reach.expiry()), reach.scopes(), false)));
    }

    @Override
    public void claim(KeyId id) {
      attempt(() -> keys.claim(id.value()));
    }

    @Override
    public void regenerate(KeyId id, String name) {
      attempt(
          () -> keys.regenerate(id.value(), new Keys.Regeneration(0, true, null, false, false)));
    }

    @Override
    public void extend(KeyId id, @Nullable Instant expiry) {
      attempt(() -> keys.update(id.value(), new Keys.Change(null, true, text(expiry))));
    }
  }

  private final class OnThePage implements Attempts {
    private final Visitor visitor;

    OnThePage(Secret caller) {
      this.visitor = new Visitor(server.url()).signIn(caller.reveal());
    }

    @Override
    public void create(String name, Reach reach) {
      throw new AssertionError("its expiry is a whole day");
    }

    @Override
    public void claim(KeyId id) {
      visitor.submit("/settings/api-keys/" + id + "/claim", "decision", "claim");
    }

    @Override
    public void regenerate(KeyId id, String name) {
      String path = "/settings/api-keys/" + id + "/regenerate";
      visitor.submit(path, "overlap", "0", "seen", visitor.get(path).seen());
    }

    @Override
    public void extend(KeyId id, @Nullable Instant expiry) {
      throw new AssertionError("its expiry is a whole day");
    }
  }

  private static @Nullable String text(@Nullable Instant moment) {
    return moment == null ? null : moment.toString();
  }
}
