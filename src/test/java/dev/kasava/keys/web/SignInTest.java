package dev.kasava.keys.web;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.app.HttpService;
import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.service.Issue;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SignInTest {
  private static final String LIST = "/settings/api-keys";
  private static final String CLAIM = LIST + "/key_0123456789abcdefghijkl/claim";

  @TempDir private Path folder;
  private final SetClock clock = new SetClock(Instant.parse("2026-11-23T12:00:00Z"));
  private TestServer server;
  private TestInstallation installation;

  @BeforeEach
  void start() {
    server = TestServer.in(folder, clock);
    installation = server.installation();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Visitor visitor() {
    return new Visitor(server.url());
  }

  private Visitor signedIn(Issue.Claimed key) {
    return visitor().signIn(key.secret().reveal());
  }

  private SignInLinks links() {
    return new SignInLinks(installation.get().sessions(), installation.get().keys(), clock);
  }

  private static void assertSentToSignIn(Visitor.Answer answer) {
    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.header("Location")).startsWith("/sign-in?next=" + LIST);
  }

  @Test
  void theWayToTheListLeadsThroughSigningIn() {
    Visitor visitor = visitor();
    assertThat(visitor.get("/").header("Location")).isEqualTo(LIST);
    assertThat(visitor.get("/settings").header("Location")).isEqualTo(LIST);
    assertThat(visitor.get(CLAIM).header("Location")).isEqualTo("/sign-in?next=" + CLAIM);
  }

  @Test
  void goesOnWhereItWasAskedForAndNowhereElse() {
    String key = installation.firstKey().secret().reveal();
    assertThat(visitor().submit("/sign-in", "key", key, "next", CLAIM).header("Location"))
        .isEqualTo(CLAIM);
    for (String next :
        new String[] {
          "https://evil.example/settings/x",
          "//evil.example/settings/x",
          "/settings/../sign-out",
          "/settings/\\evil.example",
          "/elsewhere"
        }) {
      assertThat(visitor().submit("/sign-in", "key", key, "next", next).header("Location"))
          .isEqualTo(LIST);
    }
  }

  @Test
  void theSessionCookieIsOutOfReachOfScriptsAndOtherSites() {
    Visitor visitor = visitor();
    Visitor.Answer answer =
        visitor.submit("/sign-in", "key", installation.firstKey().secret().reveal());
    assertThat(answer.headers("Set-Cookie"))
        .singleElement()
        .asString()
        .matches("kasava_session=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict");
    assertThat(visitor.get(LIST).status()).isEqualTo(200);
    assertThat(visitor.get("/sign-in").header("Location")).isEqualTo(LIST);
  }

  @Test
  void underTlsTheCookiesNeverTravelInTheClear(@TempDir Path other) {
    try (TestInstallation own = TestInstallation.in(other);
        HttpService service =
            HttpService.start(
                own.get(),
                new HttpService.Options("127.0.0.1", 0, URI.create("https://keys.example")))) {
      Visitor visitor = new Visitor(service.address());
      visitor.signIn(own.firstKey().secret().reveal());
      assertThat(visitor.get("/sign-in").status()).isEqualTo(303);
      assertThat(visitor.cookies())
          .containsOnlyKeys("__Host-kasava_session", "__Host-kasava_visitor");
    }
  }

  @Test
  void anotherSignInHasAnotherSessionAndEndsTheOneBefore() {
    Visitor visitor = signedIn(installation.firstKey());
    String before = visitor.cookies().get("kasava_session");
    String path = links().create(firstId());
    assertThat(visitor.submit(path).status()).isEqualTo(303);
    assertThat(visitor.cookies().get("kasava_session")).isNotEqualTo(before);
    Visitor old = visitor();
    old.cookies().put("kasava_session", before);
    assertSentToSignIn(old.get(LIST));
  }

  @Test
  void saysWhyAKeyDoesNotOpenThePage() {
    Visitor visitor = visitor();
    Visitor.Answer wrong = visitor.submit("/sign-in", "key", "ksa_nonsense");
    assertThat(wrong.status()).isEqualTo(403);
    assertThat(wrong.body()).contains("This is not a complete API key").doesNotContain("nonsense");

    Issue.Claimed narrow = installation.create("Verifier", null, "keys:verify");
    Visitor.Answer lacking = visitor.submit("/sign-in", "key", narrow.secret().reveal());
    assertThat(lacking.body()).contains("keys:read").doesNotContain(narrow.secret().reveal());
    assertThat(visitor.cookies()).doesNotContainKey("kasava_session");
  }

  @Test
  void signingInAndLookingRoundIsNoUse() {
    Visitor visitor = signedIn(installation.firstKey());
    visitor.get(LIST);
    var usage =
        done(installation.get().verbs().usage().read(installation.firstCaller(), firstId(), null));
    assertThat(usage.total()).isZero();
    assertThat(usage.lastUsedAt()).isNull();
  }

  @Test
  void aClickFromAnotherSiteIsCarriedOnByAStepOfOurOwn() {
    Visitor visitor = visitor();
    Visitor.Answer answer = visitor.get(CLAIM, "Sec-Fetch-Site", "cross-site");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body())
        .contains("<meta http-equiv=\"refresh\" content=\"0; url=" + CLAIM + "\">")
        .contains("href=\"" + CLAIM + "\"");
    assertSentToSignIn(visitor.get(CLAIM, "Sec-Fetch-Site", "same-origin"));
  }

  @Test
  void aLinkSignsInOnceHoweverOftenItIsFetchedBefore() {
    String path = links().create(firstId());
    assertThat(visitor().get(path).status()).isEqualTo(200);
    Visitor visitor = visitor();
    assertThat(visitor.submit(path).header("Location")).isEqualTo(LIST);
    assertThat(visitor.get(LIST).status()).isEqualTo(200);

    Visitor second = visitor();
    assertThat(second.get(path).status()).isEqualTo(404);
    String token = second.get("/sign-in").token();
    assertThat(second.post(path, "csrf", token).status()).isEqualTo(404);
    assertThat(second.cookies()).doesNotContainKey("kasava_session");
  }

  @Test
  void aLinkIsGoodForTenMinutes() {
    String path = links().create(firstId());
    clock.advance(Duration.ofMinutes(10).minusMillis(1));
    assertThat(visitor().get(path).status()).isEqualTo(200);
    clock.advance(Duration.ofMillis(1));
    assertThat(visitor().get(path).status()).isEqualTo(404);
  }

  @Test
  void noSiteCanSignABrowserIn() {
    String key = installation.firstKey().secret().reveal();
    String path = links().create(firstId());
    Visitor victim = visitor();
    String foreign = visitor().get("/sign-in").token();
    assertThat(victim.post("/sign-in", "key", key).status()).isEqualTo(403);
    assertThat(victim.post("/sign-in", "key", key, "csrf", foreign).status()).isEqualTo(403);
    assertThat(victim.post(path, "csrf", foreign).status()).isEqualTo(403);
    assertThat(victim.cookies()).doesNotContainKey("kasava_session");
    assertThat(visitor().get(path).status()).isEqualTo(200);
  }

  @Test
  void aSessionEndsAfterTwelveHours() {
    Visitor visitor = signedIn(installation.firstKey());
    clock.advance(Duration.ofHours(12).minusMillis(1));
    assertThat(visitor.get(LIST).status()).isEqualTo(200);
    clock.advance(Duration.ofMillis(1));
    assertSentToSignIn(visitor.get(LIST));
  }

  @Test
  void aSessionEndsWhenItsKeyExpires() {
    Instant expiry = clock.instant().plus(Duration.ofHours(1));
    Visitor visitor = signedIn(installation.create("Short", expiry, "keys:read"));
    assertThat(visitor.get(LIST).status()).isEqualTo(200);
    clock.set(expiry);
    assertSentToSignIn(visitor.get(LIST));
  }

  @Test
  void signingOutEndsTheSessionOnTheServerToo() {
    Visitor visitor = signedIn(installation.firstKey());
    String session = visitor.cookies().get("kasava_session");
    String token = visitor.get(LIST).token();
    assertThat(visitor.post("/sign-out").status()).isEqualTo(403);
    assertThat(visitor.get(LIST).status()).isEqualTo(200);
    assertThat(visitor.post("/sign-out", "csrf", token).header("Location")).startsWith("/sign-in");
    assertThat(visitor.cookies()).doesNotContainKey("kasava_session");
    visitor.cookies().put("kasava_session", session);
    assertSentToSignIn(visitor.get(LIST));
  }

  @Test
  void aFormSentAfterTheSessionEndedChangesNothingAndSaysSo() {
    Visitor visitor = signedIn(installation.firstKey());
    String token = visitor.get(LIST + "/new").token();
    clock.advance(Duration.ofHours(12));
    Visitor.Answer answer = visitor.post(LIST + "/new", "name", "Late", "csrf", token);
    assertThat(answer.header("Location")).isEqualTo("/sign-in?next=" + LIST + "/new&notice=unsent");
    assertThat(visitor.get(answer.header("Location")).body()).contains("nothing was changed");
    assertThat(signedIn(installation.firstKey()).get(LIST).body()).doesNotContain("Late");
  }

  private KeyId firstId() {
    return installation.firstKey().key().key().id();
  }
}
