package dev.kasava.keys.http;

import dev.kasava.keys.key.Client;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Which client a name stands for, remembered, since few names come again and again and telling one
 * takes longer than checking its key. Thread-safe.
 */
final class ClientNames {
  private static final int MOST = 1_000;
  private static final int LONGEST = 200;

  private final ConcurrentMap<String, Client> known = new ConcurrentHashMap<>();

  Client client(@Nullable String name) {
    if (name == null || name.length() > LONGEST) {
      return Client.named(name);
    }
    Client found = known.get(name);
    if (found != null) {
      return found;
    }
    if (known.size() >= MOST) {
      known.clear();
    }
    Client named = Client.named(name);
    known.put(name, named);
    return named;
  }
}
