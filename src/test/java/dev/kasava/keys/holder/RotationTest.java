package dev.kasava.keys.holder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.fixture.MemoryKeychain;
import dev.kasava.keys.fixture.MemoryKeychain.Fault;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.keychain.Trouble;
import dev.kasava.keys.remote.Keys;
import dev.kasava.keys.remote.KeysFailure;
import dev.kasava.keys.remote.RemoteKeys;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.wire.KeyShape;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is kept works, whatever ends a rotation and whenever. */
final class RotationTest {
  /** The end of the process, at a moment of the test's choice. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  /** How the new secret comes about: as the command line and as the bridge do it. */
  enum Way {
    AT_ONCE,
    BY_CLAIM;

    Rotation.Minting minting() {
      return switch (this) {
        case AT_ONCE -> (keys, own) -> regenerate(keys, own, true);
        case BY_CLAIM ->
            (keys, own) -> {
              var _ = regenerate(keys, own, false);
              return keys.claim(own.id());
            };
      };
    }

    private static dev.kasava.keys.wire.IssueShape regenerate(
        Keys keys, KeyShape own, boolean claim) {
      return keys.regenerate(own.id(), new Keys.Regeneration(0, claim, null, false, true));
    }
  }

  private final TestServer server;
  private final Path folder;
  private final MemoryKeychain keychain = new MemoryKeychain();
  private final AtomicInteger keysMade = new AtomicInteger();
  private final AtomicInteger momentsLeft = new AtomicInteger(Integer.MAX_VALUE);

