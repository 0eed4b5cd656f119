package dev.kasava.keys.mcp.bridge;

import dev.kasava.keys.holder.Delivery;
import dev.kasava.keys.holder.Keeping;
import dev.kasava.keys.holder.KeychainDestination;
import dev.kasava.keys.mcp.feature.Inert;
import dev.kasava.keys.remote.Keys;
import dev.kasava.keys.wire.IssueShape;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.KeyShape;

/** Claims a new secret, and puts it into the keychain under its key's name. */
final class KeychainDelivery extends ClaimingErrand {
  private final boolean isNewKey;
  private final Keeping keeping;
  private final OwnServer server;

  /**
   * @param isNewKey whether there is nothing to the key yet but this secret
   */
  KeychainDelivery(
      byte[] outgoing, boolean isNewKey, Keeping keeping, OwnServer server, Json json) {
    super(outgoing, json);
    this.isNewKey = isNewKey;
    this.keeping = keeping;
    this.server = server;
  }

  @Override
  Delivered claim(String id) throws Outage {
    KeychainDestination destination = keeping.destination();
    KeyShape key = server.ask(keys -> claim(keys, destination, id));
    String place = keeping.keychain().get().place();
    return new Delivered(
        key,
        place,
        "The secret of "
            + Inert.quoted(key.name())
            + " ("
            + key.preview()
            + ") is in "
            + place
            + " now, and nobody has seen it. A program gets it with: kasava exec --server "
            + keeping.account().server()
            + " --key "
            + Inert.quoted(key.name())
            + " --var VARIABLE -- COMMAND");
  }

  private KeyShape claim(Keys keys, KeychainDestination destination, String id) {
    IssueShape issue = keys.claim(id);
    Delivery.deliver(
        destination, issue, () -> isNewKey ? Delivery.withdraw(keys, id) : Delivery.lost());
    return issue.key();
  }
}
