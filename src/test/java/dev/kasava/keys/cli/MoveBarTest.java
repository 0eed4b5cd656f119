package dev.kasava.keys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.store.MoveProgress.Step;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MoveBarTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private MoveBar bar(boolean isInteractive) {
    return new MoveBar(
        new Terminal(
            InputStream.nullInputStream(),
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            isInteractive,
            prompt -> Optional.empty(),
            prompt -> Optional.empty()));
  }

  private String said() {
    String said = err.toString(StandardCharsets.UTF_8);
    err.reset();
    return said;
  }

  @Test
  void whereNobodyLooksEachTableIsALine() {
    try (MoveBar bar = bar(false)) {
      bar.at(Step.COPYING, "secret", 0, 0);
      bar.at(Step.COPYING, "secret", 500, 1_000);
      assertThat(said()).isEmpty();
      bar.at(Step.COPYING, "secret", 1_000, 1_000);
      bar.at(Step.COPYING, "secret", 1_000, 1_000);
      bar.at(Step.VERIFYING, "owner", 1, 1);
    }
    assertThat(said().lines())
        .containsExactly("Copied secret: 1,000 rows", "Compared owner: 1 row");
  }

  @Test
  void aPersonSeesABarThatGoesWhenItIsOver() {
    try (MoveBar bar = bar(true)) {
      bar.at(Step.COPYING, "secret", 250, 1_000);
      assertThat(said())
          .startsWith("\rCopying   secret         [######------------------] 250 of 1,000 ")
          .hasSize(1 + 72);
      bar.at(Step.COPYING, "secret", 250, 1_000);
      assertThat(said()).isEmpty();
      bar.at(Step.VERIFYING, "pepper", 0, 0);
      assertThat(said()).contains("Comparing pepper         [########################] 0 of 0");
      bar.at(Step.VERIFYING, "owner", 9, 3);
      assertThat(said()).contains("[########################] 9 of 3");
    }
    assertThat(said()).isEqualTo("\r" + " ".repeat(72) + "\r");
  }

  @Test
  void whatShowedNothingClearsNothing() {
    bar(true).close();
    assertThat(said()).isEmpty();
  }
}
