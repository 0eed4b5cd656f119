package dev.kasava.keys.holder;

import dev.kasava.keys.key.Secret;
import dev.kasava.keys.machine.Programs;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The standard input of a program: a secrets manager's, or the clipboard's. */
public final class ProgramInput implements Destination {
  private static final int PATIENCE_SECONDS = 60;

  private static final String ELSEWHERE = "use --env-file, --to-keychain or --to-command.";

  private final List<String> command;
  private final String place;
  private final String subject;
  private final String remedy;
  private final ProcessBuilder.Redirect errors;

  private ProgramInput(
      List<String> command,
      String place,
      String subject,
      String remedy,
      ProcessBuilder.Redirect errors) {
    this.command = command;
    this.place = place;
    this.subject = subject;
    this.remedy = remedy;
    this.errors = errors;
  }

  /** A command as a person types it at a shell. */
  public static ProgramInput ofShell(String command, String os) {
    return new ProgramInput(
        os.startsWith("Windows")
            ? List.of("cmd.exe", "/c", command)
            : List.of("/bin/sh", "-c", command),
        "the command's standard input",
        "The command",
        "Correct it.",
        ProcessBuilder.Redirect.INHERIT);
  }

  /**
   * This desktop's clipboard.
   *
   * @throws HolderException when there is no program for it
   */
  public static ProgramInput ofClipboard(Map<String, String> environment, String os) {
    if (os.startsWith("Windows")) {
      // A part of the system itself.
      return clipboard(List.of("clip.exe"));
    }
    List<List<String>> candidates = clipboards(environment, os);
    List<String> names = candidates.stream().map(List::getFirst).toList();
    if (candidates.isEmpty()) {
      throw new HolderException(
          "There is no desktop here, and so no clipboard. Instead, " + ELSEWHERE);
    }
    return candidates.stream()
        .filter(candidate -> Programs.find(candidate.getFirst(), environment).isPresent())
        .findFirst()
        .map(ProgramInput::clipboard)
        .orElseThrow(
            () ->
                new HolderException(
                    "The clipboard needs one of the programs "
                        + String.join(", ", names)
                        + ". Install it, or "
                        + ELSEWHERE));
  }

  private static List<List<String>> clipboards(Map<String, String> environment, String os) {
    if (os.startsWith("Mac")) {
      return List.of(List.of("pbcopy"));
    }
    if (environment.containsKey("WAYLAND_DISPLAY")) {
      return List.of(List.of("wl-copy"));
    }
    return environment.containsKey("DISPLAY")
        ? List.of(
            List.of("xclip", "-selection", "clipboard"), List.of("xsel", "--clipboard", "--input"))
        : List.of();
  }

  private static ProgramInput clipboard(List<String> command) {
    return new ProgramInput(
        command,
        "the clipboard",
        command.getFirst(),
        "See whether your desktop is there, or " + ELSEWHERE,
        // It stays until something else is copied, and would keep whoever reads our errors waiting.
        ProcessBuilder.Redirect.DISCARD);
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
              .redirectError(errors)
              .start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(secret.reveal().getBytes(StandardCharsets.US_ASCII));
      }
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroy();
        throw new HolderException(subject + " did not end within a minute. " + remedy);
      }
      if (process.exitValue() != 0) {
        throw new HolderException(
            subject + " failed (exit code " + process.exitValue() + "). " + remedy);
      }
    } catch (IOException e) {
      throw new HolderException(subject + " did not take the secret. " + remedy);
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
