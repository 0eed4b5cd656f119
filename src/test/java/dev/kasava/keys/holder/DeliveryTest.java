package dev.kasava.keys.holder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.fixture.MemoryKeychain;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.keychain.Trouble;
import dev.kasava.keys.remote.Keys;
import dev.kasava.keys.remote.RemoteKeys;
import dev.kasava.keys.wire.IssueShape;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New secrets of a real server on their way into a keychain. */
final class DeliveryTest {
  private final TestServer server;
  private final URI url;
  private final Keys keys;
  private final MemoryKeychain keychain = new MemoryKeychain();
  private final KeychainDestination destination;

  DeliveryTest(@TempDir Path folder) {
    server = TestServer.in(folder);
    url = URI.create(server.url());
    keys = new RemoteKeys(url, server.installation().firstKey().secret());
    destination = new KeychainDestination(keychain, url);
  }

  @AfterEach
  void close() {
    keys.close();
    server.close();
  }

  private IssueShape issue(boolean claim) {
    return keys.create(new Keys.NewKey("Deploy", null, List.of("keys:read"), claim));
  }

  @Test
  void aSecretIsKeptUnderItsKeysName() {
    destination.prepare();
    IssueShape issue = issue(true);

    Delivery.deliver(destination, issue, () -> "");

    assertThat(keychain.get(Account.ofKey(url, "Deploy")))
        .isInstanceOfSatisfying(
            Keychain.Lookup.Found.class,
            found -> assertThat(found.secret().reveal()).isEqualTo(issue.secret()));
    assertThat(destination.place()).startsWith("the test's memory; \"kasava exec --key NAME");
  }

  @Test
  void aKeychainThatCannotBeUsedIsSaidBeforeThereIsASecret() {
    keychain.failWith(Trouble.TIMEOUT);
    assertThatThrownBy(destination::prepare)
        .isInstanceOf(HolderException.class)
        .hasMessage(Trouble.TIMEOUT.advice());
  }

  @Test
  void whatCouldNotBeDeliveredIsTakenBackAndSaid() {
    IssueShape issue = issue(true);
    keychain.failPutting(MemoryKeychain.Fault.KEEPS_THE_OLD);

    assertThatThrownBy(
            () ->
                Delivery.deliver(
                    destination, issue, () -> Delivery.withdraw(keys, issue.key().id())))
        .isInstanceOf(HolderException.class)
        .hasMessage(Trouble.TIMEOUT.advice() + " The key was deleted again.");

    assertThat(keys.list("", null, 100).keys()).noneMatch(key -> key.name().equals("Deploy"));
  }

  @Test
  void whatCannotBeTakenBackIsThePersonsToDelete() {
    assertThat(Delivery.withdraw(keys, "key_none"))
        .contains("could not be deleted again", "kasava keys delete key_none.");
  }

  @Test
  void anAnswerWithoutASecretIsSaid() {
    assertThatThrownBy(() -> Delivery.deliver(destination, issue(false), () -> "Undone."))
        .isInstanceOf(HolderException.class)
        .hasMessage("The server answered without a secret. Undone.");
  }

  @Test
  void aToolsOwnKeyRotatesWhereItIsKept(@TempDir Path locks) {
    Account account = new Account(url, "cursor");
    Secret old = server.installation().create("Cursor", null, "keys:write").secret();
    assertThat(keychain.put(account, old)).isInstanceOf(Keychain.Change.Done.class);
    Keeping keeping = new Keeping(account, () -> keychain, Optional::empty, locks);

    Rotation.Result result =
        keeping
            .rotation(secret -> new RemoteKeys(url, secret))
            .rotate(
                null,
                (own, key) ->
                    own.regenerate(key.id(), new Keys.Regeneration(0, true, null, false, true)));

    assertThat(result).isInstanceOf(Rotation.Result.Done.class);
    assertThat(Credentials.isSame(result.secret(), old)).isFalse();
    assertThat(keychain.get(account)).isEqualTo(new Keychain.Lookup.Found(result.secret()));
    assertThat(keeping.destination().place()).startsWith("the test's memory");
  }
}
