package dev.kasava.keys.machine;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Other programs of this machine. */
public final class Programs {
  private static final List<String> ENDINGS = List.of("", ".exe", ".cmd", ".bat");

  private Programs() {}

  /**
   * What a program left.
   *
   * @param output its standard output and error
   */
  public record Ended(int exitCode, String output) {
    public boolean isWell() {
      return exitCode == 0;
    }
  }

  /** Why a program did not even begin: as a rule, there is none of that name. */
  public static final class NotStarted extends IOException {
    NotStarted(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /** Where on the PATH a program of this name lies. */
  public static Optional<Path> find(String name, Map<String, String> environment) {
    return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(folder -> !folder.isBlank())
        .flatMap(folder -> ENDINGS.stream().flatMap(ending -> file(folder, name + ending).stream()))
        .findFirst();
  }

  private static Optional<Path> file(String folder, String name) {
    try {
      return Optional.of(Path.of(folder, name))
          .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /**
   * Runs a program to its end, with this input; for programs that say little.
   *
   * @param seconds after which it is ended
   * @throws NotStarted when it cannot be started
   * @throws IOException when it does not end in time
   */
  public static Ended run(List<String> command, String input, int seconds) throws IOException {
    Path said = Files.createTempFile("kasava", ".out", PrivateFiles.attributes(PrivateFiles.FILE));
    try {
      Process process = start(command, said);
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It does not want its input; its exit code tells.
      }
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new IOException("no end after " + seconds + " s");
      }
      return new Ended(process.exitValue(), Files.readString(said));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted");
    } finally {
      Files.deleteIfExists(said);
    }
  }

  private static Process start(List<String> command, Path said) throws NotStarted {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(said.toFile())
          .start();
    } catch (IOException e) {
      throw new NotStarted(e);
    }
  }
}
