package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.RawHttp;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.Wait;
import dev.kasava.keys.http.Server;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.mcp.keys.KeyCatalogue;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.Shapes;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long the body of a message takes up memory, on a server that has room for one at a time. */
final class HeldBodiesTest {
  private static final String LISTEN = "subscriptions/listen";

  private final List<RawHttp> open = new ArrayList<>();
  private TestInstallation installation;
  private LoneDoor door;
  private Server server;

  @BeforeEach
  void start(@TempDir Path folder) {
    installation = TestInstallation.in(folder);
    Json json = new Json();
    Shapes shapes =
        new Shapes(
            installation.get().format(), installation.get().clock(), () -> "http://127.0.0.1");
    door =
        new LoneDoor(
            installation.get(),
            KeyCatalogue.of(installation.get().verbs(), shapes, json, "1"),
            Server.MAX_BODY_BYTES);
    server = Server.start("127.0.0.1", 0, door.handler());
  }

  @AfterEach
  void stop() {
    open.forEach(RawHttp::close);
    door.close();
    server.close();
    installation.close();
  }

  /** In two chunks, with a pause between, as a body that fits one packet is read at once. */
  private RawHttp send(Secret key, String method, String id, int padding) {
    String start =
        "{\"jsonrpc\":\"2.0\",\"id\":\""
            + id
            + "\",\"method\":\""
            + method
            + "\",\"params\":{\"notifications\":{\"resourcesListChanged\":true},\"padding\":\"";
    String end =
        "x".repeat(padding)
            + "\",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}";
    RawHttp client =
        RawHttp.to(URI.create("http://127.0.0.1:" + server.port()))
            .send(
                "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n"
                    + "Content-Type: application/json\r\nMCP-Protocol-Version: 2026-07-28\r\n"
                    + "Accept: application/json, text/event-stream\r\nAuthorization: Bearer "
                    + key.reveal()
                    + "\r\nMcp-Method: "
                    + method
                    + "\r\n\r\n"
                    + chunk(start));
    open.add(client);
    client.pause(20);
    return client.send(chunk(end) + "0\r\n\r\n");
  }

  private static String chunk(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }

  private int status(Secret key, String method, String id, int padding) {
    return send(key, method, id, padding).head().orElseThrow().status();
  }

  /** The one before lets go of its room a moment after it was acknowledged. */
  private void await(Secret key, String method, int padding) {
    Wait.until("room for " + method, () -> status(key, method, "1", padding) == 200);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3_000_000})
  void subscriptionsLeaveRoomForOthers(int padding) {
    Secret bare = installation.create("Bare", null).secret();
    for (int i = 0; i < 3; i++) {
      await(bare, LISTEN, padding);
    }

    await(installation.firstKey().secret(), "tools/list", 3_000_000);
    assertThat(door.subscriptions()).isEqualTo(3);
  }
}
