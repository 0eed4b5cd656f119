package dev.kasava.keys.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProgramsTest {
  @TempDir private Path folder;

  private Path program(String name, String mode) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private Map<String, String> path(String... folders) {
    return Map.of("PATH", String.join(File.pathSeparator, folders));
  }

  @Test
  void isFoundWhereThePathHasItFirst() throws Exception {
    program("a/tool", "rw-------");
    Path second = program("b/tool", "rwx------");
    program("c/tool", "rwx------");
    Files.createDirectories(folder.resolve("d/tool"));
    String a = folder.resolve("a").toString();
    String b = folder.resolve("b").toString();
    String d = folder.resolve("d").toString();
    assertThat(Programs.find("tool", path("", d, a, b, folder.resolve("c").toString())))
        .contains(second);
    assertThat(Programs.find("tool", path(a, d))).isEmpty();
    assertThat(Programs.find("tool", path("\0", b))).contains(second);
    assertThat(Programs.find("tool", Map.of())).isEmpty();
  }

  @Test
  void isFoundByItsEndingOnWindows() throws Exception {
    Path cmd = program("a/tool.cmd", "rwx------");
    assertThat(Programs.find("tool", path(folder.resolve("a").toString()))).contains(cmd);
  }

  @Test
  void isRunWithItsInputAndToldOfInFull() throws Exception {
    Programs.Ended ended =
        Programs.run(List.of("/bin/sh", "-c", "cat; echo and this >&2; exit 3"), "in", 30);
    assertThat(ended).isEqualTo(new Programs.Ended(3, "inand this\n"));
    assertThat(ended.isWell()).isFalse();
    assertThat(Programs.run(List.of("/bin/true"), "", 30).isWell()).isTrue();
  }

  /** More than a pipe holds, which nobody reads. */
  @Test
  void needNotReadItsInput() throws Exception {
    assertThat(Programs.run(List.of("/bin/true"), "x".repeat(1_000_000), 30).isWell()).isTrue();
  }

  @Test
  void thatIsNotThereIsToldFromOneThatFails() {
    assertThatThrownBy(() -> Programs.run(List.of(folder + "/none"), "", 30))
        .isInstanceOf(Programs.NotStarted.class)
        .hasMessageContaining("none");
  }

  @Test
  void thatDoesNotEndIsEnded() throws Exception {
    Path pid = folder.resolve("pid");
    assertThatThrownBy(
            () ->
                Programs.run(
                    List.of("/bin/sh", "-c", "echo $$ > " + pid + "; exec sleep 600"), "", 2))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(Programs.NotStarted.class)
        .hasMessage("no end after 2 s");
    assertThat(ended(Files.readString(pid).strip())).isTrue();
  }

  private static boolean ended(String pid) {
    return ProcessHandle.of(Long.parseLong(pid))
        .map(
            process -> {
              process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
              return !process.isAlive();
            })
        .orElse(true);
  }

  @Test
  void leavesNoFileBehind() throws Exception {
    Programs.Ended ended =
        Programs.run(List.of("/bin/sh", "-c", "readlink /proc/self/fd/1"), "", 30);
    assertThat(ended.output()).startsWith("/");
    assertThat(Path.of(ended.output().strip())).doesNotExist();
  }
}
