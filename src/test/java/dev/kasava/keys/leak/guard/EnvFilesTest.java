package dev.kasava.keys.leak.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Env files into which a key went unseen. */
final class EnvFilesTest {
  @TempDir Path folder;
  private Calls calls;

  @BeforeEach
  void start() throws IOException {
    calls = new Calls(folder);
    Files.createDirectories(folder.resolve("sub"));
    write("sub/.env", calls.key);
    write(".env", calls.key);
    write(".env.local", calls.key);
    write("prod.env", calls.key);
    write(".env.example", calls.almost());
    write("env", calls.key);
  }

  private void write(String name, String key) throws IOException {
    Files.writeString(folder.resolve(name), "PORT=80\nORDERS_API_KEY=" + key + "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cat .env",
        "cat ./sub/.env",
        "cat .env.local | grep PORT",
        "cat prod.env",
        "cat .env*",
        "cat sub/.e*",
        "sudo head -3 .env",
        "timeout 5 cat .env",
        "sudo -u me cat .env",
        "echo .env | xargs -n 1 cat .env",
        "find . -name x -exec cat .env \\;",
        "tail -n 3 .env",
        "less .env",
        "bat .env",
        "grep KEY .env",
        "grep -n -e KEY .env",
        "rg KEY prod.env",
        "awk -F= '{print $2}' .env",
        "sed -n 1p .env",
        "base64 .env",
        "sort < .env",
        "(cd sub && ls) && cat .env",
        "cd sub && cat .env",
        "K=$(cut -d= -f2 .env)",
        "bash -c 'cat .env'"
      })
  void aKeyInOneIsNotShown(String command) {
    assertThat(calls.shell(command))
        .get()
        .satisfies(
            reason ->
                assertThat(reason).contains("kasava exec").contains("by the variable's name"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cat .env.example",
        "cat env",
        "cat sub/nothing.env",
        "ls -la .env; wc -l .env; rm -f .env",
        "set -a; . ./.env; source .env; set +a",
        "docker run --env-file .env x",
        "grep -q ORDERS_API_KEY .env && echo there",
        "grep -c KEY .env; grep -sl KEY .env",
        "grep .env README.md",
        "sed -i 's/80/81/' .env",
        "echo PORT=81 | tee -a .env",
        "cp .env .env.old; git add .env",
        "kasava scan .env",
        "kasava keys create Orders --env-file .env --var ORDERS_API_KEY"
      })
  void whatShowsNoneMayUseIt(String command) {
    assertThat(calls.shell(command)).isEmpty();
  }

  @Test
  void readingToolsDoNotShowItEither() {
    for (Map<String, String> input :
        List.of(
            Map.of("file_path", folder.resolve(".env").toString()),
            Map.of("file_path", "sub/.env"),
            Map.of("path", "prod.env", "pattern", "KEY"),
            Map.of("glob", ".env*", "pattern", "KEY"),
            Map.of("glob", "**/.env", "path", "sub", "pattern", "KEY"))) {
      assertThat(calls.objection("Read", input)).as("%s", input).isPresent();
      assertThat(calls.objection("Grep", input)).as("%s", input).isPresent();
      assertThat(calls.objection("mcp__files__read", input)).as("%s", input).isPresent();
    }
    for (Map<String, String> input :
        List.of(
            Map.of("file_path", ".env.example"),
            Map.of("file_path", "env"),
            Map.of("glob", "*.md", "pattern", "KEY"),
            Map.of("path", ".", "pattern", "KEY"))) {
      assertThat(calls.objection("Read", input)).as("%s", input).isEmpty();
    }
  }

  @Test
  void whatIsTooLargeForOneIsNotRead() throws IOException {
    Files.writeString(folder.resolve("big.env"), calls.key + "\n" + "#".repeat(1 << 16));
    assertThat(calls.shell("cat big.env")).isEmpty();
  }
}
