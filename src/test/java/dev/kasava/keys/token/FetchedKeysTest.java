package dev.kasava.keys.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.token.KeySource.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that are fetched from a real server, which may be slow, gone, or up to no good. */
final class FetchedKeysTest {
  private static final String METADATA = "/.well-known/openid-configuration";

  private final SetClock clock = new SetClock(Instant.parse("2027-03-01T10:00:00Z"));
  private final Map<String, String> pages = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  private final BlockingQueue<String> arrivals = new LinkedBlockingQueue<>();
  private final CountDownLatch release = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;
  private URI issuer;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
    issuer = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    pages.put(METADATA, metadata(issuer.toString(), issuer + "/jwks"));
    pages.put("/jwks", new TestIssuer().jwks());
  }

  @AfterEach
  void stop() {
    release.countDown();
    server.stop(0);
    threads.close();
  }

  private String page(String path) {
    return Objects.requireNonNull(pages.get(path), path);
  }

  private static String metadata(String issuer, String jwksUri) {
    return "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + jwksUri + "\"}";
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    asked.computeIfAbsent(path, any -> new AtomicInteger()).incrementAndGet();
    arrivals.add(path);
    String page = pages.get(path);
    if (page == null) {
      exchange.sendResponseHeaders(404, -1);
    } else if (page.startsWith("redirect ")) {
      exchange.getResponseHeaders().set("Location", page.substring("redirect ".length()));
      exchange.sendResponseHeaders(302, -1);
    } else if (page.equals("hang")) {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write('{');
      exchange.getResponseBody().flush();
      awaitRelease();
    } else {
      byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  private void awaitRelease() {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int asked(String path) {
    AtomicInteger count = asked.get(path);
    return count == null ? 0 : count.get();
  }

  private TrustedIssuer terms(URI named, @Nullable URI jwksUri) {
    return new TrustedIssuer(named, Set.of(), "kasava_owner", null, jwksUri, Map.of());
  }

  private IssuerKeys keys() {
    return IssuerKeys.of(terms(issuer, null), clock);
  }

  private static Class<?> find(IssuerKeys keys, String kid) {
    return keys.find(kid, Algorithm.ES256).getClass();
  }

  @Test
  void keysAreFoundThroughMetadataAndFetchedOnce() {
    IssuerKeys keys = keys();
    assertThat(find(keys, "ec")).isEqualTo(Answer.Found.class);
    assertThat(find(keys, "ec")).isEqualTo(Answer.Found.class);
    assertThat(asked("/jwks")).isEqualTo(1);
  }

  @Test
  void theOtherKindOfMetadataWillDo() {
    pages.put("/.well-known/oauth-authorization-server", page(METADATA));
    pages.remove(METADATA);
    assertThat(find(keys(), "ec")).isEqualTo(Answer.Found.class);
  }

  @Test
  void anIssuerWithAPathHasItsMetadataWhereTheStandardsSay() {
    URI tenant = URI.create(issuer + "/tenant");
    String metadata = metadata(tenant.toString(), issuer + "/jwks");
    pages.put("/.well-known/oauth-authorization-server/tenant", metadata);
    assertThat(find(IssuerKeys.of(terms(tenant, null), clock), "ec")).isEqualTo(Answer.Found.class);
    pages.clear();
    pages.put("/jwks", new TestIssuer().jwks());
    pages.put("/tenant" + METADATA, metadata);
    assertThat(find(IssuerKeys.of(terms(tenant, null), clock), "ec")).isEqualTo(Answer.Found.class);
  }

  @Test
  void anUnknownKidHasThemFetchedAgainButNotForEveryOne() {
    IssuerKeys keys = keys();
    assertThat(find(keys, "ec")).isEqualTo(Answer.Found.class);
    pages.put("/jwks", page("/jwks").replace("\"ec\"", "\"newer\""));
    assertThat(find(keys, "newer")).isEqualTo(Answer.Found.class);
    assertThat(asked("/jwks")).isEqualTo(2);
    for (int i = 0; i < 100; i++) {
      assertThat(find(keys, "made up " + i)).isEqualTo(Answer.None.class);
    }
    assertThat(asked("/jwks")).isEqualTo(2);
    assertThat(find(keys, "newer")).isEqualTo(Answer.Found.class);
    clock.advance(FetchedKeys.PAUSE);
    assertThat(find(keys, "made up")).isEqualTo(Answer.None.class);
    assertThat(asked("/jwks")).isEqualTo(3);
  }

  @Test
  void aWithdrawnKeyCountsNoMoreAndWhatWasVerifiedByItIsReadAnew() {
    IssuerKeys keys = keys();
    assertThat(find(keys, "ec")).isEqualTo(Answer.Found.class);
    long before = keys.version();
    pages.put("/jwks", page("/jwks").replace("\"ec\"", "\"newer\""));
    assertThat(find(keys, "newer")).isEqualTo(Answer.Found.class);
    assertThat(find(keys, "ec")).isEqualTo(Answer.None.class);
    assertThat(keys.version()).isNotEqualTo(before);
  }

  /** The one who asks does not wait for them; somebody who comes later has the new ones. */
  @Test
  void keysThatAreNoLongerFreshAreFetchedAgainMeanwhile() throws Exception {
    IssuerKeys keys = keys();
    assertThat(find(keys, "ec")).isEqualTo(Answer.Found.class);
    pages.put("/jwks", page("/jwks").replace("\"ec\"", "\"newer\""));
    clock.advance(FetchedKeys.FRESH.minusSeconds(1));
    assertThat(find(keys, "ec")).isEqualTo(Answer.Found.class);
    arrivals.clear();
    clock.advance(Duration.ofSeconds(1));
    assertThat(find(keys, "ec")).isEqualTo(Answer.Found.class);
    assertThat(arrivals.poll(1, TimeUnit.MINUTES)).isEqualTo(METADATA);
    assertThat(arrivals.poll(1, TimeUnit.MINUTES)).isEqualTo("/jwks");
    assertThat(find(keys, "newer")).isEqualTo(Answer.Found.class);
    assertThat(find(keys, "ec")).isEqualTo(Answer.None.class);
  }

  @Test
  void whatWasVerifiedStaysSoWhileTheKeysAreTheSame() {
    IssuerKeys keys = keys();
    assertThat(find(keys, "ec")).isEqualTo(Answer.Found.class);
    long before = keys.version();
    assertThat(find(keys, "made up")).isEqualTo(Answer.None.class);
    assertThat(asked("/jwks")).isEqualTo(2);
    assertThat(keys.version()).isEqualTo(before);
  }

  /** What was found out of a token is remembered, and asked for this first. */
  @Test
  void aTokenIsGenuineForAsLongAsTheKeysAreTheSame() {
    TestIssuer signer = new TestIssuer();
    pages.put("/jwks", signer.jwks());
    IssuerKeys keys = keys();
    assertThat(find(keys, "ec")).isEqualTo(Answer.Found.class);
    Trust trust = Trust.of(terms(issuer, null), keys, () -> Set.of(TestIssuer.AUDIENCE));
    Map<String, Object> claims = TestIssuer.claims(clock.instant(), "own_1");
    String token =
        signer.token(TestIssuer.header(), TestIssuer.with(claims, "iss", issuer.toString()));
    TokenReader.Vouched vouched =
        switch (new TokenReader(List.of(trust), clock).read(token)) {
          case TokenReader.Reading.Genuine(var read, var by) -> by;
          case TokenReader.Reading.Bad(var fault) -> throw new AssertionError(fault);
        };
    assertThat(vouched.isStillTrue()).isTrue();
    pages.put("/jwks", page("/jwks").replace("\"ec\"", "\"newer\""));
    assertThat(find(keys, "newer")).isEqualTo(Answer.Found.class);
    assertThat(vouched.isStillTrue()).isFalse();
  }

  @Test
  void anIssuerMayChangeItsKeysAsOftenAsItLikes() {
    IssuerKeys keys = keys();
    String page = page("/jwks");
    for (int i = 0; i < 10; i++) {
      pages.put("/jwks", page.replace("\"ec\"", "\"" + i + "\""));
      assertThat(find(keys, Integer.toString(i))).isEqualTo(Answer.Found.class);
      clock.advance(FetchedKeys.PAUSE);
    }
  }

  @Test
  void anIssuerMayBeOnThisMachine() {
    for (String named : List.of("http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1")) {
      assertThat(IssuerKeys.of(terms(URI.create(named), null), clock)).isNotNull();
    }
  }

  @Test
  void knownKeysGoOnWhileTheIssuerIsDownButNotForEver() {
    IssuerKeys keys = keys();
    assertThat(find(keys, "ec")).isEqualTo(Answer.Found.class);
    server.stop(0);
    clock.advance(Duration.ofHours(2));
    assertThat(find(keys, "ec")).isEqualTo(Answer.Found.class);
    assertThat(find(keys, "newer")).isEqualTo(Answer.None.class);
    clock.advance(FetchedKeys.LONGEST_KEPT);
    assertThat(find(keys, "ec")).isEqualTo(Answer.Unreachable.class);
  }

  @Test
  void anIssuerThatWasDownIsAskedAgainAfterAWhile() {
    String metadata = page(METADATA);
    pages.remove(METADATA);
    IssuerKeys keys = keys();
    assertThat(find(keys, "ec")).isEqualTo(Answer.Unreachable.class);
    assertThat(find(keys, "ec")).isEqualTo(Answer.Unreachable.class);
    assertThat(asked(METADATA)).isEqualTo(1);
    pages.put(METADATA, metadata);
    clock.advance(FetchedKeys.PAUSE);
    assertThat(find(keys, "ec")).isEqualTo(Answer.Found.class);
  }

  /** Everybody gets an answer, though the issuer never finishes its own. */
  @ParameterizedTest
  @ValueSource(strings = {METADATA, "/jwks"})
  void nobodyHangsOnAnIssuerThatDoes(String path) throws Exception {
    pages.put(path, "hang");
    IssuerKeys keys = keys();
    List<Future<Class<?>>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(threads.submit(() -> find(keys, "ec")));
    }
    for (Future<Class<?>> one : all) {
      assertThat(one.get()).isEqualTo(Answer.Unreachable.class);
    }
    assertThat(asked(path)).isEqualTo(1);
  }

  @Test
  void redirectsAreNotFollowed() {
    pages.put("/elsewhere", page("/jwks"));
    pages.put("/jwks", "redirect " + issuer + "/elsewhere");
    assertThat(find(keys(), "ec")).isEqualTo(Answer.Unreachable.class);
    assertThat(asked("/elsewhere")).isZero();
  }

  /** Metadata may not send us to the insides of our own network. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:PORT/jwks",
        "http://127.0.0.1:1/jwks",
        "http://169.254.169.254/latest/meta-data",
        "https://127.0.0.1:PORT/jwks",
        "file:///etc/passwd",
        "http://user@127.0.0.1:PORT/jwks",
        "jwks",
        "not a uri"
      })
  void metadataMaySendUsNowhereElse(String jwksUri) {
    String port = Integer.toString(issuer.getPort());
    pages.put(METADATA, metadata(issuer.toString(), jwksUri.replace("PORT", port)));
    assertThat(find(keys(), "ec")).isEqualTo(Answer.Unreachable.class);
    assertThat(asked("/jwks")).isZero();
  }

  @Test
  void theOperatorMayNameAnotherPlace() {
    pages.remove(METADATA);
    URI elsewhere = URI.create("http://localhost:" + issuer.getPort() + "/jwks");
    assertThat(find(IssuerKeys.of(terms(issuer, elsewhere), clock), "ec"))
        .isEqualTo(Answer.Found.class);
  }

  @Test
  void metadataOfAnotherIssuerIsNotTaken() {
    pages.put(METADATA, metadata(issuer + "/", issuer + "/jwks"));
    assertThat(find(keys(), "ec")).isEqualTo(Answer.Unreachable.class);
  }

  @ParameterizedTest
  @CsvSource({"too large", "not json", "empty", "symmetric"})
  void aStrangeKeySetIsNotTaken(String kind) {
    pages.put(
        "/jwks",
        switch (kind) {
          case "too large" -> page("/jwks") + " ".repeat(Fetch.MOST_BYTES);
          case "not json" -> "<html>";
          case "empty" -> "{\"keys\":[]}";
          default -> "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\",\"kid\":\"ec\"}]}";
        });
    assertThat(find(keys(), "ec")).isEqualTo(Answer.Unreachable.class);
  }

  /** A file of them is read while the server starts, and somebody has to be told what is wrong. */
  @ParameterizedTest
  @ValueSource(
      strings = {"", "null", "7", "[]", "{\"keys\":null}", "{\"keys\":[null]}", "{\"keys\":[7]}"})
  void whatIsNoKeySetIsRefused(String text) {
    assertThatThrownBy(() -> Discovery.parse(text, "keys.json"))
        .isInstanceOf(IssuerException.class)
        .hasMessage("The key set of keys.json is not a JWK Set.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://login.example",
        "http://192.0.2.1",
        "http://[2001:db8::1]",
        "https://user@login.example",
        "https://login.example/?a=b",
        "https://login.example/#a",
        "ftp://127.0.0.1",
        "login.example"
      })
  void anIssuerIsNamedSafely(String named) {
    assertThatThrownBy(() -> IssuerKeys.of(terms(URI.create(named), null), clock))
        .isInstanceOf(IssuerException.class)
        .hasMessageContaining("https");
  }
}
