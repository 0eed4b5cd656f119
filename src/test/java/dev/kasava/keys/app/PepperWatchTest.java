package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.LogTap;
import dev.kasava.keys.fixture.TestInstallation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server tells of its pepper while it runs: each thing once. */
final class PepperWatchTest {
  @TempDir private Path folder;
  private TestInstallation test;
  private Installation other;
  private PepperWatch watch;

  @BeforeEach
  void open() {
    test = TestInstallation.in(folder);
    Installation installation = test.get();
    other = Installation.open(new DataFolder(folder), Map.of(), InstantSource.system());
    watch =
        new PepperWatch(
            installation.folder(), Map.of(), installation.keys(), installation.peppers());
  }

  @AfterEach
  void close() {
    other.close();
    test.close();
  }

  private String toldBy(int looks) {
    try (LogTap log = LogTap.open()) {
      for (int i = 0; i < looks; i++) {
        watch.look();
      }
      return log.heard();
    }
  }

  @Test
  void nothingIsToldWhereNothingChanged() {
    assertThat(toldBy(2)).isEmpty();
  }

  @Test
  void anotherPepperIsToldOfWhenItIsKnownAndWhenItIsUsed() {
    LocalPeppers peppers = new LocalPeppers(other, Map.of());
    int next = peppers.prepare();
    assertThat(toldBy(2).lines())
        .singleElement()
        .asString()
        .endsWith("2 peppers are known; new digests are made with pepper 1.");

    peppers.activate(next);

    assertThat(toldBy(2).lines())
        .singleElement()
        .asString()
        .endsWith("2 peppers are known; new digests are made with pepper 2.");
  }

  @Test
  void whatCannotBeUsedIsToldOfOnceUntilItIsMended() throws Exception {
    Path file = folder.resolve("pepper");
    String good = Files.readString(file);
    Files.writeString(file, "nonsense");
    assertThat(toldBy(3).lines())
        .singleElement()
        .asString()
        .contains("ERROR", "Working on with the pepper of before.");
    assertThat(test.firstCaller()).isNotNull();

    Files.writeString(file, good);
    assertThat(toldBy(1)).isEmpty();
    Files.writeString(file, "nonsense");

    assertThat(toldBy(1)).contains("Working on with the pepper of before.");
  }
}
