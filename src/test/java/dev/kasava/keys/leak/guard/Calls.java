package dev.kasava.keys.leak.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.wire.Json;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Tool calls that are put before the guard, and a key that must be in none of its answers. */
final class Calls {
  final Secret secret = new KeyFormat(KeyFormat.DEFAULT_PREFIX).generate(new SecureRandom());
  final String key = secret.reveal();
  final Map<String, String> environment = new HashMap<>();
  private final Path folder;

  /**
   * @param folder where the assistant works
   */
  Calls(Path folder) {
    this.folder = folder;
    environment.put("HOME", folder.resolve("home").toString());
  }

  /** The key with a checksum that is not its own. */
  String almost() {
    char last = key.charAt(key.length() - 1);
    return key.substring(0, key.length() - 1) + (last == '0' ? '1' : '0');
  }

  Optional<String> objection(String tool, Map<String, ?> input) {
    Map<String, ?> event =
        Map.of(
            "hook_event_name",
            "PreToolUse",
            "cwd",
            folder.toString(),
            "tool_name",
            tool,
            "tool_input",
            input);
    Optional<String> objection =
        switch (ToolCall.read(new Json().bytes(event))) {
          case ToolCall.Input.Call(ToolCall call) -> new Guard(environment).objection(call);
          case ToolCall.Input.Other other -> throw new AssertionError();
          case ToolCall.Input.Malformed malformed -> throw new AssertionError();
        };
    assertThat(objection.orElse("").contains(key)).isFalse();
    return objection;
  }

  Optional<String> shell(String command) {
    return objection("Bash", Map.of("command", command));
  }
}
