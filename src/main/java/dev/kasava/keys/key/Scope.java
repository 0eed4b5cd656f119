package dev.kasava.keys.key;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One permission. {@code keys:*} names belong to this service; every other well-formed name is the
 * product's to define and to use. {@link #ALL_PRODUCT} stands for all of the product's.
 */
public record Scope(String name) implements Comparable<Scope> {
  public static final Scope KEYS_READ = new Scope("keys:read");
  public static final Scope KEYS_WRITE = new Scope("keys:write");
  public static final Scope KEYS_VERIFY = new Scope("keys:verify");

  /** Every scope outside {@code keys:}, those included that the product has yet to define. */
  public static final Scope ALL_PRODUCT = new Scope("*");

  private static final String OWN = "keys:";
  private static final Pattern PRODUCT = Pattern.compile("[a-z0-9][a-z0-9._:/-]{0,63}");

  /** Empty when {@code text} is no scope name, or begins with {@code keys:} and is not ours. */
  public static Optional<Scope> parse(String text) {
    Scope scope = new Scope(text);
    boolean known =
        text.startsWith(OWN)
            ? scope.equals(KEYS_READ) || scope.equals(KEYS_WRITE) || scope.equals(KEYS_VERIFY)
            : scope.equals(ALL_PRODUCT) || PRODUCT.matcher(text).matches();
    return known ? Optional.of(scope) : Optional.empty();
  }

  /** Whether holding this scope is enough where {@code needed} is asked for. */
  public boolean covers(Scope needed) {
    return equals(needed) || (equals(ALL_PRODUCT) && !needed.name.startsWith(OWN));
  }

  @Override
  public int compareTo(Scope other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
