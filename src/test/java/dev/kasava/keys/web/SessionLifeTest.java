package dev.kasava.keys.web;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.RegenerateKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page session and a sign-in link are good for as long as the secret that was shown for them. */
final class SessionLifeTest {
  private static final String LIST = "/settings/api-keys";
  private static final RegenerateKey.Request NOW =
      new RegenerateKey.Request(0, true, null, false, false);
  private static final RegenerateKey.Request IN_AN_HOUR =
      new RegenerateKey.Request(3600, true, null, false, false);

  @TempDir private Path folder;
  private final SetClock clock = new SetClock(Instant.parse("2026-11-23T12:00:00Z"));
  private TestServer server;
  private TestInstallation installation;
  private Issue.Claimed key;
  private KeyId id;

  @BeforeEach
  void start() {
    server = TestServer.in(folder, clock);
    installation = server.installation();
    key = installation.create("Mine", null, "keys:read", "keys:write");
    id = key.key().key().id();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private SignInLinks links() {
    return new SignInLinks(installation.get().sessions(), installation.get().keys(), clock);
  }

  private Visitor signedIn(Issue.Claimed with) {
    return new Visitor(server.url()).signIn(with.secret().reveal());
  }

  /** A minute later, so that it is told from those before by its time. */
  private Issue regenerate(RegenerateKey.Request request) {
    clock.advance(Duration.ofMinutes(1));
    return done(
        installation
            .get()
            .verbs()
            .regenerate()
            .regenerate(installation.firstCaller(), id, request));
  }

  private Issue.Claimed claimed(RegenerateKey.Request request) {
    return (Issue.Claimed) regenerate(request);
  }

  private static void assertIn(Visitor visitor) {
    assertThat(visitor.get(LIST).status()).isEqualTo(200);
  }

  private static void assertOut(Visitor visitor) {
    Visitor.Answer answer = visitor.get(LIST);
    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.header("Location")).startsWith("/sign-in?next=" + LIST);
  }

  @Test
  void endsWithItsKey() {
    Visitor visitor = signedIn(key);
    done(installation.get().verbs().delete().delete(installation.firstCaller(), id));
    assertOut(visitor);
  }

  /** Whoever stole the secret may have signed in with it. */
  @Test
  void endsWithTheSecret() {
    Visitor visitor = signedIn(key);
    Visitor other = new Visitor(server.url());
    assertThat(other.submit(links().create(id)).status()).isEqualTo(303);
    assertIn(other);
    String link = links().create(id);
    regenerate(NOW);
    assertOut(visitor);
    assertOut(other);
    Visitor late = new Visitor(server.url());
    assertThat(late.get(link).status()).isEqualTo(404);
    assertThat(late.post(link, "csrf", late.get("/sign-in").token()).status()).isEqualTo(404);
  }

  @Test
  void lastsAsLongAsTheSecretDoes() {
    Visitor before = signedIn(key);
    Issue.Claimed second = claimed(IN_AN_HOUR);
    Visitor within = signedIn(key);
    Visitor after = signedIn(second);
    clock.advance(Duration.ofHours(1).minusMillis(1));
    assertIn(before);
    assertIn(within);
    clock.advance(Duration.ofMillis(1));
    assertOut(before);
    assertOut(within);
    assertIn(after);
  }

  @Test
  void aLeakedSecretTakesItsOwnSessionsWithIt() {
    Visitor before = signedIn(key);
    Issue.Claimed second = claimed(IN_AN_HOUR);
    Visitor thief = signedIn(second);
    installation.get().verbs().reportLeak().report(second.secret().reveal(), List.of(), "");
    assertOut(thief);
    assertIn(before);
  }

  @Test
  void noNewSecretWakesThoseOfARevokedOne() {
    Visitor thief = signedIn(key);
    regenerate(new RegenerateKey.Request(0, false, null, true, false));
    assertOut(thief);
    clock.advance(Duration.ofMinutes(1));
    done(installation.get().verbs().claim().claim(installation.firstCaller(), id));
    assertOut(thief);
  }

  /** As a node would that has not heard of its end yet. */
  @Test
  void noneBeginsWithASecretThatMemoryAloneTakes() {
    List<KeyDigest> old = installation.get().authenticator().digests(key.secret().reveal());
    Sessions sessions =
        new Sessions(installation.get().sessions(), installation.get().keys(), clock);
    assertThat(sessions.start(id, old)).isPresent();
    assertThat(links().create(id, old)).isPresent();
    regenerate(NOW);
    assertThat(sessions.start(id, old)).isEmpty();
    assertThat(links().create(id, old)).isEmpty();
  }

  @Test
  void whoRegeneratesTheirOwnKeyOnThePageStaysSignedIn() {
    Visitor visitor = signedIn(key);
    Visitor thief = signedIn(key);
    clock.advance(Duration.ofMinutes(1));
    String path = LIST + "/" + id + "/regenerate";
    assertThat(visitor.submit(path, "seen", visitor.get(path).seen()).status()).isEqualTo(200);
    clock.advance(Duration.ofMinutes(1));
    assertIn(visitor);
    assertOut(thief);
  }

  @Test
  void whoIsShownAnotherKeyGoesOnWithTheirOwn() {
    Visitor visitor = signedIn(key);
    clock.advance(Duration.ofMinutes(1));
    assertThat(visitor.submit(LIST + "/new", "name", "Another").secret()).isNotEmpty();
    assertIn(visitor);
    regenerate(NOW);
    assertOut(visitor);
  }
}
