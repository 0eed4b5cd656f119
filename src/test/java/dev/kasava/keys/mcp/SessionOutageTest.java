package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.Postgres;
import dev.kasava.keys.fixture.Wait;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions while the database does not answer. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SessionOutageTest {
  private static int end(Nodes nodes, int node, String session) {
    return nodes
        .raw(node)
        .send("DELETE", new byte[0], RawMcp.headers(nodes.first(), session))
        .status();
  }

  @Test
  void oneThatIsKnownGoesOnAndNoneIsTakenUpOrEndedUnnoted(@TempDir Path folder) throws Exception {
    Postgres.Own server = Postgres.own(folder.resolve("server"));
    try (Nodes nodes = Nodes.over(server.url(), folder, InstantSource.system())) {
      String session = nodes.raw(0).begin(nodes.first());
      String ended = nodes.raw(0).begin(nodes.first());
      assertThat(nodes.ping(0, session)).isEqualTo(200);
      assertThat(end(nodes, 0, ended)).isEqualTo(204);
      // Both nodes know the key now.
      assertThat(nodes.ping(1, ended)).isEqualTo(404);
      server.stop();
      assertThat(nodes.ping(0, session)).isEqualTo(200);
      assertThat(nodes.ping(1, session)).isEqualTo(503);
      assertThat(nodes.ping(1, ended)).isEqualTo(503);
      assertThat(nodes.ping(1, "no-such-session")).isEqualTo(404);
      assertThat(end(nodes, 0, session)).isEqualTo(503);
      assertThat(nodes.ping(0, session)).as("it was not ended").isEqualTo(200);
      server.start();
      Wait.until("the database", () -> nodes.ping(1, session) == 200);
      assertThat(nodes.ping(1, ended)).isEqualTo(404);
      assertThat(end(nodes, 1, session)).isEqualTo(204);
      Wait.until("the end of the session", () -> nodes.ping(0, session) == 404);
    } finally {
      server.stop();
    }
  }
}
