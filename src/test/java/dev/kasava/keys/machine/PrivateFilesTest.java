package dev.kasava.keys.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PrivateFilesTest {
  @TempDir private Path folder;

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private List<Path> all() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void aFileIsReplacedWholeAndForItsUserAlone() throws Exception {
    Path file = Files.writeString(folder.resolve("settings"), "before, and longer");
    PrivateFiles.replace(file, "after");
    assertThat(file).hasContent("after");
    assertThat(mode(file)).isEqualTo("rw-------");
    PrivateFiles.replace(file, "open", PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(mode(file)).isEqualTo("rw-r--r--");
    assertThat(all()).containsExactly(file);
  }

  @Test
  void whatCannotBePutInPlaceLeavesNothing() throws Exception {
    Path taken = folder.resolve("taken");
    Files.createDirectories(taken.resolve("inside"));
    assertThatThrownBy(() -> PrivateFiles.replace(taken, "secret")).isInstanceOf(IOException.class);
    assertThat(all()).containsExactly(taken);
  }

  @Test
  void whatCannotBeWrittenLeavesNothing() throws Exception {
    Path file = folder.resolve("settings");
    assertThatThrownBy(
            () ->
                PrivateFiles.writeBeside(
                    file,
                    out -> {
                      out.write(1);
                      throw new IOException("as if the disk were full");
                    }))
        .hasMessage("as if the disk were full");
    assertThatThrownBy(
            () ->
                PrivateFiles.writeBeside(
                    file,
                    out -> {
                      throw new IllegalStateException("as if");
                    }))
        .hasMessage("as if");
    assertThat(all()).isEmpty();
  }

  @Test
  void aFileBesideIsWholeAndNamedOtherwise() throws Exception {
    Path file = folder.resolve("settings");
    Path beside = PrivateFiles.writeBeside(file, "text");
    assertThat(beside).hasContent("text").hasParent(folder);
    assertThat(mode(beside)).isEqualTo("rw-------");
    assertThat(file).doesNotExist();
  }

  @Test
  void aFolderIsMadeForItsUserAloneAndLeftAsItIs() throws Exception {
    Path made = folder.resolve("a/b");
    PrivateFiles.makeFolder(made);
    assertThat(mode(made)).isEqualTo("rwx------");
    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
    PrivateFiles.makeFolder(made);
    assertThat(mode(made)).isEqualTo("rwxr-xr-x");
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
    PrivateFiles.makeFolder(link);
    assertThat(folder.resolve("nowhere")).doesNotExist();
  }

  @Test
  void aNameThatIsNowhereIsNotMadeLasting() {
    assertThatThrownBy(() -> PrivateFiles.syncFolder(folder.resolve("gone/file")))
        .isInstanceOf(IOException.class);
  }
}
