package dev.kasava.keys.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (!stream.isDone()) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        server.installation().get().changes().end();
        Thread.onSpinWait();
      }
      assertThat(stream.join().status()).isEqualTo(200);
      assertThat(server.send("GET", "/healthz", null).status()).isEqualTo(200);
    }
  }
}
