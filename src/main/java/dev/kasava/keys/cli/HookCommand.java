package dev.kasava.keys.cli;

import dev.kasava.keys.leak.guard.Guard;
import dev.kasava.keys.leak.guard.ToolCall;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code kasava hook}: what AI assistants run before each use of a tool (Claude Code hooks, {@code
 * PreToolUse}). The call is read from standard input; silence lets it pass. Whatever goes wrong
 * here lets it pass too, as it must not keep anybody from working.
 */
@Command(
    name = "hook",
    hidden = true,
    description = "Answer an AI assistant's hook before the use of a tool.")
final class HookCommand implements Callable<Integer> {
  private final Context context;

  HookCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    try {
      objection().ifPresent(this::deny);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      unchecked();
    }
    return ExitCode.OK;
  }

  private Optional<String> objection() throws IOException {
    return switch (ToolCall.read(context.terminal().in().readAllBytes())) {
      case ToolCall.Input.Call(ToolCall call) ->
          new Guard(context.sources().environment()).objection(call);
      case ToolCall.Input.Other other -> Optional.empty();
      case ToolCall.Input.Malformed malformed -> {
        unchecked();
        yield Optional.empty();
      }
    };
  }

  private void unchecked() {
    context.say("kasava: this tool call was not understood, and so not checked for API keys.");
  }

  private void deny(String reason) {
    context
        .terminal()
        .out()
        .println(
            new Json()
                .text(Map.of("hookSpecificOutput", new Decision("PreToolUse", "deny", reason))));
  }

  private record Decision(
      String hookEventName, String permissionDecision, String permissionDecisionReason) {}
}
