package dev.kasava.keys.service;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.store.KeyOrder;
import dev.kasava.keys.store.KeyQuery.Position;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Places in a list as callers hold them: the order, what it goes by, and the last key. They grant
 * nothing, so they are not signed.
 */
final class Cursors {
  private static final String BETWEEN = "/";

  private Cursors() {}

  static String after(KeyOrder order, KeySummary last) {
    Position position = order.positionOf(last);
    String place = position.millis() + "." + position.id();
    String text =
        order == KeyOrder.NEWEST
            ? place
            : String.join(BETWEEN, order.code(), place, position.name());
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Empty when it is none of ours, or belongs to another order. */
  static Optional<Position> position(KeyOrder order, String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      if (order == KeyOrder.NEWEST) {
        return place(text, "");
      }
      String[] parts = text.split(BETWEEN, 3);
      return parts.length == 3 && parts[0].equals(order.code())
          ? place(parts[1], parts[2])
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Position> place(String text, String name) {
    int dot = text.indexOf('.');
    if (dot < 1) {
      return Optional.empty();
    }
    long millis = Long.parseLong(text, 0, dot, 10);
    return KeyId.parse(text.substring(dot + 1)).map(id -> new Position(millis, name, id));
  }
}
