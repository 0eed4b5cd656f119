package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.GitRepository;
import dev.kasava.keys.fixture.KasavaProcess;
import dev.kasava.keys.fixture.KasavaProcess.Result;
import dev.kasava.keys.fixture.Tools;
import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The hook that Claude Code runs before each use of a tool, in the shells that it may run in. */
final class GuardIT {
  private static final int MEGABYTE = 1 << 20;

  private final Secret secret =
      new KeyFormat(KeyFormat.DEFAULT_PREFIX).generate(new SecureRandom());
  private final String key = secret.reveal();
  private final Json json = new Json();
  private final Map<String, String> additions = new HashMap<>();

  @TempDir Path folder;

  private String almost() {
    char last = key.charAt(key.length() - 1);
    return key.substring(0, key.length() - 1) + (last == '0' ? '1' : '0');
  }

  private String event(String tool, Map<String, ?> input) {
    return event(tool, input, folder.toString());
  }

  private String event(String tool, Map<String, ?> input, String cwd) {
    // In the order in which Claude Code writes it.
    return "{\"session_id\":\"0e8a\",\"transcript_path\":\"/home/x/.claude/kasava/t.jsonl\",\"cwd\":"
        + json.text(cwd)
        + ",\"permission_mode\":\"default\",\"hook_event_name\":\"PreToolUse\",\"tool_name\":\""
        + tool
        + "\",\"tool_input\":"
        + json.text(input)
        + ",\"tool_use_id\":\"toolu_01\"}";
  }

