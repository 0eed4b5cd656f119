package dev.kasava.keys.leak.guard;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The places where a shell may be while it runs a script: all in which it has been, as subshells, a
 * {@code popd} and whatever failed lead back to one. Not thread-safe.
 */
final class Whereabouts {
  private static final int MOST = 16;
  private static final Path GIT = Path.of(".git");
  private static final Set<String> MOVING = Set.of("cd", "pushd", "chdir");

  private final Set<Place> places = new LinkedHashSet<>();

  /**
   * @param start where the script starts
   */
  Whereabouts(Place start) {
    places.add(start);
  }

  /** Where it may be now. */
  List<Place> all() {
    return List.copyOf(places);
  }

  /** Goes along with a command. */
  void follow(ShellCommand command) {
    ShellCommand moving = command.unwrapped();
    if (MOVING.contains(moving.program())) {
      all().forEach(place -> add(place, place.after(moving)));
    }
  }

  private void add(Place from, Place to) {
    reached(from, to).stream().filter(place -> places.size() < MOST).forEach(places::add);
  }

  /**
   * Where a step from one place leads. When that shows only as it runs, then often to the top of
   * the repository; and when it fails, nowhere.
   */
  static List<Place> reached(Place from, Place to) {
    if (to.folder().filter(Files::isDirectory).isPresent()) {
      return List.of(to);
    }
    Place unknown = new Place(Optional.empty(), from.environment());
    return top(from)
        .map(path -> List.of(from, unknown, new Place(Optional.of(path), from.environment())))
        .orElse(List.of(from, unknown));
  }

  private static Optional<Path> top(Place place) {
    Path folder = place.folder().orElse(null);
    while (folder != null && !Files.exists(folder.resolve(GIT))) {
      folder = folder.getParent();
    }
    return Optional.ofNullable(folder);
  }
}
