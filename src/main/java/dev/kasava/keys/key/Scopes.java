package dev.kasava.keys.key;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A set of scopes.
 *
 * @param sorted the scopes in the order of their names, each once
 */
public record Scopes(List<Scope> sorted) {
  /** What a new key gets when nobody says a word about scopes. */
  public static final Scopes DEFAULT = Scopes.of(Scope.KEYS_READ);

  /** What the first key gets. */
  public static final Scopes EVERYTHING =
      Scopes.of(Scope.ALL_PRODUCT, Scope.KEYS_READ, Scope.KEYS_WRITE, Scope.KEYS_VERIFY);

  /** The most scopes that one key can have. */
  public static final int MOST = 50;

  public Scopes {
    sorted = sorted.stream().distinct().sorted().toList();
  }

  public static Scopes of(Scope... scopes) {
    return new Scopes(List.of(scopes));
  }

  /** The first scope of {@code needed} that this set does not cover. */
  public Optional<Scope> firstMissing(Collection<Scope> needed) {
    return needed.stream().filter(scope -> !covers(scope)).findFirst();
  }

  /** Likewise whether there is none; allocates nothing. */
  public boolean coversAll(List<Scope> needed) {
    for (int i = 0; i < needed.size(); i++) {
      if (!covers(needed.get(i))) {
        return false;
      }
    }
    return true;
  }

  public boolean covers(Scope needed) {
    for (int i = 0; i < sorted.size(); i++) {
      if (sorted.get(i).covers(needed)) {
        return true;
      }
    }
    return false;
  }

  public List<String> names() {
    return sorted.stream().map(Scope::name).toList();
  }

  /** The names, separated by spaces, as OAuth writes scopes (RFC 6749, section 3.3). */
  @Override
  public String toString() {
    return String.join(" ", names());
  }
}
