package dev.kasava.keys.usage;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the numbers in a {@link Leaf} stand for. Each leaf says so itself, as another release may
 * read it.
 */
record Legend(List<Client> clients, List<Counted> outcomes) {
  /** What this release writes: a client's or an outcome's number is its ordinal. */
  static final Legend OURS = new Legend(List.of(Client.values()), List.of(Counted.values()));

  /** Of a leaf that does not begin like one: nothing can be told of what stands there. */
  static final Legend NOTHING = new Legend(List.of(), List.of());

  private static final String NAME = "Kasava Keys usage ";
  private static final String TITLE = NAME + "1";

  String text() {
    return TITLE
        + "\n"
        + clients.stream().map(Client::code).collect(Collectors.joining(","))
        + "\n"
        + outcomes.stream().map(Counted::code).collect(Collectors.joining(","))
        + "\n";
  }

  /** Whether {@code text} is a legend that another release may be able to read. */
  static boolean isStrange(String text) {
    String[] lines = text.split("\n", -1);
    boolean isWhole = lines.length > (lines[0].equals(TITLE) ? 3 : 1);
    return text.startsWith(NAME) && isWhole && parse(text).isEmpty();
  }

  /** Empty when {@code text} is no legend of a form that this release knows. */
  static Optional<Legend> parse(String text) {
    String[] lines = text.split("\n", -1);
    if (lines.length < 4 || !lines[0].equals(TITLE)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Legend(
              Arrays.stream(lines[1].split(",")).map(Client::ofCode).toList(),
              Arrays.stream(lines[2].split(",")).map(Counted::ofCode).toList()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
