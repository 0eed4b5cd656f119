package dev.kasava.keys.keychain.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.kasava.keys.fixture.JavaProcess;
import dev.kasava.keys.fixture.KeyringSession;
import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.keychain.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The keychain of a Linux desktop, with a real one on a bus of its own. */
@EnabledOnOs(OS.LINUX)
final class SystemKeychainTest {
  private static final Account ACCOUNT = KeychainWorker.ACCOUNT;
  private static final int PROCESSES = 6;
  private static final int ROUNDS = 50;

  @TempDir Path folder;

  private static Secret secret() {
    return new KeyFormat(KeyFormat.DEFAULT_PREFIX).generate(new SecureRandom());
  }

  private Keychain keychain(Map<String, String> environment) {
    return OsKeychains.system(environment, "Linux", folder.resolve("locks"), false);
  }

  private static void assertKept(Keychain keychain, Secret secret) {
    assertThat(keychain.get(ACCOUNT))
        .isInstanceOfSatisfying(
            Keychain.Lookup.Found.class,
            found -> assertThat(found.secret().reveal().equals(secret.reveal())).isTrue());
  }

  private static void assertFails(Keychain keychain, Trouble trouble) {
    assertThat(keychain.get(ACCOUNT)).isEqualTo(new Keychain.Lookup.Failed(trouble));
    assertThat(keychain.put(ACCOUNT, secret())).isEqualTo(new Keychain.Change.Failed(trouble));
    assertThat(keychain.remove(ACCOUNT)).isEqualTo(new Keychain.Change.Failed(trouble));
    assertThat(keychain.probe()).isEqualTo(new Keychain.Change.Failed(trouble));
  }

  private static List<String> lookUp() {
    return List.of("service", Account.SERVICE, "account", ACCOUNT.name());
  }

  private static String[] secretTool(String verb) {
    List<String> arguments = new ArrayList<>(List.of(verb));
    arguments.addAll(lookUp());
    return arguments.toArray(String[]::new);
  }

  @Test
  void whatIsKeptIsReadByTheDesktopsOwnToolAndTheOtherWayRound() throws IOException {
    try (KeyringSession session = KeyringSession.unlocked(folder)) {
      Keychain keychain = keychain(session.environment());
      Secret first = secret();
      assertThat(keychain.get(ACCOUNT)).isEqualTo(new Keychain.Lookup.Missing());
      assertThat(keychain.put(ACCOUNT, first)).isEqualTo(new Keychain.Change.Done());
      assertKept(keychain, first);
      assertThat(session.secretTool(null, secretTool("lookup")).equals(first.reveal())).isTrue();

      Secret second = secret();
      session.secretTool(
          second.reveal(),
          "store",
          "--label=kasava",
          "service",
          Account.SERVICE,
          "account",
          ACCOUNT.name());
      assertKept(keychain, second);

      assertThat(keychain.remove(ACCOUNT)).isEqualTo(new Keychain.Change.Done());
      assertThat(keychain.remove(ACCOUNT)).isEqualTo(new Keychain.Change.Done());
      assertThat(session.secretTool(null, secretTool("lookup"))).isEmpty();
    }
  }

  @Test
  void whatIsKeptTwiceIsNamedAndMendedByKeepingItAgain() throws IOException {
    try (KeyringSession session = KeyringSession.unlocked(folder)) {
      Keychain keychain = keychain(session.environment());
      assertThat(keychain.put(ACCOUNT, secret())).isEqualTo(new Keychain.Change.Done());
      session.secretTool(
          secret().reveal(),
          "store",
          "--label=another",
          "service",
          Account.SERVICE,
          "account",
          ACCOUNT.name(),
          "made-by",
          "somebody");
      assertThat(keychain.get(ACCOUNT)).isEqualTo(new Keychain.Lookup.Failed(Trouble.DUPLICATE));
      Secret last = secret();
      assertThat(keychain.put(ACCOUNT, last)).isEqualTo(new Keychain.Change.Done());
      assertKept(keychain, last);
    }
  }

  @Test
  void whatIsNoKeyIsNamed() throws IOException {
    try (KeyringSession session = KeyringSession.unlocked(folder)) {
      session.secretTool(
          "something else",
          "store",
          "--label=x",
          "service",
          Account.SERVICE,
          "account",
          ACCOUNT.name());
      assertThat(keychain(session.environment()).get(ACCOUNT))
          .isEqualTo(new Keychain.Lookup.Failed(Trouble.NO_KEY));
    }
  }

  @Test
  void aLockedKeyringIsLeftAlone() throws IOException {
    try (KeyringSession session = KeyringSession.unlocked(folder)) {
      Keychain keychain = keychain(session.environment());
      assertThat(keychain.put(ACCOUNT, secret())).isEqualTo(new Keychain.Change.Done());
      session.lock();
      assertFails(keychain, Trouble.LOCKED);
    }
  }