  private Result guard(String shell, String event) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(shell, Tools.checkout().resolve("plugin/hooks/guard").toString())
            .directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    String path = Objects.requireNonNull(environment.get("PATH"));
    environment.clear();
    environment.put("PATH", path);
    environment.put("HOME", folder.toString());
    environment.put("JAVA_HOME", Objects.requireNonNull(System.getProperty("java.home")));
    environment.putAll(additions);
    Process process = builder.start();
    var err = process.errorReader(StandardCharsets.UTF_8);
    try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
      in.write(event);
    }
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String said = String.join("\n", err.lines().toList());
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    assertThat((out + said).contains(key)).isFalse();
    return new Result(process.exitValue(), out, said);
  }

  private void assertRefused(Result result, String... because) {
    assertThat(result.exitCode()).isZero();
    JsonNode answer = json.mapper().readTree(result.out()).path("hookSpecificOutput");
    assertThat(answer.path("hookEventName").stringValue()).isEqualTo("PreToolUse");
    assertThat(answer.path("permissionDecision").stringValue()).isEqualTo("deny");
    assertThat(answer.path("permissionDecisionReason").stringValue()).contains(because);
  }

  /** Without Java, what the script has judged shows on standard error. */
  private static void assertJudged(Result result) {
    assertThat(result.err()).contains("was not checked for API keys");
  }

  private static void assertPasses(Result result) {
    assertThat(result).isEqualTo(new Result(0, "", ""));
  }

  /** Where nothing can be judged, whatever is not let through at once shows on standard error. */
  private void takeJavaAway() {
    additions.put("KASAVA_JAVA", "/nonexistent/java");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void aKeyIsCaughtInAFileACommandAndACommitAndALookAlikeInNone(String shell) throws IOException {
    assertRefused(
        guard(shell, event("Write", Map.of("file_path", "/x/.env", "content", "K=" + key))),
        secret.fingerprint(),
        secret.preview());
    assertRefused(
        guard(shell, event("Bash", Map.of("command", "curl -H 'X-API-Key: " + key + "' x"))),
        secret.fingerprint());
    assertPasses(guard(shell, event("Write", Map.of("content", "K=" + almost()))));
    assertPasses(guard(shell, event("Bash", Map.of("command", "echo " + almost()))));

    GitRepository repository = GitRepository.in(folder);
    repository.stage("a.txt", almost());
    assertPasses(guard(shell, event("Bash", Map.of("command", "git commit -m x"))));
    repository.stage("a.txt", key);
    assertRefused(
        guard(shell, event("Bash", Map.of("command", "git commit -m x"))),
        "a.txt:1:1",
        secret.fingerprint());
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void whatWouldPrintAKeyIsCaught(String shell) throws IOException {
    for (String command :
        new String[] {
          "true\nkasava headers", "echo $KASAVA_API_KEY", "cat /data/first-key",
        }) {
      assertRefused(guard(shell, event("Bash", Map.of("command", command))), "kasava exec");
    }
    assertRefused(
        guard(shell, event("Read", Map.of("file_path", "/data/first-key"))), "KASAVA_API_KEY_FILE");
    assertPasses(
        guard(shell, event("Bash", Map.of("command", "git commit -m 'add kasava headers'"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void whatCannotBeOfInterestPassesWithoutStartingJava(String shell) throws IOException {
    takeJavaAway();
    assertPasses(guard(shell, event("Bash", Map.of("command", "ls -la && git status"))));
    assertPasses(guard(shell, event("Read", Map.of("file_path", "/x/README.md"))));
    assertPasses(guard(shell, event("Write", Map.of("content", "\u001b[1m \"tab\t\" \\u é漢😀"))));
    assertPasses(guard(shell, event("Write", Map.of("content", "x y_".repeat(MEGABYTE / 4)))));
    assertPasses(
        guard(shell, event("Write", Map.of("content", "x = process.env.X + import.meta.env[y]"))));
    assertPasses(guard(shell, event("Bash", Map.of("command", "env; printenv"))));
    assertPasses(guard(shell, ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void whereJavaIsMissingTheCallPassesAndThatIsSaid(String shell) throws IOException {
    takeJavaAway();
    Result result = guard(shell, event("Bash", Map.of("command", "kasava headers")));
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines())
        .filteredOn(line -> line.contains("was not checked for API keys"))
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void aKeyIsCaughtInAMegabyteAndBehindEscapes(String shell) throws IOException {
    String filler = "x 100% \\n \"y\" ".repeat(MEGABYTE / 14);
    assertRefused(
        guard(shell, event("Write", Map.of("content", filler + key + filler))),
        secret.fingerprint());
    String escaped = event("Write", Map.of("content", "K=" + key)).replace("ksa_", "ksa\\u005f");
    assertRefused(guard(shell, escaped), secret.fingerprint());
    String letters =
        event("Bash", Map.of("command", "kasava headers")).replace("kasava h", "k\\u0061sava h");
    assertRefused(guard(shell, letters), "headers");
    String pretty =
        json.mapper()
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(
                json.mapper().readTree(event("Write", Map.of("content", "K=" + key))));
    assertRefused(guard(shell, pretty), secret.fingerprint());
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void aKeyThatWentIntoAnEnvFileIsNotShown(String shell) throws IOException {
    Path file = Files.writeString(folder.resolve(".env"), "K=" + key);
    assertRefused(guard(shell, event("Bash", Map.of("command", "cat .env"))), "variable's name");
    assertRefused(
        guard(shell, event("Read", Map.of("file_path", file.toString()))), "variable's name");
    Files.writeString(file, "K=" + almost());
    assertPasses(guard(shell, event("Bash", Map.of("command", "cat .env"))));
  }

  @Test
  void aSecretIsNotAskedForThroughAVariableEither() throws IOException {
    String command = "\"$K\" keys create N --show-secret";
    assertRefused(guard("sh", event("Bash", Map.of("command", command))), "--show-secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void whatNamesAFolderOfOursIsJudgedWhateverThatIsCalled(String shell) throws IOException {
    takeJavaAway();
    additions.put("KASAVA_HOME", "/tmp/x/da ta/");
    additions.put("KASAVA_CONFIG_HOME", "C:\\x\\settings");
    additions.put("KASAVA_PEPPER_FILE", "/tmp/x/etc/p1");
    for (String command :
        new String[] {
          "cat '/tmp/x/da ta/'*",
          "grep -r . '/tmp/x/da ta'",
          "cat /a/pepper",
          "dir C:\\x\\settings",
          "cat /tmp/x/etc/p1",
          "cd /tmp/x/etc && cat *"
        }) {
      assertJudged(guard(shell, event("Bash", Map.of("command", command))));
    }
    assertJudged(guard(shell, event("Read", Map.of("file_path", "/tmp/x/da ta/pepper"))));
    assertPasses(guard(shell, event("Bash", Map.of("command", "cat '/tmp/x/da'*"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void whereTheAssistantWorksInAFolderOfOursEachCallIsJudged(String shell) throws IOException {
    takeJavaAway();
    additions.put("KASAVA_HOME", "/tmp/x/data");
    for (String cwd :
        new String[] {
          "/home/x/.local/share/kasava-keys",
          "/home/x/.config/kasava-keys/keys",
          "/Users/x/Library/Application Support/Kasava Keys",
          "C:\\Users\\x\\Kasava Keys\\keys",
          "/tmp/x/data",
          "/tmp/x/data/keys"
        }) {
      assertJudged(guard(shell, event("Bash", Map.of("command", "cat *"), cwd)));
      assertJudged(guard(shell, event("Grep", Map.of("pattern", "."), cwd)));
    }
    for (String cwd : new String[] {"/src/kasava-keys-fork", "/src/mykasava-keys", "/tmp/x"}) {
      assertPasses(guard(shell, event("Bash", Map.of("command", "ls"), cwd)));
    }
  }

  @Test
  void theFilesOfAChosenDataFolderAreNotShown() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("pepper"), "x");
    additions.put("KASAVA_HOME", data.toString());
    for (String command : new String[] {"cat *", "cat pepper", "grep -r . .", "grep -r ."}) {
      assertRefused(
          guard("sh", event("Bash", Map.of("command", command), data.toString())), "secret");
    }
    assertRefused(
        guard("sh", event("Bash", Map.of("command", "cat " + data + "/*"))), "kasava exec");
    assertRefused(
        guard("sh", event("Grep", Map.of("pattern", "."), data.toString())), "kasava exec");
  }

  @Test
  void theWholeEnvironmentIsNotPrintedWhereItHoldsAKey() throws IOException {
    additions.put("KASAVA_API_KEY", key);
    assertRefused(guard("sh", event("Bash", Map.of("command", "true\nenv | sort"))), "variable");
    takeJavaAway();
    assertPasses(guard("sh", event("Read", Map.of("file_path", "/x/README.md"))));
  }

  @Test
  void nothingIsLeftBehind() throws IOException {
    guard("sh", event("Write", Map.of("content", key)));
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void whatIsNotUnderstoodKeepsNobodyFromWorking() throws IOException {
    for (String input : new String[] {"", "{", "[1]", "{\"hook_event_name\":\"PreToolUse\""}) {
      Result result = KasavaProcess.run(folder.resolve("home"), Map.of(), input, "hook");
      assertThat(result.exitCode()).isZero();
      assertThat(result.out()).isEmpty();
      assertThat(result.err().lines()).hasSize(1);
    }
    String stop = "{\"hook_event_name\":\"Stop\",\"kasava\":1}";
    assertThat(KasavaProcess.run(folder.resolve("home"), Map.of(), stop, "hook"))
        .isEqualTo(new Result(0, "", ""));
  }

  @Test
  void theHookIsNotAmongTheCommandsForPeople() throws IOException {
    Result help = KasavaProcess.run(folder.resolve("home"), Map.of(), null, "--help");
    assertThat(help.out()).contains("  scan ").doesNotContain("hook");
  }
}