  RotationTest(@TempDir Path folder) {
    this.folder = folder;
    this.server = TestServer.in(folder.resolve("server"));
    keychain.atEachMoment(this::moment);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private void moment() {
    if (momentsLeft.getAndDecrement() == 0) {
      throw new Killed();
    }
  }

  /** An account in which a new key is kept. */
  private Account account(String... scopes) {
    String name = "tool-" + keysMade.incrementAndGet();
    Issue.Claimed key =
        server
            .installation()
            .create(name, null, scopes.length == 0 ? new String[] {"keys:write"} : scopes);
    Account account = new Account(URI.create(server.url()), name);
    assertThat(keychain.put(account, key.secret())).isInstanceOf(Keychain.Change.Done.class);
    return account;
  }

  private Secret kept(Account account) {
    return switch (keychain.get(account)) {
      case Keychain.Lookup.Found(Secret secret) -> secret;
      case Keychain.Lookup.Missing missing -> throw new AssertionError("nothing is kept");
      case Keychain.Lookup.Failed failed -> throw new AssertionError(failed.trouble());
    };
  }

  /** The server's verbs, with a moment before and after each. */
  private Keys keys(Secret secret) {
    Keys real = new RemoteKeys(URI.create(server.url()), secret);
    return (Keys)
        Proxy.newProxyInstance(
            Keys.class.getClassLoader(),
            new Class<?>[] {Keys.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                real.close();
                return null;
              }
              moment();
              try {
                Object result = method.invoke(real, arguments);
                moment();
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private Rotation rotation(Account account) {
    return new Rotation(keychain, account, this::keys, folder);
  }

  private Rotation.Result rotate(Account account, Way way) {
    return rotation(account).rotate(null, way.minting());
  }

  /** Whether it came to its end before the process did, after so many moments. */
  private boolean rotateUntil(int moments, Account account, Way way) {
    momentsLeft.set(moments);
    try {
      Rotation.Result result = rotate(account, way);
      assertThat(result).isInstanceOf(Rotation.Result.Done.class);
      return true;
    } catch (Killed e) {
      return false;
    } finally {
      momentsLeft.set(Integer.MAX_VALUE);
    }
  }

  private int statusOf(Secret secret) {
    return server.call("GET", "/api/v1/me", secret, null).status();
  }

  private void isGood(Secret secret) {
    assertThat(statusOf(secret)).isEqualTo(200);
  }

  private void isDead(Secret secret) {
    assertThat(statusOf(secret)).isEqualTo(401);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void theNewSecretIsKeptAndTheOldOneIsDead(Way way) {
    Account account = account();
    Secret old = kept(account);
    Rotation.Result result = rotate(account, way);
    assertThat(result).isInstanceOf(Rotation.Result.Done.class);
    isDead(old);
    isGood(kept(account));
    assertThat(result.key().name()).isEqualTo(account.holder());
    assertThat(result.key().preview()).endsWith(kept(account).lastFour());
    assertThat(Credentials.isSame(result.secret(), kept(account))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void whoeverIsKilledAtAnyMomentHasASecretThatWorks(Way way) {
    int moment = 0;
    for (boolean isOver = false; !isOver; moment++) {
      Account account = account();
      Secret old = kept(account);
      isOver = rotateUntil(moment, account, way);
      isGood(kept(account));
      assertThat(rotate(account, way)).isInstanceOf(Rotation.Result.Done.class);
      isGood(kept(account));
      isDead(old);
    }
    assertThat(moment).as("moments at which it was killed").isGreaterThan(8);
  }

  /** What is kept is not even looked at in between. */
  @ParameterizedTest
  @EnumSource(Way.class)
  void alsoWhoeverIsKilledTwice(Way way) {
    int first = 0;
    for (boolean isOver = false; !isOver; first++) {
      boolean isOverToo = false;
      for (int second = 0; !isOverToo; second++) {
        Account account = account();
        isOver = rotateUntil(first, account, way);
        isOverToo = rotateUntil(second, account, way);
        isGood(kept(account));
      }
    }
    assertThat(first).isGreaterThan(8);
  }

  @Test
  void aKeychainThatRefusesLeavesTheOldSecretInUse() {
    Account account = account();
    Secret old = kept(account);
    keychain.failPutting(Fault.KEEPS_THE_OLD);
    assertThatThrownBy(() -> rotate(account, Way.AT_ONCE))
        .isInstanceOf(HolderException.class)
        .hasMessageContaining("could not be kept")
        .hasMessageContaining("The old secret stays in use, and nothing is lost.");
    assertThat(Credentials.isSame(kept(account), old)).isTrue();
    isGood(old);
    assertThat(rotate(account, Way.AT_ONCE)).isInstanceOf(Rotation.Result.Done.class);
  }

  @Test
  void aKeychainThatLostTheOldSecretGetsItBack() {
    Account account = account();
    Secret old = kept(account);
    keychain.failPutting(Fault.LOSES_THE_OLD);
    assertThatThrownBy(() -> rotate(account, Way.AT_ONCE)).isInstanceOf(HolderException.class);
    assertThat(Credentials.isSame(kept(account), old)).isTrue();
    isGood(old);
  }

  @Test
  void aKeychainThatOnlySaysThatItFailedIsBelievedByWhatItHolds() {
    Account account = account();
    Secret old = kept(account);
    keychain.failPutting(Fault.SAYS_SO_ONLY);
    assertThat(rotate(account, Way.AT_ONCE)).isInstanceOf(Rotation.Result.Done.class);
    isDead(old);
    isGood(kept(account));
  }

  @Test
  void aLockedKeychainAndAnEmptyOneAreNamed() {
    Account account = account();
    Secret old = kept(account);
    keychain.failWith(Trouble.LOCKED);
    assertThatThrownBy(() -> rotate(account, Way.AT_ONCE))
        .isInstanceOf(HolderException.class)
        .hasMessageContaining("The keychain is locked.");
    keychain.failWith(null);
    isGood(old);
    Account empty = new Account(account.server(), "nobody");
    assertThatThrownBy(() -> rotate(empty, Way.AT_ONCE))
        .isInstanceOf(HolderException.class)
        .hasMessageContaining("kasava login --server " + server.url() + " --integration nobody");
  }

  @Test
  void aKeyThatMayNotChangeKeysIsToldWhatToDo() {
    Account account = account("keys:read");
    Secret old = kept(account);
    assertThatThrownBy(() -> rotate(account, Way.AT_ONCE))
        .isInstanceOfSatisfying(
            KeysFailure.class, e -> assertThat(e.kind()).isEqualTo(KeysFailure.Kind.NOT_ALLOWED))
        .hasMessageContaining("keys:write")
        .hasMessageContaining("kasava login");
    isGood(old);
  }

  @Test
  void anotherKeyThanTheOneThatWasMeantIsLeftAlone() {
    Account account = account();
    Secret old = kept(account);
    assertThatThrownBy(() -> rotation(account).rotate("key_other", Way.AT_ONCE.minting()))
        .isInstanceOf(HolderException.class)
        .hasMessageContaining("nothing was changed");
    assertThat(Credentials.isSame(kept(account), old)).isTrue();
  }

  @Test
  void whereTheServerCannotBeAskedForTheProofBothSecretsWork() {
    Account account = account();
    Secret old = kept(account);
    Rotation rotation =
        new Rotation(
            keychain,
            account,
            secret ->
                Credentials.isSame(secret, old)
                    ? keys(secret)
                    : new RemoteKeys(URI.create("http://127.0.0.1:1"), secret),
            folder);
    assertThat(rotation.rotate(null, Way.AT_ONCE.minting()))
        .isInstanceOfSatisfying(
            Rotation.Result.Unproven.class,
            unproven -> assertThat(unproven.why()).contains("cannot be reached"));
    isGood(old);
    isGood(kept(account));
    isDead(old);
  }

  @Test
  void whoeverRegeneratesAtTheSameMomentDoesNotLeaveADeadSecretHere() {
    Account account = account();
    Secret old = kept(account);
    AtomicReference<Secret> theirs = new AtomicReference<>(old);
    assertThatThrownBy(
            () ->
                rotation(account)
                    .rotate(
                        null,
                        (keys, own) -> {
                          var ours = Way.AT_ONCE.minting().mint(keys, own);
                          try (Keys others = keys(old)) {
                            theirs.set(Delivery.secretOf(Way.AT_ONCE.minting().mint(others, own)));
                          }
                          return ours;
                        }))
        .isInstanceOf(HolderException.class)
        .hasMessageContaining("the old one was put back");
    assertThat(Credentials.isSame(kept(account), old)).isTrue();
    isGood(old);
    isGood(theirs.get());
  }

  @Test
  void severalAtOnceTakeTurns() throws Exception {
    Account account = account();
    Secret old = kept(account);
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      List<Future<Rotation.Result>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        all.add(pool.submit(() -> rotate(account, Way.AT_ONCE)));
      }
      for (Future<Rotation.Result> one : all) {
        assertThat(one.get()).isInstanceOf(Rotation.Result.Done.class);
      }
    }
    isDead(old);
    isGood(kept(account));
  }
}
