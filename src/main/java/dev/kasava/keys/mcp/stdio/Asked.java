package dev.kasava.keys.mcp.stdio;

import dev.kasava.keys.mcp.JsonCursor;
import dev.kasava.keys.mcp.JsonCursor.Unclear;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One of the messages that clients of the older era begin with, in its plainest form; others are
 * left to the thorough look.
 *
 * @param id as JSON; null for a notification
 * @param version the revision that a client wishes for; null when it said nothing of the kind
 */
record Asked(String method, @Nullable String id, @Nullable String version) {
  /** How deep what a client can do may lie in itself. */
  private static final int DEEPEST = 8;

  private static final Set<String> OF_CLIENTS =
      Set.of("name", "version", "title", "description", "websiteUrl");

  /** Looks at a message; null when it is another, or not plain. */
  static @Nullable Asked in(byte[] message) {
    try {
      return new Look(new JsonCursor(message)).result();
    } catch (Unclear e) {
      return null;
    }
  }

  /** What was seen so far. */
  private static final class Look {
    private final JsonCursor json;
    private @Nullable String method;
    private @Nullable String id;
    private @Nullable String version;
    private boolean hasClient;
    private boolean hasAbilities;

    Look(JsonCursor json) {
      this.json = json;
    }

    Asked result() throws Unclear {
      Set<String> fields = new HashSet<>();
      json.take('{');
      for (String name = json.name(); name != null; name = json.name()) {
        once(name, fields);
        message(name);
      }
      json.end();
      boolean hasWish = version != null || hasClient || hasAbilities;
      boolean isWhole = version != null && hasClient && hasAbilities;
      if (method == null || !fields.contains("jsonrpc") || hasWish != isWhole) {
        throw new Unclear();
      }
      return new Asked(method, id, version);
    }

    private void message(String field) throws Unclear {
      switch (field) {
        case "jsonrpc" -> expect(json.string().equals("2.0"));
        case "method" -> method = filled();
        case "id" -> id = id();
        case "params" -> params();
        default -> throw new Unclear();
      }
    }

    private String id() throws Unclear {
      if (json.peek() != '"') {
        return Long.toString(json.number());
      }
      return '"' + filled() + '"';
    }

    private String filled() throws Unclear {
      String text = json.string();
      expect(!text.isEmpty());
      return text;
    }

    private void params() throws Unclear {
      Set<String> fields = new HashSet<>();
      json.take('{');
      for (String name = json.name(); name != null; name = json.name()) {
        once(name, fields);
        switch (name) {
          case "protocolVersion" -> version = json.string();
          case "clientInfo" -> client();
          case "capabilities" -> {
            abilities(1);
            hasAbilities = true;
          }
          default -> throw new Unclear();
        }
      }
    }

    private void client() throws Unclear {
      Set<String> fields = new HashSet<>();
      json.take('{');
      for (String name = json.name(); name != null; name = json.name()) {
        once(name, fields);
        expect(OF_CLIENTS.contains(name));
        filled();
      }
      hasClient = fields.contains("name") && fields.contains("version");
      expect(hasClient);
    }

    private void abilities(int depth) throws Unclear {
      expect(depth <= DEEPEST);
      Set<String> fields = new HashSet<>();
      json.take('{');
      for (String name = json.name(); name != null; name = json.name()) {
        once(name, fields);
        if (name.equals("listChanged")) {
          expect(json.peek() == 't' || json.peek() == 'f');
          json.skip();
        } else {
          abilities(depth + 1);
        }
      }
    }

    private static void once(String name, Set<String> fields) throws Unclear {
      expect(fields.add(name));
    }

    private static void expect(boolean isPlain) throws Unclear {
      if (!isPlain) {
        throw new Unclear();
      }
    }
  }
}