  @Test
  void aKeyringWithoutADefaultCollectionIsNamedWhetherOrNotAPersonIsThere() throws IOException {
    try (KeyringSession session = KeyringSession.withoutCollection(folder)) {
      assertFails(keychain(session.environment()), Trouble.NO_COLLECTION);
      assertFails(
          OsKeychains.system(session.environment(), "Linux", folder.resolve("locks"), true),
          Trouble.NO_COLLECTION);
      assertThat(session.secretTool(null, secretTool("lookup"))).isEmpty();
    }
  }

  @Test
  void aDefaultCollectionThatIsGoneIsNone() throws IOException {
    Path keyrings = Files.createDirectories(folder.resolve("data/keyrings"));
    Files.writeString(keyrings.resolve("default"), "gone");
    try (KeyringSession session = KeyringSession.withoutCollection(folder)) {
      assertFails(keychain(session.environment()), Trouble.NO_COLLECTION);
    }
  }

  @Test
  void aKeyringThatAnswersNobodyIsNotWaitedForLong() throws IOException {
    try (KeyringSession session = KeyringSession.unlocked(folder)) {
      Keychain keychain = keychain(session.environment());
      assertThat(keychain.put(ACCOUNT, secret())).isEqualTo(new Keychain.Change.Done());
      session.freezeKeyring();
      assertThat(keychain.get(ACCOUNT)).isEqualTo(new Keychain.Lookup.Failed(Trouble.TIMEOUT));
    }
  }

  @Test
  void aBusThatWasKilledIsNoBus() throws Exception {
    try (KeyringSession session = KeyringSession.unlocked(folder)) {
      Keychain keychain = keychain(session.environment());
      assertThat(keychain.put(ACCOUNT, secret())).isEqualTo(new Keychain.Change.Done());
      session.killBus();
      assertFails(keychain, Trouble.NO_BUS);
    }
  }

  @Test
  void aReducedEnvironmentStillFindsTheBus() throws IOException {
    try (KeyringSession session = KeyringSession.unlocked(folder)) {
      assertThat(keychain(Map.of("XDG_RUNTIME_DIR", folder.toString())).probe())
          .isEqualTo(new Keychain.Change.Done());
    }
  }

  @Test
  void whereNobodyOffersAKeychainThatIsSaid() throws Exception {
    try (KeyringSession session = KeyringSession.empty(folder)) {
      assertFails(keychain(session.environment()), Trouble.NO_SERVICE);
    }
  }

  @Test
  void aKeyringThatWasKilledIsNoService() throws Exception {
    try (KeyringSession session = KeyringSession.unlocked(folder)) {
      Keychain keychain = keychain(session.environment());
      assertThat(keychain.put(ACCOUNT, secret())).isEqualTo(new Keychain.Change.Done());
      session.killKeyring();
      assertFails(keychain, Trouble.NO_SERVICE);
    }
  }

  @Test
  void whereNothingNamesABusThereIsNone() throws IOException {
    Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    assumeThat(Path.of("/run/user", String.valueOf(user), "bus"))
        .as("the bus of this machine's own desktop would be found")
        .doesNotExist();
    assertFails(keychain(Map.of()), Trouble.NO_BUS);
    assertFails(keychain(Map.of("XDG_RUNTIME_DIR", folder.toString())), Trouble.NO_BUS);
  }

  @Test
  void aStaleOrAbstractAddressIsNoBus() {
    assertFails(
        keychain(Map.of("DBUS_SESSION_BUS_ADDRESS", "unix:path=" + folder.resolve("gone"))),
        Trouble.NO_BUS);
    assertFails(
        keychain(Map.of("DBUS_SESSION_BUS_ADDRESS", "unix:abstract=/tmp/nobody")), Trouble.NO_BUS);
  }

  @Test
  void ofSixProcessesThatStoreAtOnceOneItemIsLeft() throws Exception {
    try (KeyringSession session = KeyringSession.unlocked(folder)) {
      List<JavaProcess> workers = new ArrayList<>();
      List<Iterator<String>> answers = new ArrayList<>();
      try {
        for (int i = 0; i < PROCESSES; i++) {
          JavaProcess worker =
              JavaProcess.start(
                  KeychainWorker.class, session.environment(), folder.resolve("locks").toString());
          workers.add(worker);
          answers.add(worker.lines().iterator());
        }
        for (int round = 0; round < ROUNDS; round++) {
          workers.forEach(worker -> worker.send("put"));
          for (Iterator<String> answer : answers) {
            assertThat(answer.next()).isEqualTo("done");
          }
          workers.getFirst().send("get");
          assertThat(answers.getFirst().next()).startsWith("found ");
          assertThat(session.secretTool(null, items()).lines().filter(line -> line.startsWith("[")))
              .hasSize(1);
          workers.getLast().send("remove");
          assertThat(answers.getLast().next()).isEqualTo("done");
        }
      } finally {
        workers.forEach(JavaProcess::close);
      }
    }
  }

  private static String[] items() {
    List<String> arguments = new ArrayList<>(List.of("search", "--all"));
    arguments.addAll(lookUp());
    return arguments.toArray(String[]::new);
  }
}
