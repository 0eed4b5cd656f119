package dev.kasava.keys.integration;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a person connects a client, from the same description as the manifests.
 *
 * @param commands what does it all: run one after the other in a terminal
 * @param fileName the client's own configuration file
 * @param byHand that file, with a key from the environment or from the client's own prompt; in
 *     Claude Desktop's, {@link #KEY_PLACE} stands where the key belongs
 * @param bridge that file, with the key in the system keychain
 * @param link what does it by a click; null where there is no such thing
 */
public record ClientGuide(
    Integration client,
    List<String> commands,
    String fileName,
    String byHand,
    String bridge,
    @Nullable String link) {
  /** Where a configuration has no other place for the key than itself. */
  public static final String KEY_PLACE = Entries.KEY_PLACE;

  /** The environment variable that configurations take the key from. */
  public static final String KEY_VARIABLE = Product.KEY_VARIABLE;

  public static List<ClientGuide> all(URI server) {
    return Arrays.stream(Integration.values()).map(client -> of(client, server)).toList();
  }

  private static ClientGuide of(Integration client, URI server) {
    Launch launch = Launch.bridge(Product.ENTRY, server, client, Map.of());
    return new ClientGuide(
        client,
        List.of("kasava login --server " + server, "kasava connect " + client.id()),
        ClientConfig.fileName(client),
        ClientConfig.text(client, Entries.reached(client, server)),
        ClientConfig.text(client, Entries.started(client, launch)),
        client == Integration.CURSOR ? ClientConfig.cursorLink(server) : null);
  }
}
