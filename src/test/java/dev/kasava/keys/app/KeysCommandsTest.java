package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verbs at a terminal, on a server and on its data folder. */
final class KeysCommandsTest extends KeysAtATerminal {
  private static final String SECRET = "ksa_[0-9A-Za-z]{38}\n";

  private final List<String> prompts = new ArrayList<>();

  private CommandRun good(String where, String... arguments) {
    CommandRun run = keys(where, arguments);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  private void assertRefused(int exitCode, String message, String... arguments) {
    CommandRun run = keys("--local", arguments);
    assertThat(run.exitCode()).as(run.out()).isEqualTo(exitCode);
    assertThat(run.err()).contains(message);
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--local", "--server"})
  void listsAsATableAndAsJson(String where) {
    good(where, "create", "Red one", "--expires", "2031-02-03T04:05:06Z", "--show-secret");
    good(where, "create", "Red two");
    List<String> table = good(where, "list").out().lines().toList();
    assertThat(table.getFirst()).matches("ID +NAME +KEY +STATUS +CREATED +LAST USED +EXPIRES");
    assertThat(table).hasSize(4);
    assertThat(table.get(1))
        .matches("key_\\w+ +Red two +ksa_\\S+ +pending +\\S+ \\S+ +Never +Never");
    assertThat(table.get(2)).contains("active").endsWith("2031-02-03 04:05");
    assertThat(good(where, "list", "--search", "blue").out()).isEqualTo("No key matches.\n");
    var newest = good(where, "list", "--limit", "1", "--json").json();
    assertThat(newest.path("keys")).hasSize(1);
    assertThat(newest.path("keys").get(0).path("name").stringValue()).isEqualTo("Red two");
    assertThat(newest.path("nextCursor").isString()).isTrue();
    assertThat(good(where, "list", "--json").json().path("nextCursor").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--local", "--server"})
  void aSecretIsShownWhereItIsAskedFor(String where) {
    CommandRun shown =
        good(where, "create", "CI", "--scopes", "keys:read,orders:read", "--show-secret");
    assertThat(shown.out()).matches(SECRET);
    assertThat(shown.err()).contains("This is shown once.");
    CommandRun asked = good(where, "create", "Later", "--rate-limit", "5/1m");
    assertThat(asked.out())
        .contains("\"Later\" (key_", "waits for its claim", "Claim it on the page: http")
        .contains("kasava keys claim key_")
        .doesNotContainPattern("ksa_[0-9A-Za-z]{38}");

    CommandRun link = good(where, "claim", "Later");
    assertThat(link.out()).startsWith("http").contains("/claim");
    assertThat(link.err()).contains("nothing was claimed", "--show-secret");
    assertThat(good(where, "claim", "Later", "--json").json().path("claimUrl").stringValue())
        .isEqualTo(link.out().strip());
    assertThat(good(where, "claim", "Later", "--show-secret").out()).matches(SECRET);

    CommandRun anew = good(where, "regenerate", "CI", "--overlap", "1h", "--show-secret");
    assertThat(anew.out()).matches(SECRET).isNotEqualTo(shown.out());
    var issue = good(where, "regenerate", "CI", "--expires", "30d", "--json").json();
    assertThat(issue.path("secret").isString()).isFalse();
    assertThat(issue.path("claimUrl").stringValue()).contains("/claim");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--local", "--server"})
  void changesAndTellsOfUse(String where) {
    good(where, "create", "CI", "--expires", "2031-02-03T04:05:06Z", "--show-secret");
    assertThat(good(where, "update", "CI", "--name", "Build", "--rate-limit", "5/1m").out())
        .isEqualTo("\"Build\" expires: 2031-02-03 04:05, limit: 5 requests in 60 seconds.\n");
    assertThat(good(where, "update", "Build", "--expires", "never").out())
        .isEqualTo("\"Build\" expires: Never, limit: 5 requests in 60 seconds.\n");
    var plain = good(where, "update", "Build", "--rate-limit", "none", "--json").json();
    assertThat(plain.has("rateLimit")).isFalse();
    assertThat(good(where, "usage", "Build", "--tz", "Europe/Berlin").out().lines())
        .containsExactly(
            "Total requests  0",
            "Requests today  0  (Europe/Berlin)",
            "This month      0",
            "Rejected        0",
            "Last used       Never");
    assertThat(good(where, "usage", "Build", "--json").json().path("totalRequests").intValue())
        .isZero();
    assertThat(good("--server", "list").err()).isEmpty();
    assertThat(good(where, "usage", "First key").out())
        .containsPattern("Last used +(Never|\\S+ \\S+  by \\w+)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--local", "--server"})
  void deletesOnlyWhenItIsMeant(String where) {
    good(where, "create", "CI", "--show-secret");
    CommandRun unsure = keys(where, "delete", "CI");
    assertThat(unsure.exitCode()).isEqualTo(1);
    assertThat(unsure.err()).contains("Deleting cannot be undone", "--yes");
    assertThat(good(where, "delete", "CI", "--yes").out())
        .isEqualTo("Deleted \"CI\". Whatever used it is refused from now on.\n");
    assertThat(keys(where, "delete", "CI", "--yes").err())
        .contains("There is no key of that id or name");
    String id =
        good(where, "create", "Again", "--json").json().path("key").path("id").stringValue();
    var gone = good(where, "delete", id, "--cascade", "--yes", "--json").json();
    assertThat(gone.path("name").stringValue()).isEqualTo("Again");
    assertThat(gone.path("alsoDeleted")).isEmpty();
  }

  @Test
  void whatContradictsItselfIsRefused() {
    assertRefused(2, "contradict each other", "list", "--server", server.url());
    assertRefused(2, "--local acts without a key", "list", "--integration", "cursor");
    CommandRun owner = keys("--server", "list", "--owner", "x");
    assertThat(owner.exitCode()).isEqualTo(2);
    assertThat(owner.err()).contains("--owner is for the operator");
    assertRefused(2, "--limit is a number from 1 on", "list", "--limit", "0");
    assertRefused(2, "There is nothing to change", "update", "First key");
    assertRefused(2, "A regeneration can move the expiry", "regenerate", "x", "--expires", "never");
    assertRefused(2, "Write an expiry as", "create", "x", "--expires", "soon");
    assertRefused(2, "Write a limit as", "create", "x", "--rate-limit", "many");
    assertRefused(2, "Write a span of time as", "regenerate", "First key", "--overlap", "long");
    assertRefused(2, "This is a key's secret", "usage", key());
    assertRefused(
        2, "A secret goes to one place", "create", "x", "--to-clipboard", "--to-command", "cat");
    assertRefused(2, "--env-file and --var belong together", "create", "x", "--var", "KEY");
    assertRefused(2, "--env-file and --var belong together", "create", "x", "--env-file", "f");
    assertThat(good("--local", "list").out().lines()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--local", "--server"})
  void aSecretGoesWhereNobodySeesIt(String where) throws Exception {
    Path file = folder.resolve("service.env");
    CommandRun env =
        good(where, "create", "Env", "--env-file", file.toString(), "--var", "API_KEY");
    assertThat(env.out()).matches("The secret of \"Env\" \\(ksa_\\S+\\) went to .*service.env.*\n");
    assertThat(Files.readString(file)).matches("API_KEY=\"?ksa_[0-9A-Za-z]{38}\"?\n");

    assertThat(env.err()).isEmpty();
    assertThat(new ProcessBuilder("git", "init", "-q", folder.toString()).start().waitFor())
        .isZero();
    CommandRun unignored =
        good(where, "create", "Env2", "--env-file", file.toString(), "--var", "OTHER_KEY");
    assertThat(unignored.err()).contains("git does not ignore " + file);

    Path piped = folder.resolve("piped");
    var delivered =
        good(where, "create", "Piped", "--to-command", "cat > '" + piped + "'", "--json").json();
    assertThat(delivered.path("key").path("status").stringValue()).isEqualTo("active");
    assertThat(delivered.has("deliveredTo")).isTrue();
    assertThat(delivered.has("secret")).isFalse();
    assertThat(Files.readString(piped).strip() + "\n").matches(SECRET);
    String before = Files.readString(piped);
    good(where, "regenerate", "Piped", "--to-command", "cat > '" + piped + "'");
    assertThat(Files.readString(piped)).isNotEqualTo(before);

    CommandRun failed = keys(where, "create", "Failed", "--to-command", "exit 3");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(good(where, "list").out()).doesNotContain("Failed");
  }

  private CommandRun typed(String answer, String... line) {
    return CommandRun.answering(
        folder,
        "",
        List.of(line),
        prompt -> {
          prompts.add(prompt);
          return Optional.of(answer);
        });
  }

  @ParameterizedTest
  @CsvSource({"wrong, 1, Nothing was deleted.", "' Parent ', 0, ''"})
  void aPersonTypesTheName(String answer, int exitCode, String said) {
    var parent = server.installation().create("Parent", null, "keys:read", "keys:write");
    server.installation().createWith(parent.secret(), "Child", "keys:read");
    CommandRun run = typed(answer, "keys", "delete", "Parent", "--cascade", "--local");
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(prompts)
        .singleElement()
        .asString()
        .contains("It was never used. With it goes the key that it created: \"Child\".");
    assertThat(run.err()).contains(said);
    if (exitCode == 0) {
      assertThat(run.out())
          .contains("Deleted \"Parent\" and the key that it created. Whatever used them is");
    }
    assertThat(good("--local", "list").out().contains("Child")).isEqualTo(exitCode != 0);
  }

  @Test
  void aPersonIsShownTheSecret() {
    CommandRun run = typed("", "keys", "create", "Mine", "--local");
    assertThat(run.out()).matches(SECRET);
    assertThat(run.err()).contains("This is shown once.");
  }
}
