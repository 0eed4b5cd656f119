package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kasava.keys.fixture.GitRepository;
import dev.kasava.keys.fixture.KasavaProcess;
import dev.kasava.keys.fixture.KasavaProcess.Result;
import dev.kasava.keys.fixture.Tools;
import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code kasava scan} as people, scripts and git run it. */
final class ScanIT {
  private final Secret secret =
      new KeyFormat(KeyFormat.DEFAULT_PREFIX).generate(new SecureRandom());
  private final String key = secret.reveal();
  private final Json json = new Json();

  @TempDir Path folder;

  private Result scan(String... arguments) throws IOException {
    return scanInput(null, arguments);
  }

  private Result scanInput(@Nullable String input, String... arguments) throws IOException {
    String[] command = new String[arguments.length + 1];
    command[0] = "scan";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Result result = KasavaProcess.run(folder.resolve("no-data"), Map.of(), input, command);
    assertThat((result.out() + result.err()).contains(key)).isFalse();
    return result;
  }

  @Test
  void aKeyIsFoundNamedByItsFingerprintAndTheRemedyIsSaid() throws IOException {
    Path file = Files.writeString(folder.resolve("a b.txt"), "one\nKEY=" + key + "\n");
    Files.createDirectory(folder.resolve("more"));
    Files.writeString(folder.resolve("more/b.json"), "{\"key\":\"" + key + "\"}");
    Result result = scan(file.toString(), folder.resolve("more").toString());
    assertThat(result.exitCode()).isEqualTo(1);
    String which = "  " + secret.preview() + "  " + secret.fingerprint();
    assertThat(result.out().lines())
        .containsExactly(file + ":2:5" + which, folder.resolve("more/b.json") + ":1:9" + which);
    assertThat(result.err()).contains("Read 2 files.").contains("kasava keys regenerate");
    assertThat(folder.resolve("no-data")).doesNotExist();
  }

  @Test
  void whatOnlyLooksLikeAKeyIsNone() throws IOException {
    char last = key.charAt(key.length() - 1);
    String almost = key.substring(0, key.length() - 1) + (last == '0' ? '1' : '0');
    Files.writeString(folder.resolve("a.txt"), almost);
    Result result = scan(folder.toString());
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).isEqualTo("Read 1 file.\n");
  }

  @Test
  void standardInputIsRead() throws IOException {
    Result found = scanInput("x " + key, "--stdin", "--json");
    assertThat(found.exitCode()).isEqualTo(1);
    JsonNode report = json.mapper().readTree(found.out());
    assertThat(report.path("filesRead").intValue()).isEqualTo(1);
    assertThat(report.path("findings").get(0))
        .isEqualTo(
            json.mapper()
                .valueToTree(
                    Map.of(
                        "path",
                        "standard input",
                        "line",
                        1,
                        "column",
                        3,
                        "preview",
                        secret.preview(),
                        "fingerprint",
                        secret.fingerprint())));
    Result none = scanInput("x", "--stdin", "--json");
    assertThat(none.exitCode()).isZero();
    assertThat(none.out().strip()).isEqualTo("{\"findings\":[],\"filesRead\":1,\"unreadable\":[]}");
  }

  @Test
  void whatCannotBeReadIsNotTakenForClean() throws IOException {
    Files.writeString(folder.resolve("clean"), "x");
    String missing = folder.resolve("missing").toString();
    Result unread = scan(folder.resolve("clean").toString(), missing);
    assertThat(unread.exitCode()).isEqualTo(4);
    assertThat(unread.err()).contains("Not read: " + missing).contains("Read 1 file.");
    Files.writeString(folder.resolve("leak"), key);
    assertThat(scan(folder.toString(), missing).exitCode()).isEqualTo(1);
  }

  @Test
  void onlyOneKindOfPlaceIsLookedInto() throws IOException {
    assertThat(scan("--staged", "--stdin").exitCode()).isEqualTo(2);
    assertThat(scan("--staged", folder.toString()).exitCode()).isEqualTo(2);
  }

  /** What the documentation has people put into their repositories. */
  private void installHook(GitRepository repository) throws IOException {
    Path hook =
        repository.write(
            ".git/hooks/pre-commit", "#!/bin/sh\nexec '" + Tools.launcher() + "' scan --staged\n");
    assertThat(hook.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void gitsOwnHookStopsACommitThatHoldsAKey() throws IOException {
    GitRepository repository = GitRepository.in(folder.resolve("work"));
    installHook(repository);
    repository.stage("a b/look-alike.txt", key.substring(0, key.length() - 1) + "_");
    repository.git("commit", "-q", "-m", "clean");
    repository.stage("a b/leak.txt", key);
    assertThat(commit(repository)).contains("a b/leak.txt:1:1").contains(secret.fingerprint());
    repository.git("rm", "-q", "--cached", "a b/leak.txt");
    repository.write("tracked.txt", "clean");
    repository.git("add", "tracked.txt");
    repository.git("commit", "-q", "-m", "clean too");
    repository.write("tracked.txt", key);
    // git gives the hook an index of its own for this one.
    assertThat(commit(repository, "-a")).contains("tracked.txt:1:1");
    assertThat(repository.git("log", "--oneline").lines()).hasSize(2);
  }

  private String commit(GitRepository repository, String... options) {
    String[] command = new String[options.length + 3];
    System.arraycopy(new String[] {"commit", "-m", "x"}, 0, command, 0, 3);
    System.arraycopy(options, 0, command, 3, options.length);
    AssertionError refused = assertThrows(AssertionError.class, () -> repository.git(command));
    String message = String.valueOf(refused.getMessage());
    assertThat(message.contains(key)).isFalse();
    return message;
  }

  @Test
  void thePreCommitFrameworkRunsWhatItsFileSays() throws IOException {
    String hooks = Files.readString(Tools.checkout().resolve(".pre-commit-hooks.yaml"));
    assertThat(hooks)
        .contains("- id: kasava-scan\n")
        .contains("  entry: kasava scan --staged\n")
        .contains("  language: system\n")
        .contains("  pass_filenames: false\n")
        .contains("  always_run: true\n");
  }
}
