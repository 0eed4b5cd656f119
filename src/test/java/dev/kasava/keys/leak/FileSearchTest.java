package dev.kasava.keys.leak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which files of a folder are looked into. */
final class FileSearchTest {
  private final Secret secret =
      new KeyFormat(KeyFormat.DEFAULT_PREFIX).generate(new SecureRandom());
  private final List<Leak> leaks = new ArrayList<>();
  private final List<String> unreadable = new ArrayList<>();
  private final FileSearch search = new FileSearch(leaks::add, unreadable::add);

  @TempDir Path folder;

  private Path put(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.toAbsolutePath().getParent());
    return Files.writeString(file, "KEY=" + secret.reveal() + "\n");
  }

  private List<String> paths() {
    return leaks.stream().map(Leak::path).sorted().toList();
  }

  @Test
  void everyFileBelowAFolderIsReadButGitsOwn() throws IOException {
    List<String> there =
        List.of(
            put(".env").toString(),
            put("a b/ü.txt").toString(),
            put("node_modules/x.js").toString());
    put(".git/config");
    put("deep/.git/objects/x");
    search.search(folder);
    assertThat(paths()).containsExactlyElementsOf(there);
    assertThat(search.files()).isEqualTo(3);
    assertThat(unreadable).isEmpty();
  }

  @Test
  void linksAreFollowedOnlyWhereTheyAreNamed() throws IOException {
    Path target = put("elsewhere/secret");
    Path links = Files.createDirectory(folder.resolve("links"));
    Files.createSymbolicLink(links.resolve("file"), target);
    Files.createSymbolicLink(links.resolve("folder"), target.resolveSibling("."));
    Files.createSymbolicLink(links.resolve("loop"), links);
    Files.createSymbolicLink(links.resolve("nowhere"), folder.resolve("gone"));
    search.search(links);
    assertThat(leaks).isEmpty();
    search.search(links.resolve("file"));
    assertThat(paths()).containsExactly(links.resolve("file").toString());
    search.search(links.resolve("folder"));
    assertThat(leaks).hasSize(2);
    assertThat(unreadable).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whatCannotBeReadIsNamedAndTheRestIsRead() throws Exception {
    put("a");
    // Not even its user reads this one's beginning.
    Path memory = Path.of("/proc/self/mem");
    search.search(memory);
    search.search(folder.resolve("missing"));
    search.search(folder);
    assertThat(unreadable).containsExactly("/proc/self/mem", folder.resolve("missing").toString());
    assertThat(leaks).hasSize(1);
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aPipeInAFolderKeepsNobodyWaiting() throws Exception {
    put("a");
    assertThat(new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start().waitFor())
        .isZero();
    search.search(folder);
    assertThat(search.files()).isEqualTo(1);
  }

  @Test
  void theGitFolderIsReadWhereItIsNamed() throws IOException {
    put(".git/config");
    search.search(folder.resolve(".git"));
    assertThat(leaks).hasSize(1);
  }
}
