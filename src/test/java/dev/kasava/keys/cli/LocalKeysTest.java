package dev.kasava.keys.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.remote.Keys;
import dev.kasava.keys.remote.KeysContract;
import dev.kasava.keys.remote.KeysFailure;
import dev.kasava.keys.wire.Shapes;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalKeysTest extends KeysContract {
  @TempDir private Path folder;
  private final AtomicInteger closed = new AtomicInteger();
  private TestInstallation installation;
  private Keys keys;

  @BeforeEach
  void open() {
    installation = TestInstallation.in(folder, new SetClock(NOW));
    keys = with(installation.firstKey().secret());
  }

  @AfterEach
  void close() {
    installation.close();
  }

  @Override
  protected Keys keys() {
    return keys;
  }

  @Override
  protected TestInstallation installation() {
    return installation;
  }

  @Override
  protected Keys with(Secret secret) {
    return new LocalKeys(
        installation.get().verbs(),
        new Shapes(installation.get().format(), installation.get().clock(), () -> "http://here"),
        installation.caller(secret),
        closed::incrementAndGet);
  }

  @Test
  void aFolderHasNoPage() {
    assertThatExceptionOfType(KeysFailure.class)
        .isThrownBy(keys::signInLink)
        .withMessageContaining("kasava serve")
        .satisfies(e -> assertThat(e.kind()).isEqualTo(KeysFailure.Kind.REFUSED));
  }

  @Test
  void closingGivesTheFolderFree() {
    keys.close();
    assertThat(closed.get()).isOne();
  }
}
