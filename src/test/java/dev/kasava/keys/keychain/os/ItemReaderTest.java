package dev.kasava.keys.keychain.os;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.KeyringSession;
import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.keychain.Trouble;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The short way to a secret of a Linux desktop's keyring, and what it leaves to the library. */
@EnabledOnOs(OS.LINUX)
final class ItemReaderTest {
  private static final Account ACCOUNT = KeychainWorker.ACCOUNT;

  /** Of what answers; what does not is given up sooner. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration IMPATIENCE = Duration.ofMillis(100);

  @TempDir Path folder;

  private static Secret secret() {
    return new KeyFormat(KeyFormat.DEFAULT_PREFIX).generate(new SecureRandom());
  }

  private Keychain keychain(Map<String, String> environment) {
    return OsKeychains.system(environment, "Linux", folder.resolve("locks"), false);
  }

  private static @Nullable String read(KeyringSession session) {
    String address = session.environment().get("DBUS_SESSION_BUS_ADDRESS");
    return ItemReader.read(String.valueOf(address), ACCOUNT, PATIENCE);
  }

  @Test
  void readsWhatTheKeychainKeepsWhereAllIsAsUsual() throws IOException {
    try (KeyringSession session = KeyringSession.unlocked(folder)) {
      assertThat(read(session)).isNull();
      Keychain keychain = keychain(session.environment());
      for (Secret secret : new Secret[] {secret(), secret()}) {
        assertThat(keychain.put(ACCOUNT, secret)).isEqualTo(new Keychain.Change.Done());
        assertThat(secret.reveal().equals(read(session))).isTrue();
      }
      store(session, "another", "made-by", "somebody");
      assertThat(read(session)).isNull();
    }
  }

  private static void store(KeyringSession session, String label, String name, String value)
      throws IOException {
    session.secretTool(
        secret().reveal(),
        "store",
        "--label=" + label,
        "service",
        Account.SERVICE,
        "account",
        ACCOUNT.name(),
        name,
        value);
  }

  @Test
  void leavesALockedKeyringToTheLibrary() throws IOException {
    try (KeyringSession session = KeyringSession.unlocked(folder)) {
      assertThat(keychain(session.environment()).put(ACCOUNT, secret()))
          .isEqualTo(new Keychain.Change.Done());
      session.lock();
      assertThat(read(session)).isNull();
    }
  }

  @Test
  void leavesASessionWithoutAKeyringOrACollectionToTheLibrary() throws IOException {
    try (KeyringSession session = KeyringSession.empty(folder)) {
      assertThat(read(session)).isNull();
    }
    try (KeyringSession session = KeyringSession.withoutCollection(folder)) {
      assertThat(read(session)).isNull();
    }
  }

  @Test
  void theKeychainIsReadThatWayAndNoOther() throws IOException {
    Secret secret = secret();
    FakeKeyring keyring = new FakeKeyring(ByteOrder.BIG_ENDIAN, secret.reveal());
    try (FakeBus bus = FakeBus.in(folder, FakeBus.WELCOME, keyring)) {
      assertThat(keychain(Map.of("DBUS_SESSION_BUS_ADDRESS", bus.address())).get(ACCOUNT))
          .isInstanceOfSatisfying(
              Keychain.Lookup.Found.class,
              found -> assertThat(found.secret().reveal().equals(secret.reveal())).isTrue());
      assertThat(bus.connections()).isEqualTo(1);
      assertThat(bus.members())
          .containsExactly("Hello", "ReadAlias", "OpenSession", "Get", "SearchItems", "GetSecret");
    }
  }

  @Test
  void whatIsNotUsualIsAskedOfTheLibrary() throws IOException {
    try (FakeBus bus = FakeBus.in(folder, "REJECTED EXTERNAL\r\n", call -> null)) {
      assertThat(keychain(Map.of("DBUS_SESSION_BUS_ADDRESS", bus.address())).get(ACCOUNT))
          .isEqualTo(new Keychain.Lookup.Failed(Trouble.NO_BUS));
      assertThat(bus.connections()).isGreaterThan(1);
    }
  }

  static Stream<ByteOrder> orders() {
    return Stream.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);
  }

  @ParameterizedTest
  @MethodSource("orders")
  void answersMayComeInAnyOrderAmongOtherThings(ByteOrder order) throws IOException {
    FakeKeyring keyring = new FakeKeyring(order, "kept");
    Disorder disorder = new Disorder(keyring);
    try (FakeBus bus = FakeBus.in(folder, FakeBus.WELCOME, disorder)) {
      assertThat(ItemReader.read(bus.address(), ACCOUNT, PATIENCE)).isEqualTo("kept");
    }
  }

  /** Answers each second call before the one ahead of it. */
  private static final class Disorder implements FakeBus.Script {
    private final FakeKeyring keyring;
    private byte[] held = {};

    private Disorder(FakeKeyring keyring) {
      this.keyring = keyring;
    }

    @Override
    public byte @Nullable [] answer(FakeBus.Call call) {
      BusBytes said = new BusBytes(ByteOrder.BIG_ENDIAN).raw(keyring.signal());
      byte[] answer = keyring.answer(call);
      if (call.member().equals("ReadAlias") || call.member().equals("Get")) {
        held = answer == null ? held : answer;
        return said.bytes();
      }
      said.raw(answer == null ? new byte[0] : answer).raw(held);
      held = new byte[0];
      return said.bytes();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whateverABusSaysElseIsLeftToTheLibrary(Oddity oddity) throws IOException {
    try (FakeBus bus = FakeBus.in(folder, oddity.welcome(), oddity)) {
      Duration patience = oddity.isSilent() ? IMPATIENCE : PATIENCE;
      assertThat(ItemReader.read(bus.address(), ACCOUNT, patience)).isNull();
      if (!oddity.isSilent() && oddity.welcome().equals(FakeBus.WELCOME)) {
        assertThat(bus.members()).contains(oddity.member());
      }
    }
  }

  @Test
  void otherAddressesAreLeftToTheLibrary() {
    for (String address :
        new String[] {
          "",
          "no address",
          "unix:abstract=/tmp/nobody",
          "unix:path=",
          "unix:path=" + folder.resolve("gone"),
          "unix:path=" + "/far".repeat(100),
          "unix:path=\0",
          "tcp:host=127.0.0.1,port=1"
        }) {
      assertThat(ItemReader.read(address, ACCOUNT, PATIENCE)).as(address).isNull();
    }
  }
}
