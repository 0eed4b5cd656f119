package dev.kasava.keys.web;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyStatus;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.ListKeys;
import dev.kasava.keys.service.RegenerateKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyPagesTest {
  private static final String LIST = "/settings/api-keys";

  @TempDir private Path folder;
  private final SetClock clock = new SetClock(Instant.parse("2026-11-23T12:00:00Z"));
  private TestServer server;
  private TestInstallation installation;
  private Visitor visitor;

  @BeforeEach
  void start() {
    server = TestServer.in(folder, clock);
    installation = server.installation();
    visitor = new Visitor(server.url()).signIn(installation.firstKey().secret().reveal());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static KeyId id(Issue issue) {
    return issue.key().key().id();
  }

  private static String path(KeyId id, String action) {
    return LIST + "/" + id + "/" + action;
  }

  private ApiKey key(KeyId id) {
    return done(installation.get().verbs().read().read(installation.firstCaller(), id)).key();
  }

  private boolean isGood(String secret) {
    return installation.get().authenticator().verify(secret, List.of()) instanceof Verdict.Accepted;
  }

  private KeyId onlyOtherKey() {
    var page =
        done(
            installation
                .get()
                .verbs()
                .list()
                .list(installation.firstCaller(), new ListKeys.Request("", null, 10)));
    return page.keys().stream()
        .map(summary -> summary.key().id())
        .filter(id -> !id.equals(id(installation.firstKey())))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void listsTheSixColumnsAndEachStatus() {
    installation.create("Lasting", null, "keys:read");
    installation.create("Ending", clock.instant().plus(Duration.ofDays(3)), "keys:read");
    installation.create("Ended", clock.instant().plus(Duration.ofMinutes(1)), "keys:read");
    installation.ask("Waiting", "keys:read");
    clock.advance(Duration.ofMinutes(2));
    String body = visitor.get(LIST).body();
    for (String column :
        List.of("Name", "Key Prefix", "Created", "Last Used", "Expires", "Status")) {
      assertThat(body).containsPattern(">" + column + "(</th>|<svg)");
    }
    for (String text :
        List.of("Active", "Expiring soon", "Expired", "Pending", "Never", "Create New API Key")) {
      assertThat(body).contains(text);
    }
    assertThat(body).contains("ksa_****").contains("2026-11-26");
  }

  @Test
  void createsAKeyAndShowsItsSecretThisOnce() {
    Visitor.Answer created =
        visitor.submit(
            LIST + "/new",
            "name",
            " Production  Server ",
            "expires",
            "2027-01-31",
            "scope",
            "keys:read",
            "scope",
            "keys:verify",
            "others",
            "orders:read, invoices:write");
    assertThat(created.status()).isEqualTo(200);
    assertThat(created.header("Cache-Control")).isEqualTo("no-store");
    String secret = created.secret();
    assertThat(isGood(secret)).isTrue();

    ApiKey key = key(onlyOtherKey());
    assertThat(key.expiresAt()).isEqualTo("2027-01-31T23:59:59Z");
    assertThat(key.scopes()).hasToString("invoices:write keys:read keys:verify orders:read");
    assertThat(visitor.get(LIST).body()).doesNotContain(secret).contains("Production");
    assertThat(visitor.get(path(key.id(), "claim")).status()).isEqualTo(409);
  }

  @Test
  void sendingTheFormAgainShowsNoSecret() {
    String token = visitor.get(LIST + "/new").token();
    String[] fields = {"name", "CI", "scope", "keys:read", "csrf", token};
    String secret = visitor.post(LIST + "/new", fields).secret();
    Visitor.Answer again = visitor.post(LIST + "/new", fields);
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.body())
        .contains("You already have a key named")
        .doesNotContain(secret)
        .doesNotContain("data-secret");
  }

  @Test
  void showsWhatIsWrongAndKeepsWhatWasEntered() {
    Visitor.Answer past =
        visitor.submit(
            LIST + "/new", "name", "Old \"one\"", "expires", "2020-01-01", "others", "a:b");
    assertThat(past.status()).isEqualTo(400);
    assertThat(past.body())
        .contains("The expiry has to lie in the future.")
        .contains("value=\"Old &#34;one&#34;\"")
        .contains("value=\"2020-01-01\"")
        .contains("value=\"a:b\"");
    assertThat(visitor.submit(LIST + "/new", "name", "  ").body()).contains("A key needs a name");
    assertThat(visitor.submit(LIST + "/new", "name", "x", "expires", "soon").body())
        .contains("Write the date as year-month-day");
    assertThat(visitor.submit(LIST + "/new", "name", "x", "others", "NOT A SCOPE!").body())
        .contains("One of the scopes is not valid");
    assertThat(visitor.get(LIST).body()).doesNotContain("Old &#34;");
  }

  @Test
  void showsUsageAndHelpsWhenThereIsNone() {
    Issue.Claimed key = installation.create("CI", null, "keys:read");
    assertThat(visitor.get(path(id(key), "usage")).body())
        .contains("No requests yet")
        .contains("X-API-Key");
    for (int i = 0; i < 3; i++) {
      assertThat(server.call("GET", "/api/v1/me", key.secret(), null).status()).isEqualTo(200);
    }
    String body = visitor.get(path(id(key), "usage")).body();
    assertThat(body)
        .contains("data-figure=\"total\">3<")
        .contains("data-figure=\"today\">3<")
        .contains("data-figure=\"month\">3<")
        .contains("2026-11-23 12:00:00 UTC")
        .doesNotContain("No requests yet");
  }

  @Test
  void renamesAndChangesTheExpiry() {
    KeyId id = id(installation.create("Before", null, "keys:read"));
    Visitor.Answer answer =
        visitor.submit(path(id, "edit"), "name", "After", "expires", "2026-12-24");
    assertThat(answer.header("Location")).isEqualTo(LIST + "?notice=saved");
    assertThat(key(id).name()).hasToString("After");
    assertThat(key(id).expiresAt()).isEqualTo("2026-12-24T23:59:59Z");
    visitor.submit(path(id, "edit"), "name", "After", "expires", "");
    assertThat(key(id).expiresAt()).isNull();
  }

  @Test
  void aNameChangedAloneLeavesTheExpiryToTheSecond() {
    Instant odd = clock.instant().plus(Duration.ofDays(40)).plusSeconds(7);
    KeyId id = id(installation.create("Odd", odd, "keys:read"));
    visitor.submit(path(id, "edit"), "name", "Even", "expires", "2027-01-02");
    assertThat(key(id).name()).hasToString("Even");
    assertThat(key(id).expiresAt()).isEqualTo(odd);
  }

  @Test
  void regeneratesWithAnOverlapOrWithout() {
    Issue.Claimed key = installation.create("CI", null, "keys:read");
    String page = path(id(key), "regenerate");
    Visitor.Answer overlapping =
        visitor.submit(page, "overlap", "3600", "seen", visitor.get(page).seen());
    String second = overlapping.secret();
    assertThat(overlapping.body()).contains("for another 1 hour");
    assertThat(isGood(second)).isTrue();
    assertThat(isGood(key.secret().reveal())).isTrue();
    clock.advance(Duration.ofHours(1));
    assertThat(isGood(key.secret().reveal())).isFalse();

    String third = visitor.submit(page, "overlap", "0", "seen", visitor.get(page).seen()).secret();
    assertThat(isGood(second)).isFalse();
    assertThat(isGood(third)).isTrue();
  }

  @Test
  void aRegenerationSentTwiceMakesOneSecret() {
    KeyId id = id(installation.create("CI", null, "keys:read"));
    Visitor.Answer form = visitor.get(path(id, "regenerate"));
    String[] fields = {"overlap", "0", "seen", form.seen(), "csrf", form.token()};
    clock.advance(Duration.ofMillis(5));
    String secret = visitor.post(path(id, "regenerate"), fields).secret();
    Visitor.Answer again = visitor.post(path(id, "regenerate"), fields);
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.body()).contains("has been regenerated since").doesNotContain(secret);
    assertThat(isGood(secret)).isTrue();
  }

  @Test
  void anExpiredKeyIsRegeneratedWithANewExpiryOnly() {
    KeyId id =
        id(installation.create("Ended", clock.instant().plus(Duration.ofDays(1)), "keys:read"));
    clock.advance(Duration.ofDays(2));
    visitor.signIn(installation.firstKey().secret().reveal());
    String page = path(id, "regenerate");
    String seen = visitor.get(page).seen();
    Visitor.Answer without = visitor.submit(page, "seen", seen);
    assertThat(without.status()).isEqualTo(400);
    assertThat(without.body()).contains("Choose a new expiry");
    assertThat(isGood(visitor.submit(page, "seen", seen, "expires", "2027-06-30").secret()))
        .isTrue();
    assertThat(key(id).status(clock.instant())).isEqualTo(KeyStatus.ACTIVE);
  }

  @Test
  void anOverlapThatIsNotOfferedIsRefused() {
    KeyId id = id(installation.create("CI", null, "keys:read"));
    String page = path(id, "regenerate");
    String seen = visitor.get(page).seen();
    for (String overlap : List.of("99999999", "-5", "soon")) {
      assertThat(visitor.submit(page, "seen", seen, "overlap", overlap).status()).isEqualTo(400);
    }
  }

  @Test
  void deletingSaysWhatWouldBreakAndAsksFirst() {
    Issue.Claimed key = installation.create("CI", null, "keys:read");
    server.call("GET", "/api/v1/me", key.secret(), null);
    Visitor.Answer confirmation = visitor.get(path(id(key), "delete"));
    assertThat(confirmation.body())
        .contains("1 request")
        .contains("2026-11-23 12:00:00 UTC")
        .containsPattern("data-close autofocus>\\s*Cancel");
    assertThat(isGood(key.secret().reveal())).isTrue();
    for (String wrong : List.of("", "ci", "CI2")) {
      Visitor.Answer refused =
          visitor.post(path(id(key), "delete"), "confirm", wrong, "csrf", confirmation.token());
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.body()).contains("This is not the key");
    }
    assertThat(isGood(key.secret().reveal())).isTrue();
    Visitor.Answer deleted =
        visitor.post(path(id(key), "delete"), "confirm", "CI", "csrf", confirmation.token());
    assertThat(deleted.header("Location")).isEqualTo(LIST + "?notice=deleted");
    assertThat(isGood(key.secret().reveal())).isFalse();
    assertThat(visitor.get(path(id(key), "usage")).status()).isEqualTo(404);
  }

  @Test
  void whatAKeyCreatedGoesWithItWhenItsBoxIsChecked() {
    Issue.Claimed parent = installation.create("Parent", null, "keys:read", "keys:write");
    Issue.Claimed child = installation.createWith(parent.secret(), "Child", "keys:read");
    assertThat(visitor.get(path(id(child), "delete")).body()).doesNotContain("cascade");
    assertThat(visitor.get(path(id(parent), "delete")).body())
        .contains("Also delete the key that it created", "Child.")
        .doesNotContain("checked", "signed in with one");
    for (int i = 1; i <= 6; i++) {
      installation.createWith(parent.secret(), "Child " + i, "keys:read");
    }
    assertThat(visitor.get(path(id(parent), "delete")).body())
        .contains("Also delete the 7 keys that it created", " and 2 more.");
    server.call("GET", "/api/v1/me", parent.secret(), null);
    Visitor.Answer refused =
        visitor.submit(path(id(parent), "delete"), "cascade", "true", "confirm", "Child");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body()).containsPattern("name=\"cascade\" value=\"true\" checked");
    assertThat(isGood(child.secret().reveal())).isTrue();
    assertThat(
            visitor
                .submit(path(id(parent), "delete"), "cascade", "true", "confirm", "Parent")
                .header("Location"))
        .isEqualTo(LIST + "?notice=deleted-all");
    assertThat(isGood(child.secret().reveal())).isFalse();
    assertThat(isGood(parent.secret().reveal())).isFalse();
    assertThat(visitor.get(LIST + "?notice=deleted-all").body())
        .contains("The key and those that it created are deleted.");
  }

  @Test
  void anUncheckedBoxSparesWhatAKeyCreated() {
    Issue.Claimed parent = installation.create("Parent", null, "keys:read", "keys:write");
    Issue.Claimed child = installation.createWith(parent.secret(), "Child", "keys:read");
    assertThat(visitor.submit(path(id(parent), "delete")).header("Location"))
        .isEqualTo(LIST + "?notice=deleted");
    assertThat(isGood(parent.secret().reveal())).isFalse();
    assertThat(isGood(child.secret().reveal())).isTrue();
  }

  @Test
  void whoeverIsSignedInWithAKeyThatGoesIsTold() {
    Issue.Claimed parent = installation.create("Parent", null, "keys:read", "keys:write");
    Issue.Claimed child =
        installation.createWith(parent.secret(), "Child", "keys:read", "keys:write");
    Visitor holder = new Visitor(server.url()).signIn(child.secret().reveal());
    assertThat(holder.get(path(id(parent), "delete")).body())
        .contains("You are signed in with one of them.");
    holder.submit(path(id(parent), "delete"), "cascade", "true");
    assertThat(holder.get(LIST).header("Location")).startsWith("/sign-in");
  }

  @Test
  void deletingTheKeyInUseSignsOut() {
    KeyId first = id(installation.firstKey());
    assertThat(visitor.get(path(first, "delete")).body()).contains("signs you out");
    visitor.submit(path(first, "delete"));
    assertThat(visitor.get(LIST).header("Location")).startsWith("/sign-in");
  }

  @Test
  void aPendingKeyIsClaimedOnceAndLookingChangesNothing() {
    KeyId id = id(installation.ask("Claude Code", "keys:read"));
    Visitor.Answer page = visitor.get(path(id, "claim"));
    assertThat(page.body()).contains("curl").contains("First key").contains("keys:read");
    assertThat(key(id).secret()).isNull();
    String secret = visitor.submit(path(id, "claim"), "decision", "claim").secret();
    assertThat(isGood(secret)).isTrue();
    Visitor.Answer again =
        visitor.post(path(id, "claim"), "decision", "claim", "csrf", page.token());
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.body()).contains("Nothing to claim").doesNotContain(secret);
  }

  @Test
  void refusingDeletesAPendingKey() {
    KeyId id = id(installation.ask("Unwanted", "keys:read"));
    assertThat(visitor.submit(path(id, "claim"), "decision", "refuse").header("Location"))
        .isEqualTo(LIST + "?notice=refused");
    assertThat(visitor.get(path(id, "claim")).status()).isEqualTo(404);
    assertThat(visitor.get(LIST).body()).doesNotContain("Unwanted");
  }

  @Test
  void refusingAReplacementLeavesTheOldSecret() {
    Issue.Claimed key = installation.create("CI", null, "keys:read");
    done(
        installation
            .get()
            .verbs()
            .regenerate()
            .regenerate(
                installation.firstCaller(),
                id(key),
                new RegenerateKey.Request(3600, false, null, false, false)));
    assertThat(visitor.get(LIST).body()).contains("A new secret waits to be claimed");
    assertThat(visitor.get(path(id(key), "claim")).body())
        .contains("It works for another 1 hour at most after the claim.");
    visitor.submit(path(id(key), "claim"), "decision", "refuse");
    assertThat(key(id(key)).replacement()).isNull();
    assertThat(isGood(key.secret().reveal())).isTrue();
    assertThat(visitor.get(path(id(key), "claim")).status()).isEqualTo(409);
  }

  @Test
  void aKeyThatMayOnlyReadIsOfferedNothingElse() {
    KeyId other = id(installation.create("Other", null, "keys:read"));
    Visitor reader = signedInWith(null, "keys:read");
    assertThat(reader.get(LIST).body())
        .contains("View Usage")
        .doesNotContain("Delete")
        .doesNotContain("Regenerate")
        .doesNotContain("Rename")
        .doesNotContain("API Key</a>");
    for (String action : List.of("edit", "delete", "regenerate")) {
      assertThat(reader.get(path(other, action)).status()).isEqualTo(403);
    }
    String token = reader.get(LIST).token();
    assertThat(reader.post(LIST + "/new", "name", "x", "csrf", token).status()).isEqualTo(403);
    assertThat(reader.post(path(other, "delete"), "csrf", token).status()).isEqualTo(403);
    assertThat(key(other).name()).hasToString("Other");
  }

  @Test
  void aNarrowKeyGivesOnNoMoreThanItHas() {
    KeyId wide = id(installation.create("Wide", null, "keys:read", "keys:verify"));
    Visitor narrow =
        signedInWith(clock.instant().plus(Duration.ofDays(30)), "keys:read", "keys:write");
    assertThat(narrow.get(LIST + "/new").body())
        .contains("value=\"keys:write\"")
        .doesNotContain("keys:verify")
        .doesNotContain("Scopes of your product")
        .contains("max=\"2026-12-22\"");
    assertThat(narrow.get(LIST).body())
        .contains("/" + wide + "/delete")
        .doesNotContain("/" + wide + "/regenerate");
    assertThat(
            narrow
                .submit(LIST + "/new", "name", "x", "scope", "keys:verify", "expires", "2026-12-01")
                .status())
        .isEqualTo(403);
    assertThat(narrow.submit(LIST + "/new", "name", "x", "scope", "keys:read").status())
        .isEqualTo(403);
  }

  private Visitor signedInWith(@Nullable Instant expiry, String... scopes) {
    Issue.Claimed key = installation.create("Session", expiry, scopes);
    return new Visitor(server.url()).signIn(key.secret().reveal());
  }

  @Test
  void pagesThroughManyKeysAndFindsByName() {
    for (int i = 0; i < 60; i++) {
      installation.create("Batch number " + i, null, "keys:read");
      clock.advance(Duration.ofMillis(1));
    }
    String first = visitor.get(LIST).body();
    assertThat(first).contains("Batch number 59").doesNotContain("Batch number 9<");
    String next = first.substring(first.indexOf("rel=\"next\" href=\"") + 17).split("\"", 2)[0];
    assertThat(visitor.get(next.replace("&amp;", "&")).body())
        .contains("Batch number 9<")
        .contains("First page")
        .doesNotContain("Next page");
    assertThat(visitor.get(LIST + "?q=number+42").body())
        .contains("Batch number 42")
        .doesNotContain("Batch number 41");
    assertThat(visitor.get(LIST + "?q=nothing%22like%3Cthis%3E").body())
        .contains("No key found")
        .doesNotContain("<this>");
  }

  @Test
  void theOtherPartsOfSettingsAreThere() {
    assertThat(visitor.get("/settings/general").body()).contains("First key").contains("UTC");
    assertThat(visitor.get("/settings/organization").body())
        .contains(installation.firstKey().key().key().owner().value());
  }
}
