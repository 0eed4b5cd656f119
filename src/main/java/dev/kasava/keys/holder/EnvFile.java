package dev.kasava.keys.holder;

import dev.kasava.keys.key.Secret;
import dev.kasava.keys.machine.PrivateFiles;
import dev.kasava.keys.machine.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of an env file, {@code NAME=value}. Everything else in the file stays as it is, but nobody
 * else can read it any more.
 */
public final class EnvFile implements Destination {
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final int GIT_SECONDS = 20;

  /** What git ends with where the file is in a work tree of its, and nothing ignores it. */
  private static final int NOT_IGNORED = 1;

  /** What git ends with where there is none of its work trees. */
  private static final int NO_REPOSITORY = 128;

  private final Path file;
  private final String variable;

  /**
   * @throws HolderException when no variable could have this name
   */
  public EnvFile(Path file, String variable) {
    if (!isVariable(variable)) {
      throw new HolderException(
          "A variable is named with letters, digits and _, like API_KEY. Give another with --var.");
    }
    this.file = file.toAbsolutePath().normalize();
    this.variable = variable;
  }

  /** Whether environment variables can have this name. */
  public static boolean isVariable(String name) {
    return VARIABLE.matcher(name).matches();
  }

  @Override
  public void prepare() {
    Path folder = file.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new HolderException("There is no folder for " + file + ". Make it first.");
    }
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new HolderException(file + " is a link or a folder. Name the file itself.");
    }
    if (!Files.isWritable(Files.exists(file) ? file : folder)) {
      throw new HolderException(file + " cannot be written. Check its owner and mode.");
    }
    if (git(folder, "ls-files", "--error-unmatch") == 0) {
      throw new HolderException(
          "git tracks "
              + file
              + ", so the secret would be committed. Take it out with \"git rm --cached\" and"
              + " list it in .gitignore, or name another file.");
    }
  }

  @Override
  public String caution() {
    Path folder = file.getParent();
    try {
      return folder != null && git(folder, "check-ignore", "-q") == NOT_IGNORED
          ? "git does not ignore " + file + ": list it in .gitignore before you commit."
          : "";
    } catch (HolderException e) {
      // The secret is there, and that is what was asked for.
      return "";
    }
  }

  /** The exit code that git answers about the file with. */
  private int git(Path folder, String... question) {
    List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
    command.addAll(List.of(question));
    command.addAll(List.of("--", file.getFileName().toString()));
    try {
      return Programs.run(command, "", GIT_SECONDS).exitCode();
    } catch (Programs.NotStarted e) {
      // Without git nothing is committed by it.
      return NO_REPOSITORY;
    } catch (IOException e) {
      throw new HolderException("git did not say whether it tracks " + file + ". Try again.");
    }
  }

  @Override
  public void deliver(Secret secret, String name) {
    try {
      String before = Files.exists(file) ? Files.readString(file) : "";
      // Whoever could read it before must not read the secret.
      PrivateFiles.replace(file, with(before, secret.reveal()));
    } catch (IOException e) {
      throw new HolderException(
          file + " cannot be written. Check its owner and mode, and that it holds text.");
    }
  }

  private String with(String before, String value) {
    Matcher line =
        Pattern.compile("(?m)^([ \\t]*(?:export[ \\t]+)?)" + variable + "[ \\t]*=[^\\r\\n]*")
            .matcher(before);
    if (line.find()) {
      return line.replaceAll("$1" + variable + "=" + Matcher.quoteReplacement(value));
    }
    String lineEnd = before.contains("\r\n") ? "\r\n" : "\n";
    return before
        + (before.isEmpty() || before.endsWith("\n") ? "" : lineEnd)
        + variable
        + "="
        + value
        + lineEnd;
  }

  @Override
  public String place() {
    return "the file " + file + ", as " + variable;
  }
}
