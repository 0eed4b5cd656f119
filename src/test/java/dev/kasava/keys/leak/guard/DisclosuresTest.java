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

/** What would print a secret, and what only speaks of that. */
final class DisclosuresTest {
  @TempDir Path folder;
  private Calls calls;

  @BeforeEach
  void start() {
    calls = new Calls(folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kasava headers",
        "/x/bin/kasava headers --server http://x",
        "./plugin/bin/kasava headers | jq .",
        "cd /tmp && kasava headers",
        "true; kasava headers > file",
        "true\nkasava headers",
        "if true; then kasava headers; fi",
        "(kasava headers)",
        "{ kasava headers; }",
        "f() { kasava headers; }; f",
        "! kasava headers",
        "ls # a comment\nkasava headers",
        "ka'sava' \"headers\"",
        "kas\\ava headers",
        "kasava \\\n  headers",
        "X=1 Y=\"a b\" kasava headers",
        "env X=1 kasava headers",
        "sudo -u me kasava headers",
        "timeout 5 kasava headers",
        "echo x | xargs kasava headers",
        "bash -c 'kasava headers'",
        "sh -lc \"cd x; kasava headers\"",
        "sudo bash -c 'env kasava headers'",
        "bash -c \"bash -c 'kasava headers'\"",
        "eval 'kasava headers'",
        "bash <<EOF\nkasava headers\nEOF",
        "bash <<-'EOF'\n\tkasava headers\n\tEOF\nls",
        "bash <<< 'kasava headers'",
        "echo 'kasava headers' | sh",
        "H=$(kasava headers)",
        "curl -H \"$(kasava headers | jq -r .Authorization)\" http://x",
        "echo `kasava headers`",
        "cat <(kasava headers)",
        "cat <<EOF\n$(kasava headers)\nEOF",
        "echo ${X:-$(kasava headers)}",
        "java -cp x dev.kasava.keys.app.Main headers",
        "kasava keys create CI --show-secret",
        "kasava keys regenerate --show-secret --json CI 2>/dev/null",
        "secret-tool lookup service kasava-keys account cli@http://x",
        "/usr/bin/secret-tool search --all service kasava-keys",
        "security find-generic-password -s kasava-keys -w",
        "security find-generic-password -ws kasava-keys",
        "printenv KASAVA_API_KEY",
        "echo $KASAVA_API_KEY",
        "echo \"key: ${KASAVA_API_KEY}\"",
        "printf '%s\\n' \"$KASAVA_API_KEY\" | cat",
        "echo ${KASAVA_API_KEY:0:20}",
        "cat <<EOF\n$KASAVA_API_KEY\nEOF",
        "cat <<< $KASAVA_API_KEY",
        "$KASAVA_API_KEY",
        "echo $env:KASAVA_API_KEY",
        "cat \"$KASAVA_API_KEY_FILE\"",
        "kasava exec --key CI --var CI_KEY -- printenv CI_KEY",
        "kasava exec --key CI --var=CI_KEY -- sh -c 'echo $CI_KEY'",
        "kasava exec --key CI --var K -- env",
        "cat ~/.local/share/kasava-keys/first-key",
        "cat \"$HOME/.local/share/kasava-keys/first-key\"",
        "cat $D/first-key",
        "head -c 99 < /data/first-key",
        "base64 /data/first-key | cat",
        "KASAVA_API_KEY=$(cat /data/first-key) kasava keys list",
        "cd $D && cat first-key",
        "sudo cat /data/first-key",
        "sh plugin/bin/kasava headers",
        "bash -e /opt/k/bin/kasava headers --server x",
        "bash -o pipefail /opt/k/bin/kasava headers",
        "sudo sh plugin/bin/kasava headers",
        "bash -cx 'kasava headers'",
        "bash -c -e 'kasava headers'",
        "find . -name x -exec kasava headers \\;",
        "find . -execdir sh -c 'kasava headers' \\;",
        "function f { kasava headers; }; f",
        "coproc kasava headers",
        "coproc K { kasava headers; }",
        "script -qc 'kasava headers' /dev/null",
        "script -q --command='kasava headers'",
        "su -c 'kasava headers' me",
        "su me --command 'kasava headers'",
        "flock /tmp/l -c 'kasava headers'",
        "\"$K\" keys create N --show-secret",
        "sudo ${K} keys regenerate N --show-secret",
        "$(which kasava) keys create N --show-secret",
        "curl -v -H \"X-API-Key: $KASAVA_API_KEY\" http://x",
        "curl -sSvL -H \"X-API-Key: $KASAVA_API_KEY\" http://x",
        "curl http://x --verbose -H \"X-API-Key: $KASAVA_API_KEY\" 2>&1 | grep X",
        "curl --trace-ascii - -H \"X-API-Key: $KASAVA_API_KEY\" http://x",
        "curl --libcurl - -H \"X-API-Key: $KASAVA_API_KEY\" http://x",
        "timeout 5 curl -vH \"X-API-Key: $KASAVA_API_KEY\" http://x",
        "curl -v -K - <<EOF\nheader = \"X-API-Key: $KASAVA_API_KEY\"\nEOF",
        "kasava exec --key CI --var K -- sh -c 'curl -v -H \"X-API-Key: $K\" http://x'",
        "wget -d --header=\"X-API-Key: $KASAVA_API_KEY\" http://x",
        "wget -qd --header=\"X-API-Key: $KASAVA_API_KEY\" http://x",
        "wget --debug --header=\"X-API-Key: $KASAVA_API_KEY\" http://x",
        "set -x; curl -H \"X-API-Key: $KASAVA_API_KEY\" http://x",
        "set -euxo pipefail\n./run --key \"$KASAVA_API_KEY\"",
        "set -o xtrace; [ -n \"$KASAVA_API_KEY\" ]",
        "sh -x <<'EOF'\ncurl -H \"X-API-Key: $KASAVA_API_KEY\" http://x\nEOF",
        "bash -xc 'curl -H \"X-API-Key: $KASAVA_API_KEY\" http://x'",
        "bash -o xtrace -c 'curl -H \"X-API-Key: $KASAVA_API_KEY\" http://x'",
        "echo \"K=$KASAVA_API_KEY\" >> .env",
        "printf %s \"$KASAVA_API_KEY\" | gh secret set X",
        "declare -p KASAVA_API_KEY"
      })
  void whatWouldPrintASecretIsRefused(String command) {
    assertThat(calls.shell(command)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "kasava",
        "kasava headers --help",
        "kasava status; kasava keys list --json",
        "kasava keys create CI --env-file .env --var CI_KEY",
        "kasava exec --key CI --var CI_KEY -- ./run headers",
        "kasava exec --key CI --var CI_KEY -- sh -c 'curl -H \"X-API-Key: $CI_KEY\" http://x'",
        "grep -r \"kasava headers\" docs",
        "git commit -m \"document kasava headers\"",
        "git commit -m 'say $KASAVA_API_KEY, kasava headers; --show-secret'",
        "git commit -F - <<'EOF'\nkasava headers\n$(kasava headers)\nEOF",
        "cat > doc.md <<'EOF'\nkasava headers\necho $KASAVA_API_KEY\nEOF",
        "echo 'kasava headers'",
        "echo kasava headers",
        "echo '$KASAVA_API_KEY' \\$KASAVA_API_KEY",
        "ls # kasava headers",
        "mykasava headers; kasava-x headers; kasava.sh headers",
        "curl -H \"X-API-Key: $KASAVA_API_KEY\" http://127.0.0.1:8787/api/v1/me",
        "curl -sS -o vvv -H 'X-V: v' -H\"X-v: $KASAVA_API_KEY\" http://x",
        "timeout 5 curl -H \"X-API-Key: $KASAVA_API_KEY\" http://x",
        "curl -v http://x; wget -d http://x; set -x; ls",
        "curl --variable x -H \"X-API-Key: $KASAVA_API_KEY\" http://x",
        "wget -nd -nv -Od --header=\"X-API-Key: $KASAVA_API_KEY\" http://x",
        "set -x; make; set +x; curl -H \"X-API-Key: $KASAVA_API_KEY\" http://x",
        "bash -xc make; curl -H \"X-API-Key: $KASAVA_API_KEY\" http://x",
        "set -x; [ -n \"${KASAVA_API_KEY:+set}\" ]",
        "set -e -- x; curl -H \"X-API-Key: $KASAVA_API_KEY\" http://x",
        "sh build.sh headers; bash; sh -s; su; su me; script; function f { ls; }",
        "find . -name headers -exec grep kasava {} +",
        "sh plugin/bin/kasava keys list",
        "$TOOL run --secret",
        "[ -n \"$KASAVA_API_KEY\" ] && echo set",
        "echo ${KASAVA_API_KEY:+set} ${#KASAVA_API_KEY}",
        "echo $KASAVA_API_KEYS",
        "printf %s \"$KASAVA_API_KEY\" | kasava login --key-stdin",
        "export KASAVA_API_KEY",
        "env | sort; printenv; set; export -p",
        "KASAVA_API_KEY_FILE=~/.local/share/kasava-keys/first-key kasava keys list",
        "ls -l ~/.local/share/kasava-keys/first-key; rm /data/first-key; sudo rm -f"
            + " /data/first-key",
        "test -f /data/first-key && echo there: /data/first-key",
        "grep -rn first-key docs",
        "rg first-key",
        "cat first-key-rotation.md",
        "secret-tool lookup service other",
        "secret-tool store --label=x service kasava-keys account a",
        "security find-generic-password -s other -w",
        "echo 'unfinished",
        "echo \"${unfinished $(",
        "cat <<EOF\nunfinished"
      })
  void whatOnlySpeaksOfThatPasses(String command) {
    assertThat(calls.shell(command)).isEmpty();
  }

