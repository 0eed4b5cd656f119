package dev.kasava.keys.mcp.bridge;

import dev.kasava.keys.holder.Keeping;
import dev.kasava.keys.holder.Rotation;
import dev.kasava.keys.mcp.feature.Inert;
import dev.kasava.keys.wire.Json;

/** Exchanges the secret that the bridge itself uses, in place. */
final class OwnRotation extends ClaimingErrand {
  private final String id;
  private final Keeping keeping;
  private final OwnServer server;

  /**
   * @param id of the key that the bridge uses
   */
  OwnRotation(byte[] outgoing, String id, Keeping keeping, OwnServer server, Json json) {
    super(outgoing, json);
    this.id = id;
    this.keeping = keeping;
    this.server = server;
  }

  @Override
  Delivered claim(String pending) {
    Rotation.Result rotated =
        keeping.rotation(server::with).rotate(id, (keys, own) -> keys.claim(own.id()));
    server.use(rotated.secret());
    String place = keeping.keychain().get().place();
    return new Delivered(
        rotated.key(),
        place,
        "The key of this tool, "
            + Inert.quoted(rotated.key().name())
            + ", has a new secret ("
            + rotated.key().preview()
            + "), which is in "
            + place
            + " and in use from now on. "
            + switch (rotated) {
              case Rotation.Result.Done done -> "The old one no longer works.";
              case Rotation.Result.Unproven unproven ->
                  "The old one works until the new one is used. " + unproven.why();
            });
  }
}
