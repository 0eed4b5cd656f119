package dev.kasava.keys.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.fixture.GitRepository;
import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.leak.GitSearch.Extent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a repository is about to be committed. */
final class GitSearchTest {
  private final String key =
      "KEY=" + new KeyFormat(KeyFormat.DEFAULT_PREFIX).generate(new SecureRandom()).reveal() + "\n";

  @TempDir Path folder;
  private GitRepository repository;

  @BeforeEach
  void start() throws IOException {
    repository = GitRepository.in(folder.resolve("work"));
  }

  private List<String> staged() throws IOException {
    return staged(repository.folder());
  }

  private static List<String> staged(Path where) throws IOException {
    List<String> places = new ArrayList<>();
    new GitSearch(where, leak -> places.add(leak.place())).staged();
    return places;
  }

  private List<String> workTree(Extent extent, String... pathspecs) throws IOException {
    List<String> paths = new ArrayList<>();
    new GitSearch(repository.folder(), leak -> paths.add(leak.path()))
        .workTree(extent, List.of(pathspecs));
    return paths.stream().sorted().toList();
  }

  @Test
  void whatIsStagedIsReadBeforeTheFirstCommitToo() throws IOException {
    assertThat(staged()).isEmpty();
    repository.stage("a b/ü \"x\".txt", "\n" + key);
    assertThat(staged()).containsExactly("a b/ü \"x\".txt:2:5");
    repository.commitAll();
    assertThat(staged()).isEmpty();
  }

  @Test
  void theIndexIsReadAndNotTheWorkTree() throws IOException {
    repository.stage("kept.txt", key);
    repository.write("kept.txt", "clean\n");
    repository.write("later.txt", key);
    repository.stage("clean.txt", "clean\n");
    assertThat(staged()).containsExactly("kept.txt:1:5");
  }

  @Test
  void renamedChangedAndRetypedFilesAreReadAndDeletedOnesAreNot() throws Exception {
    repository.write("old.txt", key + "a\nb\nc\nd\n");
    repository.write("gone.txt", key);
    repository.write("changed.txt", "clean\n");
    Files.createSymbolicLink(repository.folder().resolve("link"), Path.of("changed.txt"));
    repository.commitAll();
    repository.git("mv", "old.txt", "new.txt");
    repository.git("rm", "-q", "gone.txt");
    repository.stage("changed.txt", "clean\n" + key);
    Files.delete(repository.folder().resolve("link"));
    repository.stage("link", key);
    assertThat(staged()).containsExactly("changed.txt:2:5", "link:1:5", "new.txt:1:5");
  }

  @Test
  void allIsReadFromAFolderBelowWhateverTheSettings() throws IOException {
    repository.git("config", "diff.relative", "true");
    repository.git("config", "diff.noprefix", "true");
    repository.git("config", "diff.renames", "copies");
    repository.stage("top.txt", key);
    repository.stage("below/clean.txt", "clean\n");
    assertThat(staged(repository.folder().resolve("below"))).containsExactly("top.txt:1:5");
  }

  @Test
  void submodulesAreLeftToThemselves() throws IOException {
    GitRepository module = GitRepository.in(folder.resolve("module"));
    module.write("inside.txt", key);
    module.commitAll();
    repository.git("submodule", "--quiet", "add", module.folder().toString(), "module");
    repository.stage("z.txt", key);
    assertThat(staged()).containsExactly("z.txt:1:5");
  }

  @Test
  void largeAndBinaryFilesAreReadOneAfterTheOther() throws IOException {
    repository.stage("a.bin", "\0\uFFFF\n".repeat(100_000) + key);
    repository.stage("b.txt", "");
    repository.stage("c.txt", "blob 7\n" + key);
    assertThat(staged()).containsExactly("a.bin:100001:5", "c.txt:2:5");
  }

  @Test
  void outsideOfARepositoryThatIsSaid() {
    assertThatThrownBy(() -> staged(folder)).isInstanceOf(IOException.class);
  }

  @Test
  void ofTheWorkTreeIsReadWhatACommandWouldTakeUp() throws IOException {
    repository.write(".gitignore", "ignored.txt\n");
    repository.write("tracked.txt", "clean\n");
    repository.write("same.txt", key);
    repository.write("deleted.txt", key);
    repository.commitAll();
    repository.write("tracked.txt", key);
    repository.write("new.txt", key);
    repository.write("ignored.txt", key);
    Files.delete(repository.folder().resolve("deleted.txt"));
    GitRepository.in(repository.folder().resolve("inner")).write("x.txt", key);
    assertThat(workTree(Extent.TRACKED)).containsExactly("tracked.txt");
    assertThat(workTree(Extent.UNTRACKED)).containsExactly("new.txt", "tracked.txt");
    assertThat(workTree(Extent.IGNORED)).containsExactly("ignored.txt", "new.txt", "tracked.txt");
    assertThat(workTree(Extent.UNTRACKED, "n*.txt")).containsExactly("new.txt");
  }
}
