package dev.kasava.keys.leak.guard;

import dev.kasava.keys.leak.GitSearch;
import dev.kasava.keys.leak.GitSearch.Extent;
import dev.kasava.keys.leak.Leak;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Commits that would hold a key: what is staged, and what the same script stages before. Aliases of
 * git are not followed.
 */
final class Commits {
  private static final int MOST_NAMED = 5;

  /** What {@code add} takes up of a work tree. */
  private record Added(Path folder, Extent extent, List<String> pathspecs) {}

  private final Set<Added> added = new LinkedHashSet<>();
  private final Whereabouts whereabouts;

  /**
   * @param place where the script starts
   */
  Commits(Place place) {
    this.whereabouts = new Whereabouts(place);
  }

  /** Why these must not run; empty when they may. Blocks while git works. */
  Optional<String> objection(List<Pipeline> pipelines) {
    return objection(pipelines, 0);
  }

  private Optional<String> objection(List<Pipeline> pipelines, int depth) {
    for (Pipeline pipeline : pipelines) {
      for (ShellCommand command : pipeline.commands()) {
        Optional<String> objection =
            command.readings().stream()
                .flatMap(each -> objection(each, depth).stream())
                .findFirst();
        if (objection.isPresent()) {
          return objection;
        }
        whereabouts.follow(command);
      }
    }
    return Optional.empty();
  }

  private Optional<String> objection(ShellCommand command, int depth) {
    Optional<GitCommand> git = GitCommand.of(command, whereabouts);
    if (git.isPresent()) {
      return objection(git.get());
    }
    return depth >= ShellCommand.DEEPEST
        ? Optional.empty()
        : command.scripts().stream()
            .flatMap(script -> objection(ShellReader.read(script), depth + 1).stream())
            .findFirst();
  }

  private Optional<String> objection(GitCommand git) {
    List<Path> folders =
        git.places().stream()
            .flatMap(place -> place.folder().filter(Files::isDirectory).stream())
            .toList();
    return switch (git.verb()) {
      case "add", "stage" -> {
        folders.forEach(folder -> added.add(added(folder, git)));
        yield Optional.empty();
      }
      case "commit" -> objection(folders, git);
      default -> Optional.empty();
    };
  }

  private static Added added(Path folder, GitCommand git) {
    Extent extent =
        git.has("--force", 'f')
            ? Extent.IGNORED
            : git.has("--update", 'u') ? Extent.TRACKED : Extent.UNTRACKED;
    return new Added(folder, extent, pathspecs(git.paths()));
  }

  /** All of the work tree where one of them is not known. */
  private static List<String> pathspecs(List<Word> words) {
    return words.stream().allMatch(Word::isPlain)
        ? words.stream().map(Word::text).toList()
        : List.of();
  }

  private Optional<String> objection(List<Path> folders, GitCommand commit) {
    Set<Added> taken = new LinkedHashSet<>(added);
    if (commit.has("--all", 'a') || !commit.paths().isEmpty()) {
      List<String> pathspecs = pathspecs(commit.paths());
      folders.forEach(folder -> taken.add(new Added(folder, Extent.TRACKED, pathspecs)));
    }
    Set<Leak> leaks = new LinkedHashSet<>();
    folders.forEach(folder -> search(() -> new GitSearch(folder, leaks::add).staged()));
    taken.forEach(
        each ->
            search(
                () ->
                    new GitSearch(each.folder, leaks::add).workTree(each.extent, each.pathspecs)));
    return leaks.isEmpty() ? Optional.empty() : Optional.of(sentence(leaks));
  }

  private interface Search {
    void run() throws IOException;
  }

  private static void search(Search search) {
    try {
      search.run();
    } catch (IOException e) {
      // Where git does not work, it commits nothing either.
    }
  }

  private static String sentence(Set<Leak> leaks) {
    String places =
        leaks.stream()
            .limit(MOST_NAMED)
            .map(leak -> leak.place() + " (" + leak.key() + ")")
            .collect(Collectors.joining("; "));
    return "This commit would hold an API key: "
        + places
        + (leaks.size() > MOST_NAMED ? "; and more" : "")
        + ". Take it out of what is staged (git restore --staged FILE, or git rm --cached FILE), in"
        + " a call of its own; \"kasava scan --staged\" says whether all is. "
        + Guard.REMEDY;
  }
}
