package dev.kasava.keys.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.integration.OfferedKey.Result;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.keychain.os.OsKeychains;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key of a client's own settings, a real server, and secrets that are kept in files. */
final class OfferedKeyTest {
  private final Path folder;
  private final TestServer server;
  private final Keychain keychain;
  private final Account account;
  private final Secret good;
  private int cleared;

  OfferedKeyTest(@TempDir Path folder) {
    this.folder = folder;
    this.server = TestServer.in(folder.resolve("data"));
    this.keychain = OsKeychains.files(folder.resolve("keys"), folder);
    this.account = new Account(URI.create(server.url()), "claude-code");
    this.good = server.installation().firstKey().secret();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Result move(String offered) {
    return new OfferedKey(
            Map.of(Product.OFFERED_KEY_VARIABLE, offered),
            account,
            () -> {
              cleared++;
              return true;
            })
        .move(keychain);
  }

  private boolean isKept(Secret secret) {
    return keychain.get(account) instanceof Keychain.Lookup.Found(Secret kept)
        && kept.reveal().equals(secret.reveal());
  }

  private Secret otherKey(String name) {
    String text =
        server
            .call("POST", "/api/v1/keys", Map.of("name", name))
            .json()
            .path("secret")
            .stringValue();
    return dev.kasava.keys.key.KeyFormat.parseAny(text).orElseThrow();
  }

  @Test
  void aGoodKeyMovesAndTheClientsCopyIsCleared() {
    assertThat(move(good.reveal() + "\n")).isInstanceOf(Result.Moved.class);
    assertThat(isKept(good)).isTrue();
    assertThat(cleared).isEqualTo(1);
  }

  @Test
  void aCopyThatWasNotClearedIsClearedTheNextTime() {
    move(good.reveal());
    assertThat(move(good.reveal())).isInstanceOf(Result.Moved.class);
    assertThat(cleared).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "${user_config.api_key}", ClientCopy.MOVED, "ksa_nonsense"})
  void whatIsNoKeyIsNothing(String offered) {
    assertThat(move(offered)).isInstanceOf(Result.Nothing.class);
    assertThat(cleared).isZero();
  }

  @Test
  void aNewKeyThatThePersonGaveReplacesWhatIsKept() {
    move(good.reveal());
    Secret newer = otherKey("Newer");
    assertThat(move(newer.reveal())).isInstanceOf(Result.Moved.class);
    assertThat(isKept(newer)).isTrue();
  }

  @Test
  void aDeadKeyReplacesNothing() {
    move(good.reveal());
    Secret dead = otherKey("Dead");
    String id =
        server.call("GET", "/api/v1/keys?search=Dead", null).json().at("/keys/0/id").stringValue();
    server.call("DELETE", "/api/v1/keys/" + id, null);
    assertThat(move(dead.reveal())).isInstanceOf(Result.Unproved.class);
    assertThat(isKept(good)).isTrue();
    assertThat(cleared).isEqualTo(1);
  }

  @Test
  void whereNothingCanBeKeptItStaysAndThePersonIsTold() throws IOException {
    Files.createSymbolicLink(folder.resolve("keys"), folder);
    assertThat(move(good.reveal()))
        .isInstanceOfSatisfying(
            Result.Unkept.class, unkept -> assertThat(unkept.advice()).contains("is a link"));
    assertThat(cleared).isZero();
  }

  @Test
  void aServerThatIsAwayProvesNothing() {
    server.close();
    assertThat(move(good.reveal())).isInstanceOf(Result.Unproved.class);
    assertThat(isKept(good)).isFalse();
  }
}
