package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.Grant;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.store.LimitStore;
import dev.kasava.keys.store.MemoryLimitStore;
import dev.kasava.keys.usage.Turnstile;
import dev.kasava.keys.wire.Json;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests of limited keys keep no connection of others waiting, however slow the store is. */
final class BarrierTest {
  private static final HttpString LIMITED = new HttpString("Limited");
  private static final HttpString THREAD = new HttpString("Thread");

  /** Lets through when it is told to. */
  private static final class SlowStore implements LimitStore {
    private final MemoryLimitStore store = new MemoryLimitStore();
    private final CountDownLatch isAsked = new CountDownLatch(1);
    private final CountDownLatch mayAnswer = new CountDownLatch(1);

    @Override
    public List<Taken> take(List<Ask> asks) {
      isAsked.countDown();
      try {
        mayAnswer.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return store.take(asks);
    }

    @Override
    public boolean isReached() {
      return true;
    }

    @Override
    public void removeOver() {
      store.removeOver();
    }
  }

  private final SlowStore store = new SlowStore();
  private final HttpClient client = HttpClient.newHttpClient();
  private TestInstallation installation;
  private Turnstile turnstile;
  private Barrier barrier;
  private Server server;

  @BeforeEach
  void start(@TempDir Path folder) {
    installation = TestInstallation.in(folder);
    turnstile =
        Turnstile.over(installation.get().meter(), Optional.of(store), installation.get().clock());
    barrier = new Barrier(turnstile, new Failures(new Replies(new Json(), Challenges.PLAIN)));
    server =
        Server.start(
            "127.0.0.1", 0, 1, Capacity.ofThisMachine(), null, new Traffic(), this::handle);
  }

  @AfterEach
  void stop() {
    store.mayAnswer.countDown();
    client.close();
    server.close();
    turnstile.close();
    installation.close();
  }

  private void handle(HttpServerExchange exchange) throws Exception {
    boolean isLimited = exchange.getRequestHeaders().contains(LIMITED);
    barrier.pass(
        exchange,
        accepted(isLimited ? new RateLimit(1, Duration.ofHours(1)) : null),
        (passed, verdict) -> {
          passed.getResponseHeaders().put(THREAD, passed.isInIoThread() ? "I/O" : "worker");
          passed.setStatusCode(verdict instanceof Verdict.RateLimited ? 429 : 200);
          passed.endExchange();
        });
  }

  private Verdict accepted(@Nullable RateLimit limit) {
    String secret = installation.firstKey().secret().reveal();
    Grant grant =
        ((Verdict.Accepted) installation.get().authenticator().verify(secret, List.of())).grant();
    return new Verdict.Accepted(
        new Grant(grant.keyId(), grant.owner(), grant.name(), grant.scopes(), null, limit, null));
  }

  private CompletableFuture<HttpResponse<Void>> sent(boolean isLimited) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/"));
    if (isLimited) {
      request.header("Limited", "yes");
    }
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding());
  }

  private static String answer(HttpResponse<Void> response) {
    return response.statusCode() + " " + response.headers().firstValue("Thread").orElseThrow();
  }

  @Test
  void whatTheStoreHasToTellIsAwaitedOnAWorker() throws Exception {
    CompletableFuture<HttpResponse<Void>> limited = sent(true);
    store.isAsked.await();
    assertThat(answer(sent(false).get())).isEqualTo("200 I/O");
    assertThat(limited).isNotDone();
    store.mayAnswer.countDown();
    assertThat(answer(limited.get())).isEqualTo("200 worker");
    assertThat(answer(sent(true).get())).as("used up, as memory knows").isEqualTo("429 I/O");
  }
}
