package dev.kasava.keys.leak.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an assistant's tools must not be given. */
final class GuardTest {
  @TempDir Path folder;
  private Calls calls;

  @BeforeEach
  void start() {
    calls = new Calls(folder);
  }

  @Test
  void aKeyInAnyInputIsRefusedByItsFingerprint() {
    for (String text :
        List.of(
            calls.key, "KEY=" + calls.key + "\n", "x\\n" + calls.key, "\"" + calls.key + "\"")) {
      for (Map<String, ?> input :
          List.of(
              Map.of("file_path", "/x", "content", text),
              Map.of("file_path", "/x", "old_string", "a", "new_string", text),
              Map.of("edits", List.of(Map.of("old_string", "a", "new_string", text))),
              Map.of("notebook_path", "/x", "new_source", text),
              Map.of("command", "curl -H 'X-API-Key: " + text + "' http://x"),
              Map.of("url", "https://x/?k=" + text),
              Map.of("a", Map.of("b", List.of(1, Map.of("c", text)))),
              Map.of(text, true))) {
        assertThat(calls.objection("Any", input))
            .get()
            .satisfies(
                reason ->
                    assertThat(reason)
                        .contains(calls.secret.preview())
                        .contains(calls.secret.fingerprint())
                        .contains("--env-file")
                        .contains("kasava exec"));
      }
    }
  }

  @Test
  void whatOnlyLooksLikeAKeyPasses() {
    assertThat(calls.objection("Write", Map.of("content", calls.almost()))).isEmpty();
    assertThat(calls.shell("echo " + calls.almost())).isEmpty();
  }

  @Test
  void aKeyMayBeTakenOutOfAFile() {
    assertThat(calls.objection("Edit", Map.of("old_string", calls.key, "new_string", "${API_KEY}")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[]", "null", "\"x\"", "{\"hook_event_name\":1}", "{}", "\u0000", "{]"})
  void whatIsNoCallIsToldApart(String json) {
    assertThat(ToolCall.read(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(ToolCall.Input.Malformed.class);
  }

  @Test
  void anotherEventIsNoConcern() {
    byte[] stop = "{\"hook_event_name\":\"Stop\"}".getBytes(StandardCharsets.UTF_8);
    assertThat(ToolCall.read(stop)).isInstanceOf(ToolCall.Input.Other.class);
  }

  @Test
  void whatIsMadeToBeSlowOrDeepIsReadLikeAnythingElse() {
    for (String part :
        List.of("$(", "(", "`", "${", "\"", "'", "eval ", "env ", "{ ", "<<A ", "$((", "\\")) {
      assertThatCode(() -> calls.shell(part.repeat(100_000) + "\nkasava headers"))
          .as(part)
          .doesNotThrowAnyException();
    }
    assertThat(calls.shell("x ".repeat(100_000) + "\nkasava headers")).isPresent();
    Object deep = calls.key;
    for (int i = 0; i < 400; i++) {
      deep = List.of(deep);
    }
    assertThat(calls.objection("mcp__x", Map.of("a", deep))).isPresent();
  }
}
