package dev.kasava.keys.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.wire.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What is answered before the house is open, and where it never opens. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class EarlyDoorTest {
  private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/list\"}";

  private final CompletableFuture<Void> key = new CompletableFuture<>();
  private final AtomicBoolean isClosed = new AtomicBoolean();
  private TestInstallation installation;

  @BeforeEach
  void open(@TempDir Path folder) {
    installation = TestInstallation.in(folder);
  }

  @AfterEach
  void close() {
    installation.close();
  }

  private record House(StdioDoor door, AtomicBoolean isClosed) implements EarlyDoor.House {
    @Override
    public void close() {
      isClosed.set(true);
    }
  }

  private static StdioClient client(Supplier<EarlyDoor.House> ofNothing) {
    return new StdioClient(
        (in, out) -> new EarlyDoor(new Prelude("test"), out, new Json(), ofNothing).run(in));
  }

  /** One whose house opens when the key is there. */
  private StdioClient client() {
    Caller operator = Caller.operator(installation.firstKey().key().key().owner(), Door.MCP);
    return new StdioClient(
        (in, out) ->
            new EarlyDoor(
                    new Prelude("test"),
                    out,
                    new Json(),
                    () -> {
                      key.join();
                      return new House(
                          StdioClient.door(
                              installation,
                              () -> Outcome.done(operator),
                              Duration.ofSeconds(20),
                              out),
                          isClosed);
                    })
                .run(in));
  }

  private static int tools(JsonNode answer) {
    return answer.path("result").path("tools").size();
  }

  @Test
  void aSessionBeginsAndToolsAreListedWhileTheHouseIsClosed() {
    try (StdioClient client = client()) {
      client.begin("a client");
      assertThat(tools(client.ask(LIST))).isEqualTo(9);
      client.send(StdioClient.call(4, "whoami", "{}") + "\n");
      key.complete(null);
      JsonNode whoami = client.next();
      assertThat(whoami.path("id").intValue()).isEqualTo(4);
      assertThat(whoami.path("result").path("isError").booleanValue(true)).isFalse();
      assertThat(tools(client.ask(LIST))).isEqualTo(9);
    }
    assertThat(isClosed).isTrue();
  }

  @Test
  void theSessionThatBeganEarlyHearsOfChangesWithoutAskingMore() {
    try (StdioClient client = client()) {
      client.begin("a client");
      key.complete(null);
      // Whoever is answered by the house knows that it is open.
      client.ask("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"ping\"}");
      installation.create("New", null, "keys:read");
      installation.get().changes().poll();
      assertThat(client.next().path("method").stringValue())
          .isEqualTo("notifications/resources/list_changed");
    }
  }

  @Test
  void whatIsNotPlainWaitsForTheHouse() {
    try (StdioClient client = client()) {
      client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n");
      key.complete(null);
      assertThat(client.next().path("id").intValue()).isEqualTo(1);
      client.begin("a client");
      assertThat(tools(client.ask(LIST))).isEqualTo(9);
    }
    assertThat(isClosed).isTrue();
  }

  @Test
  void aHouseThatCannotBeOpenedIsToldOfAtEveryRequest() {
    StoreException reason = new StoreException("The database is of a newer release. Upgrade.");
    StdioClient client =
        client(
            () -> {
              throw new EarlyDoor.Unavailable(reason);
            });
    client.begin("a client");
    for (String request :
        new String[] {StdioClient.call(4, "whoami", "{}"), StdioClient.call(5, "whoami", "{}")}) {
      JsonNode error = client.ask(request).path("error");
      assertThat(error.path("message").stringValue()).isEqualTo(reason.getMessage());
    }
    client.endInput();
    assertThat(client.awaitFailure()).hasCause(reason);
  }

  @Test
  void aHouseThatCannotBeOpenedEndsAClientThatWasToldNothingYet() {
    StoreException reason = new StoreException("The database is of a newer release. Upgrade.");
    StdioClient client =
        client(
            () -> {
              throw new EarlyDoor.Unavailable(reason);
            });
    client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n");
    assertThat(client.awaitFailure()).hasCause(reason);
    assertThat(client.everything()).isEmpty();
  }

  @Test
  void aFaultIsNotShownToTheClient() {
    StdioClient client =
        client(
            () -> {
              throw new IllegalStateException("inner workings");
            });
    client.begin("a client");
    JsonNode error = client.ask(StdioClient.call(4, "whoami", "{}")).path("error");
    assertThat(error.path("code").intValue()).isEqualTo(-32603);
    assertThat(error.path("message").stringValue()).doesNotContain("inner");
    client.endInput();
    assertThat(client.awaitFailure()).isInstanceOf(IllegalStateException.class);
  }
}