  @Test
  void theReasonIsTrueWhereverTheKeyWouldGo() {
    for (String command :
        List.of(
            "echo \"K=$KASAVA_API_KEY\" >> .env",
            "printf %s \"$KASAVA_API_KEY\" | gh secret set X",
            "echo $KASAVA_API_KEY")) {
      assertThat(calls.shell(command))
          .get()
          .satisfies(
              reason ->
                  assertThat(reason)
                      .contains("into this conversation, a file or another program")
                      .contains("--env-file")
                      .contains("--to-command"));
    }
  }

  @Test
  void theWholeEnvironmentIsRefusedWhereItHoldsAKey() {
    calls.environment.put("KASAVA_API_KEY", calls.key);
    for (String command :
        List.of(
            "env",
            "env | sort",
            "env -0 | tr",
            "env --null",
            "env X=1",
            "sudo env -u PATH",
            "printenv",
            "printenv -0",
            "set",
            "export -p",
            "declare",
            "declare -x",
            "typeset -xp",
            "bash -c 'declare -p'")) {
      assertThat(calls.shell(command)).as(command).isPresent();
    }
    for (String command :
        List.of(
            "env X=1 ls",
            "env -u X ls",
            "env -i",
            "env -u KASAVA_API_KEY | sort",
            "env --help",
            "set -e",
            "export X=1",
            "declare -x X=1",
            "declare -f",
            "declare -p X",
            "printenv PATH")) {
      assertThat(calls.shell(command)).as(command).isEmpty();
    }
  }

