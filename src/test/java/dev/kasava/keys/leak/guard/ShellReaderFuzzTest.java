package dev.kasava.keys.leak.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shell scripts, and the calls that carry them. */
final class ShellReaderFuzzTest {
  private static final Place PLACE =
      new Place(Optional.of(Path.of("/nowhere")), Map.of("HOME", "/nowhere", "A", "b"));

  @FuzzTest(maxDuration = "", maxExecutions = 50_000)
  void scriptsAreReadAsFarAsTheyGo(FuzzedDataProvider data) {
    String text = data.consumeString(40);
    String quoted = "'" + text.replace("'", "'\\''") + "'";
    List<Pipeline> echo = ShellReader.read("echo " + quoted + ";");
    assertThat(echo).hasSize(1);
    assertThat(echo.getFirst().commands()).hasSize(1);
    assertThat(echo.getFirst().commands().getFirst().words())
        .extracting(Word::text)
        .containsExactly("echo", text);

    String script = data.consumeRemainingAsString();
    List<Pipeline> pipelines = ShellReader.read(script);
    for (Pipeline pipeline : pipelines) {
      assertThat(pipeline.commands()).isNotEmpty();
      pipeline.commands().forEach(command -> assertThat(command.words()).isNotEmpty());
    }
    assertThat(ShellReader.read(script)).isEqualTo(pipelines);
    new Disclosures(PLACE)
        .objection(pipelines)
        .ifPresent(objection -> assertThat(objection.sentence()).isNotBlank());
    assertThat(ToolCall.read(script.getBytes(StandardCharsets.UTF_8))).isNotNull();
  }
}
