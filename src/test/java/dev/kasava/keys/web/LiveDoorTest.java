package dev.kasava.keys.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.fixture.Wait;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LiveDoorTest {
  /** Else a server would wait for every open page before it ends. */
  @Test
  void aStreamEndsWhenNothingMoreWillCome(@TempDir Path folder) {
    try (TestServer server = TestServer.in(folder)) {
      Visitor visitor =
          new Visitor(server.url()).signIn(server.installation().firstKey().secret().reveal());
      CompletableFuture<Visitor.Answer> stream =
          CompletableFuture.supplyAsync(() -> visitor.get(LiveDoor.PATH));
      Wait.until(
          "the end of the stream",
          () -> {
            server.installation().get().changes().end();
            return stream.isDone();
          });
      assertThat(stream.join().status()).isEqualTo(200);
      assertThat(server.send("GET", "/healthz", null).status()).isEqualTo(200);
    }
  }

  /** A page goes on at whichever node, and must not take another state for its own. */
  @Test
  void noTwoProcessesTellTheSameState(@TempDir Path one, @TempDir Path two) {
    try (TestServer here = TestServer.in(one);
        TestServer there = TestServer.in(two)) {
      assertThat(here.installation().get().keys().changeWord().get())
          .isEqualTo(there.installation().get().keys().changeWord().get());
      String version = version(here);
      assertThat(version).isEqualTo(version(here)).isNotEqualTo(version(there));
      here.installation().create("CI", null, "keys:read");
      assertThat(version(here)).isNotEqualTo(version);
    }
  }

  private static String version(TestServer server) {
    String body =
        new Visitor(server.url())
            .signIn(server.installation().firstKey().secret().reveal())
            .get("/settings/api-keys")
            .body();
    return body.replaceAll("(?s).*data-version=\"([^\"]+)\".*", "$1");
  }
}
