package dev.kasava.keys.cli;

import dev.kasava.keys.leak.FileSearch;
import dev.kasava.keys.leak.GitSearch;
import dev.kasava.keys.leak.Leak;
import dev.kasava.keys.leak.Reading;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kasava scan}: keys where they must not be. Neither a server nor a key is needed. */
@Command(
    name = "scan",
    description = "Look for API keys in files, or in what git is about to commit.",
    footer = {"", "Exit codes: 0 nothing found, 1 found, 4 nothing found but not all was read."})
final class ScanCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(paramLabel = "PATH", arity = "0..*", description = "Files and folders; else here.")
  List<Path> paths = new ArrayList<>();

  @Option(names = "--staged", description = "Look into what git is about to commit.")
  boolean staged;

  @Option(names = "--stdin", description = "Look into standard input.")
  boolean stdin;

  @Option(names = "--json", description = "Print the findings as JSON.")
  boolean json;

  private final List<Leak> leaks = new ArrayList<>();
  private final List<String> unreadable = new ArrayList<>();
  private boolean found;

  ScanCommand(Context context) {
    this.context = context;
  }

  private record Report(List<Leak> findings, long filesRead, List<String> unreadable) {}

  @Override
  public Integer call() {
    if ((staged ? 1 : 0) + (stdin ? 1 : 0) + (paths.isEmpty() ? 0 : 1) > 1) {
      throw new CommandFailure(
          ExitCode.USAGE, "Name paths, or give --staged or --stdin: one of them.");
    }
    long files = search();
    if (json) {
      context.terminal().out().println(new Json().text(new Report(leaks, files, unreadable)));
    }
    context.say("Read " + files + (files == 1 ? " file." : " files."));
    if (found) {
      context.say(
          "Whoever can read that can use the key. Regenerate it (\"kasava keys regenerate\"), and"
              + " keep the new secret in the keychain (--to-keychain) or in an env file that git"
              + " ignores (--env-file).");
      return ExitCode.REFUSED;
    }
    return unreadable.isEmpty() ? ExitCode.OK : ExitCode.UNREACHABLE;
  }

  private long search() {
    Consumer<Leak> tell = this::tell;
    if (stdin) {
      return searchInput(tell);
    }
    if (staged) {
      return searchStaged(tell);
    }
    FileSearch search = new FileSearch(tell, this::tellUnreadable);
    (paths.isEmpty() ? List.of(Path.of(".")) : paths).forEach(search::search);
    return search.files();
  }

  private long searchInput(Consumer<Leak> tell) {
    try {
      Reading.all("standard input", context.terminal().in(), tell);
      return 1;
    } catch (IOException e) {
      tellUnreadable("standard input");
      return 0;
    }
  }

  private static long searchStaged(Consumer<Leak> tell) {
    GitSearch search = new GitSearch(Path.of("").toAbsolutePath(), tell);
    try {
      search.staged();
      return search.files();
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE,
          "git does not say what is staged. Run this in a folder of a git repository.");
    }
  }

  private void tell(Leak leak) {
    found = true;
    if (json) {
      leaks.add(leak);
    } else {
      context.print(leak.place() + "  " + leak.preview() + "  " + leak.fingerprint());
    }
  }

  private void tellUnreadable(String path) {
    unreadable.add(path);
    context.say("Not read: " + path + ". Check its path and mode.");
  }
}
