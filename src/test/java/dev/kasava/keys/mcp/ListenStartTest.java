package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.wire.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever is told that it will hear of changes, hears of the very next one. */
final class ListenStartTest {
  private static final String LISTEN =
      """
      {"jsonrpc":"2.0","id":7,"method":"subscriptions/listen","params":{
        "notifications":{"resourcesListChanged":true},
        "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",
          "io.modelcontextprotocol/clientCapabilities":{},
          "io.modelcontextprotocol/clientInfo":{"name":"quick","version":"1"}}}}
      """;

  /** A client that has a key created in the moment in which it is sent its first message. */
  private static final class Quick implements Outlet {
    private final TestInstallation installation;
    private final Json json = new Json();
    private final List<String> methods = new ArrayList<>();

    Quick(TestInstallation installation) {
      this.installation = installation;
    }

    @Override
    public void send(Object message) {
      methods.add(json.mapper().valueToTree(message).path("method").stringValue(""));
      if (methods.size() == 1) {
        installation.create("At once", null, "keys:read");
        installation.get().changes().poll();
      }
    }

    @Override
    public void answer(Object id, Object result) {
      throw new AssertionError(json.text(result));
    }

    @Override
    public void refuse(@Nullable Object id, RpcError error) {
      throw new AssertionError(error.message());
    }

    @Override
    public void close() {}
  }

  @Test
  void aChangeRightAfterTheAcknowledgementIsTold(@TempDir Path folder) {
    try (TestInstallation installation = TestInstallation.in(folder)) {
      TestLanes lanes = TestLanes.over(installation);
      Quick client = new Quick(installation);
      lanes
          .get()
          .modern()
          .answer(
              TestLanes.request(LISTEN),
              installation.firstCaller(),
              client,
              new Cancellation(),
              Runnable::run);
      assertThat(client.methods)
          .containsExactly(
              "notifications/subscriptions/acknowledged", "notifications/resources/list_changed");
    }
  }
}
