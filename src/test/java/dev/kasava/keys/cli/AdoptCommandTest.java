package dev.kasava.keys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.MemoryKeychain;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.keychain.Trouble;
import dev.kasava.keys.service.Issue;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person hears of a key that a client was given. */
final class AdoptCommandTest {
  private final MemoryKeychain keychain = new MemoryKeychain();
  private TestServer server;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = TestServer.in(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String key() {
    return server.installation().firstKey().secret().reveal();
  }

  private String adopt(String offered) {
    Contexts contexts =
        new Contexts(
            Map.of("KASAVA_OFFERED_KEY", offered),
            (storage, mayPrompt) -> keychain,
            (self, method, arguments) -> {
              throw new AssertionError(method);
            });
    AdoptCommand command = new AdoptCommand(contexts.get());
    command.options.server = server.url();
    assertThat(command.call()).isZero();
    return contexts.printed();
  }

  @Test
  void aGoodKeyIsMovedAndTheCopyIsTold() {
    assertThat(adopt(key()))
        .startsWith("{\"systemMessage\":\"Kasava Keys: your API key is kept in ")
        .contains("still has a copy in its own settings")
        .doesNotContain(key());
    assertThat(keychain.get(new Account(URI.create(server.url()), Account.CLI)))
        .isInstanceOf(Keychain.Lookup.Found.class);
    // What is kept already is no news.
    assertThat(adopt(key())).isEmpty();
  }

  @Test
  void aKeyThatIsNoneIsNoNews() {
    assertThat(adopt("no key")).isEmpty();
  }

  @Test
  void aKeyThatIsNotGoodIsNotKept() {
    Issue.Claimed dead = server.installation().create("Dead", null, "keys:read");
    server.installation().delete(dead);

    assertThat(adopt(dead.secret().reveal())).isEmpty();
    assertThat(keychain.get(new Account(URI.create(server.url()), Account.CLI)))
        .isNotInstanceOf(Keychain.Lookup.Found.class);
  }

  @Test
  void aKeychainThatDoesNotTakeItIsTold() {
    keychain.failWith(Trouble.LOCKED);

    assertThat(adopt(key())).contains("could not be moved to a keychain", "unencrypted");
  }
}