  @Test
  void filesThatHoldASecretOfOursAreNotShown() throws IOException {
    Path data = Files.createDirectories(folder.resolve("home/.local/share/kasava-keys"));
    Files.writeString(data.resolve("first-key"), calls.key + "\n");
    Files.writeString(data.resolve("pepper"), "x");
    Files.writeString(data.resolve("public-url"), "http://x");
    Path kept = Files.createDirectories(folder.resolve("home/.config/kasava-keys/keys"));
    Files.writeString(kept.resolve("cli%40http"), calls.key);
    for (String command :
        List.of(
            "cat ~/.local/share/kasava-keys/*",
            "cat ~/.local/share/kasava-keys/f*y",
            "cd ~/.local/share/kasava-keys && cat first-key",
            "cat ~/.local/share/kasava-keys/pepper",
            "grep -r . ~/.local/share/kasava-keys",
            "cat ~/.config/kasava-keys/keys/cli%40http")) {
      assertThat(calls.shell(command)).as(command).isPresent();
    }
    assertThat(calls.shell("cat ~/.local/share/kasava-keys/public-url")).isEmpty();
    for (Map<String, String> input :
        List.of(
            Map.of("file_path", data.resolve("first-key").toString()),
            Map.of("pattern", ".", "path", data.toString()),
            Map.of("pattern", ".", "path", data.resolve("first-key").toString()))) {
      assertThat(calls.objection("Read", input)).as("%s", input).isPresent();
      assertThat(calls.objection("Grep", input)).as("%s", input).isPresent();
      assertThat(calls.objection("mcp__files__read", input)).as("%s", input).isPresent();
      assertThat(calls.objection("Glob", input)).isEmpty();
    }
  }

  @Test
  void aSearchThatNamesNoFolderIsOneOfWhereItRuns() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("pepper"), "x");
    calls.environment.put("KASAVA_HOME", data.toString());
    for (String command : List.of("grep -r .", "grep -re .", "rg .", "ag -i x")) {
      assertThat(calls.shell("cd data && " + command)).as(command).isPresent();
      assertThat(calls.shell(command)).as(command).isEmpty();
    }
  }

  @Test
  void aPepperThatTheEnvironmentNamesIsNotShownWhateverItIsCalled() throws IOException {
    Path elsewhere = Files.createDirectories(folder.resolve("etc"));
    Path pepper = Files.writeString(elsewhere.resolve("p1"), "x");
    Files.writeString(elsewhere.resolve("p2"), "x");
    List<String> commands =
        List.of("cat etc/p1", "cat etc/*", "cd etc && head p1", "grep -r . etc", "cat " + pepper);
    for (String command : commands) {
      assertThat(calls.shell(command)).as(command).isEmpty();
    }
    calls.environment.put("KASAVA_PEPPER_FILE", pepper.toString());
    for (String command : commands) {
      assertThat(calls.shell(command)).as(command).isPresent();
    }
    assertThat(calls.shell("cat \"$KASAVA_PEPPER_FILE\"")).isPresent();
    assertThat(calls.objection("Read", Map.of("file_path", pepper.toString()))).isPresent();
    assertThat(calls.shell("cat etc/p2")).isEmpty();
  }

  @Test
  void aFileOfThatNameThatHoldsNoKeyMayBeRead() throws IOException {
    Path file = Files.writeString(folder.resolve("first-key"), "The first key of a piano is A0.");
    assertThat(calls.shell("cat first-key")).isEmpty();
    assertThat(calls.shell("cat " + file)).isEmpty();
    assertThat(calls.objection("Read", Map.of("file_path", file.toString()))).isEmpty();
    assertThat(calls.objection("Read", Map.of("file_path", "/nowhere/first-key"))).isPresent();
  }
}
