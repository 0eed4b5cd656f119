package dev.kasava.keys.mcp.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.holder.Credential;
import dev.kasava.keys.holder.Credentials;
import dev.kasava.keys.holder.HolderException;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.remote.KeysFailure;
import dev.kasava.keys.service.Issue;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key of a bridge, which is read again when the server refuses it. */
final class HeldKeyTest {
  private final TestServer server;
  private final Issue.Claimed first;
  private final Issue.Claimed second;
  private final AtomicReference<Credential> kept = new AtomicReference<>(new Credential.Missing());
  private final AtomicInteger reads = new AtomicInteger();
  private final HeldKey held =
      new HeldKey(
          () -> {
            reads.incrementAndGet();
            return kept.get();
          },
          () -> "Log in.");

  HeldKeyTest(@TempDir Path folder) {
    server = TestServer.in(folder);
    first = server.installation().create("First", null, "keys:read");
    second = server.installation().create("Second", null, "keys:read");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void keep(Issue.Claimed key) {
    kept.set(new Credential.Found(key.secret(), Credential.Source.KEYCHAIN, "memory"));
  }

  private static boolean isOf(Issue.Claimed key, Secret secret) {
    return Credentials.isSame(secret, key.secret());
  }

  @Test
  void itIsReadOnce() throws Outage {
    keep(first);
    assertThat(isOf(first, held.get())).isTrue();
    keep(second);
    assertThat(isOf(first, held.get())).isTrue();
    assertThat(reads).hasValue(1);
  }

  @Test
  void whereThereIsNoneWhatToDoIsSaid() {
    assertThatThrownBy(held::get)
        .isInstanceOf(Outage.class)
        .hasMessage("There is no API key for this tool yet. Log in.");
    kept.set(new Credential.Failed("It is locked.", "Unlock it."));
    assertThatThrownBy(held::get).isInstanceOf(Outage.class).hasMessage("It is locked. Unlock it.");
    HeldKey failing =
        new HeldKey(
            () -> {
              throw new HolderException("The settings are damaged.");
            },
            () -> "Log in.");
    assertThatThrownBy(failing::get)
        .isInstanceOf(Outage.class)
        .hasMessage("The settings are damaged.");
  }

  @Test
  void aRefusedOneIsReplacedByWhatIsKeptNow() throws Outage {
    keep(first);
    Secret refused = held.get();
    assertThat(held.insteadOf(refused)).as("the same is kept").isNull();
    assertThat(reads).hasValue(2);

    keep(second);
    Secret other = held.insteadOf(refused);
    assertThat(other).isNotNull().matches(secret -> isOf(second, secret));
    assertThat(isOf(second, held.get())).isTrue();
    int before = reads.get();
    assertThat(held.insteadOf(refused)).as("of whoever comes later").isSameAs(other);
    assertThat(reads).hasValue(before);
  }

  @Test
  void whatRotatesSaysWhichItIsNow() throws Outage {
    keep(first);
    assertThat(isOf(first, held.get())).isTrue();
    held.use(second.secret());
    assertThat(isOf(second, held.get())).isTrue();
  }

  private OwnServer own() {
    return new OwnServer(URI.create(server.url()), held);
  }

  private String whoAsks(OwnServer own) throws Outage {
    var key = own.ask(keys -> keys.whoAmI()).key();
    return key == null ? "nobody" : key.name();
  }

  @Test
  void theServerIsAskedOnceMoreWhereAnotherKeyHasCome() throws Outage {
    keep(first);
    assertThat(whoAsks(own())).isEqualTo("First");
    server.installation().delete(first);
    assertThatThrownBy(() -> whoAsks(own()))
        .isInstanceOfSatisfying(
            KeysFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(KeysFailure.Kind.KEY_NOT_GOOD));

    keep(second);

    assertThat(whoAsks(own())).isEqualTo("Second");
  }

  @Test
  void whatFailsForAnotherReasonIsNotAskedTwice() throws Outage {
    keep(first);
    OwnServer own = own();
    AtomicInteger asked = new AtomicInteger();
    assertThatThrownBy(
            () ->
                own.ask(
                    keys -> {
                      asked.incrementAndGet();
                      keys.delete("key_none");
                      return "";
                    }))
        .isInstanceOf(KeysFailure.class);
    assertThat(asked).hasValue(1);
    assertThat(reads).hasValue(1);

    own.use(second.secret());
    assertThat(whoAsks(own)).isEqualTo("Second");
  }
}
