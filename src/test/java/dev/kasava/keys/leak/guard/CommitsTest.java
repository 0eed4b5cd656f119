package dev.kasava.keys.leak.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.GitRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commits that would hold a key. */
final class CommitsTest {
  @TempDir Path folder;
  private Calls calls;

  @BeforeEach
  void start() {
    calls = new Calls(folder);
  }

  @Test
  void aCommitThatWouldHoldAKeyIsRefused() throws IOException {
    GitRepository repository = GitRepository.in(folder);
    repository.stage("clean.txt", "clean\n");
    assertThat(calls.shell("git commit -m x")).isEmpty();
    repository.stage("look-alike.txt", calls.almost());
    assertThat(calls.shell("git commit -m x")).isEmpty();
    repository.stage("a.txt", calls.key);
    assertThat(calls.shell("git commit -m x"))
        .get()
        .satisfies(
            reason ->
                assertThat(reason)
                    .contains("a.txt:1:1")
                    .contains(calls.secret.fingerprint())
                    .contains("in a call of its own")
                    .contains("kasava scan --staged"));
    for (String command :
        List.of(
            "git commit",
            "true && git commit -qm x",
            "git -C " + folder + " -c a.b=c commit -m x",
            "cd " + folder + "; bash -c 'git commit'",
            "sudo -u me git commit",
            "eval git commit")) {
      assertThat(calls.shell(command)).as(command).isPresent();
    }
    assertThat(calls.shell("git restore --staged a.txt; git rm --cached a.txt")).isEmpty();
    assertThat(calls.shell("echo git commit; git status; git log --grep commit")).isEmpty();
  }

  @Test
  void whatTheSameCommandStagesIsLookedAtToo() throws IOException {
    GitRepository repository = GitRepository.in(folder);
    repository.write(".gitignore", "secret.env\n");
    repository.write("tracked.txt", "clean\n");
    repository.write("sub/x.txt", "clean\n");
    repository.commitAll();
    repository.write("new.txt", calls.key);
    repository.write("secret.env", calls.key);
    for (String passing :
        List.of(
            "git commit -m x",
            "git commit -am x",
            "git add tracked.txt && git commit -m x",
            "git add -u; git commit -m x",
            "git add sub && git commit -m x",
            "git add .")) {
      assertThat(calls.shell(passing)).as(passing).isEmpty();
    }
    for (String refused :
        List.of(
            "git add . && git commit -m x",
            "git add -A; git commit -m x",
            "git add new.txt && git commit -m x",
            "git add -- '*.txt'\ngit commit -m x",
            "git add $FILES && git commit -m x",
            "cd sub && git add .. && git commit -m x",
            "git add -f secret.env && git commit -m x")) {
      assertThat(calls.shell(refused)).as(refused).isPresent();
    }
    repository.write("tracked.txt", calls.key);
    for (String refused :
        List.of("git commit -am x", "git commit --all", "git commit -m x tracked.txt")) {
      assertThat(calls.shell(refused)).as(refused).isPresent();
    }
    assertThat(calls.shell("git commit -m tracked.txt")).isEmpty();
    assertThat(calls.shell("git commit -qm 'x' -- sub/x.txt")).isEmpty();
  }

  @Test
  void aScriptThatGoesAroundIsStillWithinSight() throws IOException {
    GitRepository repository = GitRepository.in(folder);
    repository.commitAll();
    repository.write("sub/.env", "K=" + calls.key);
    for (String refused :
        List.of(
            "cd \"$(git rev-parse --show-toplevel)\" && git add . && git commit -m x",
            "(cd sub && npm test) && git add sub/.env && git commit -m x",
            "echo $(cd sub && pwd); git add sub && git commit -m x",
            "pushd sub; popd; git add sub; git commit -m x",
            "cd nonexistent; git add . ; git commit -m x",
            "cd - ; git add . && git commit -m x",
            "cd; git add . && git commit -m x",
            "command cd sub && git add .env && git commit -m x",
            "cd ./sub && cd .. && git add sub && git commit -m x",
            "git -C $TOP add . && git commit -m x",
            "git -C sub add .env; git -C sub commit -m x",
            "cd sub; git add ../../outside; git add .env; git commit -m x")) {
      assertThat(calls.shell(refused)).as(refused).isPresent();
    }
    String many = "cd sub; cd ..; cd $X; cd -; ".repeat(1000);
    assertThat(calls.shell(many + "git add . && git commit -m x")).isPresent();
    assertThat(calls.shell("cd sub && git commit -m x")).isEmpty();
  }

  @Test
  void fromBelowItsTopTheWholeRepositoryIsWithinSight() throws IOException {
    GitRepository repository = GitRepository.in(folder);
    repository.commitAll();
    repository.write("sub/x.txt", "clean");
    Calls below = new Calls(folder.resolve("sub"));
    repository.write("other/.env", below.key);
    for (String refused :
        List.of(
            "cd \"$(git rev-parse --show-toplevel)\" && git add . && git commit -m x",
            "git -C $(git rev-parse --show-toplevel) add other/.env && git commit -m x")) {
      assertThat(below.shell(refused)).as(refused).isPresent();
    }
  }

  @Test
  void aCommitElsewhereOrNowhereIsNoConcern() {
    assertThat(calls.shell("git commit -m x")).isEmpty();
    assertThat(calls.shell("cd /nowhere && git commit -m x")).isEmpty();
    assertThat(calls.shell("cd $X && git commit -am x")).isEmpty();
  }
}
