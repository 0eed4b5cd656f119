package dev.kasava.keys.holder;

import dev.kasava.keys.key.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The standard input of a program: a secrets manager's, or the clipboard's. */
public final class ProgramInput implements Destination {
  private static final int PATIENCE_SECONDS = 60;

  private final List<String> command;
  private final String place;

  private ProgramInput(List<String> command, String place) {
    this.command = command;
    this.place = place;
  }

  /** A command as a person types it at a shell. */
  public static ProgramInput ofShell(String command, String os) {
    return new ProgramInput(
        os.startsWith("Windows")
            ? List.of("cmd.exe", "/c", command)
            : List.of("/bin/sh", "-c", command),
        "the command's standard input");
  }

  /**
   * This desktop's clipboard.
   *
   * @throws HolderException when there is no program for it
   */
  public static ProgramInput ofClipboard(Map<String, String> environment, String os) {
    List<List<String>> candidates;
    if (os.startsWith("Mac")) {
      candidates = List.of(List.of("pbcopy"));
    } else if (os.startsWith("Windows")) {
      return new ProgramInput(List.of("clip.exe"), "the clipboard");
    } else if (environment.containsKey("WAYLAND_DISPLAY")) {
      candidates = List.of(List.of("wl-copy"));
    } else if (environment.containsKey("DISPLAY")) {
      candidates =
          List.of(
              List.of("xclip", "-selection", "clipboard"),
              List.of("xsel", "--clipboard", "--input"));
    } else {
      throw new HolderException(
          "There is no desktop here, and so no clipboard. Use --env-file, --to-keychain or"
              + " --to-command.");
    }
    return candidates.stream()
        .filter(candidate -> isOnPath(candidate.getFirst(), environment))
        .findFirst()
        .map(command -> new ProgramInput(command, "the clipboard"))
        .orElseThrow(
            () ->
                new HolderException(
                    "The clipboard needs one of the programs "
                        + String.join(", ", candidates.stream().map(List::getFirst).toList())
                        + ". Install it, or use --env-file, --to-keychain or --to-command."));
  }

  private static boolean isOnPath(String program, Map<String, String> environment) {
    return Stream.of(
            Optional.ofNullable(environment.get("PATH"))
                .orElse("")
                .split(java.io.File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  @Override
  public void prepare() {
    // Whether a command takes it shows only when it is given it.
  }

  @Override
  public void deliver(Secret secret, String name) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(secret.reveal().getBytes(StandardCharsets.US_ASCII));
      }
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroy();
        throw new HolderException("The command did not end within a minute.");
      }
      if (process.exitValue() != 0) {
        throw new HolderException(
            "The command failed (exit code " + process.exitValue() + "). Correct it.");
      }
    } catch (IOException e) {
      throw new HolderException("The command did not take the secret. Correct it.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HolderException("Interrupted.");
    }
  }

  @Override
  public String place() {
    return place;
  }
}
