package dev.kasava.keys.integration;

import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.machine.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** What a client itself keeps of a key that a person gave to its settings. */
@FunctionalInterface
interface ClientCopy {
  /** What stands in its place then, for whoever looks; no key begins like this. */
  String MOVED = "(kept in the system keychain)";

  /** Has the client forget it; false when it does not, or need not. */
  boolean clear();

  static ClientCopy of(Account account, Map<String, String> environment) {
    // Claude Desktop keeps such settings in the keychain itself.
    return account.holder().equals(Integration.CLAUDE_CODE.id())
        ? new OfClaudeCode(environment)
        : () -> false;
  }

  /** On Linux and Windows a plain file; changed by the client's own command, as it has locks. */
  record OfClaudeCode(Map<String, String> environment) implements ClientCopy {
    private static final int SECONDS = 20;

    @Override
    public boolean clear() {
      Optional<Path> claude = parent().or(() -> Programs.find("claude", environment));
      if (claude.isEmpty()) {
        return false;
      }
      try {
        // It takes no empty value for a change.
        return Programs.run(
                List.of(
                    claude.get().toString(),
                    "plugin",
                    "configure",
                    ClaudeCodeSetup.PLUGIN,
                    "--values-stdin"),
                JsonMapper.shared().writeValueAsString(Map.of("api_key", MOVED)),
                SECONDS)
            .isWell();
      } catch (IOException e) {
        return false;
      }
    }

    /** Claude Code starts us itself, from wherever it is installed. */
    private static Optional<Path> parent() {
      return ProcessHandle.current()
          .parent()
          .flatMap(process -> process.info().command())
          .map(Path::of)
          .filter(program -> program.getFileName().toString().startsWith("claude"));
    }
  }
}
