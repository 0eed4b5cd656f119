package dev.kasava.keys.leak;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Looks for keys in what git is about to commit. Blocks while git works; not thread-safe. */
public final class GitSearch {
  private static final String SUBMODULE = "160000";
  private static final int PIECE = 1 << 16;

  private final Path folder;
  private final Consumer<Leak> found;
  private long files;

  /**
   * @param folder in a work tree
   */
  public GitSearch(Path folder, Consumer<Leak> found) {
    this.folder = folder;
    this.found = found;
  }

  /** How many files were read. */
  public long files() {
    return files;
  }

  private record Staged(String path, String blob) {}

  /**
   * Reads what is staged: of each file that was added or changed, all of it. Paths are those in the
   * repository.
   *
   * @throws IOException when git is missing, or this is no repository of its
   */
  public void staged() throws IOException {
    List<Staged> all = stagedFiles();
    if (all.isEmpty()) {
      return;
    }
    Process git = start("cat-file", "--batch");
    try (OutputStream questions = git.getOutputStream();
        InputStream answers = new BufferedInputStream(git.getInputStream(), PIECE)) {
      for (Staged one : all) {
        questions.write((one.blob + "\n").getBytes(StandardCharsets.US_ASCII));
        questions.flush();
        read(one, answers);
      }
    } finally {
      git.destroy();
    }
  }

  private List<Staged> stagedFiles() throws IOException {
    // Renames are told as the new file: it is read whatever its name was. Whole, wherever we stand.
    List<String> fields =
        lines(
            "-c",
            "diff.relative=false",
            "diff",
            "--cached",
            "--raw",
            "--no-abbrev",
            "--no-renames",
            "--diff-filter=ACMRT",
            "-z");
    List<Staged> staged = new ArrayList<>();
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      // ":MODE MODE BLOB BLOB STATUS", of which the second ones are the index's.
      String[] change = fields.get(i).split(" ");
      if (!change[1].equals(SUBMODULE)) {
        staged.add(new Staged(fields.get(i + 1), change[3]));
      }
    }
    return staged;
  }

  private void read(Staged staged, InputStream answers) throws IOException {
    // "BLOB blob SIZE", the bytes, and a line end.
    String[] header = line(answers).split(" ");
    if (header.length != 3) {
      throw new IOException("git does not have " + staged.blob);
    }
    Reading reading = new Reading(staged.path, found);
    byte[] piece = new byte[PIECE];
    for (long left = Long.parseLong(header[2]); left > 0; ) {
      int length = answers.readNBytes(piece, 0, (int) Math.min(left, piece.length));
      if (length == 0) {
        throw new IOException("git ended");
      }
      reading.take(piece, length);
      left -= length;
    }
    answers.skipNBytes(1);
    files++;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  /** What of the work tree a command is about to take up. */
  public enum Extent {
    /** Changed files that git tracks: {@code commit -a}, {@code add -u}. */
    TRACKED,
    /** New ones too: {@code add}. */
    UNTRACKED,
    /** And those that git ignores: {@code add -f}. */
    IGNORED
  }

  /**
   * Reads the files of the work tree that differ from the index.
   *
   * @param pathspecs which, as git takes them; all when empty
   * @throws IOException as {@link #staged} does
   */
  public void workTree(Extent extent, List<String> pathspecs) throws IOException {
    List<String> command = new ArrayList<>(List.of("ls-files", "-z", "--modified"));
    switch (extent) {
      case TRACKED -> {}
      case UNTRACKED -> command.addAll(List.of("--others", "--exclude-standard"));
      case IGNORED -> command.add("--others");
    }
    command.add("--");
    command.addAll(pathspecs.isEmpty() ? List.of(":/") : pathspecs);
    for (String name : lines(command.toArray(String[]::new))) {
      Path file = folder.resolve(name);
      // A deleted file is modified too, and a repository inside is told as a folder.
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        read(name, file);
      }
    }
  }

  private void read(String name, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      Reading.all(name, in, found);
      files++;
    } catch (IOException e) {
      // What cannot be read here cannot be taken up by git either.
    }
  }

  /** What git prints, in pieces that end with NUL. */
  private List<String> lines(String... arguments) throws IOException {
    Process git = start(arguments);
    git.getOutputStream().close();
    String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (git.waitFor() != 0) {
        throw new IOException("git failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return output.isEmpty() ? List.of() : List.of(output.split("\0"));
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
