package dev.kasava.keys.holder;

import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.remote.Keys;
import dev.kasava.keys.remote.KeysFailure;
import dev.kasava.keys.wire.IssueShape;
import java.util.function.Supplier;

/** New secrets on their way from the server to where they go. */
public final class Delivery {
  private Delivery() {}

  /**
   * Delivers a secret that was made for this.
   *
   * @param undo does what there is to do when it could not be delivered, and says so
   * @throws HolderException when it could not
   */
  public static void deliver(Destination destination, IssueShape issue, Supplier<String> undo) {
    try {
      destination.deliver(secretOf(issue), issue.key().name());
    } catch (HolderException e) {
      throw new HolderException(e.getMessage() + " " + undo.get());
    }
  }

  /**
   * The secret in it.
   *
   * @throws HolderException when there is none
   */
  static Secret secretOf(IssueShape issue) {
    return KeyFormat.parseAny(String.valueOf(issue.secret()))
        .orElseThrow(() -> new HolderException("The server answered without a secret."));
  }

  /** Deletes a key that nobody has the secret of; answers what became of it. */
  public static String withdraw(Keys keys, String id) {
    try {
      keys.delete(id);
      return "The key was deleted again.";
    } catch (KeysFailure e) {
      return "The key could not be deleted again, so delete it yourself: kasava keys delete "
          + id
          + ".";
    }
  }

  /** What there is to say when a key stays whose new secret nobody has. */
  public static String lost() {
    return "The new secret is lost: regenerate the key once that is mended.";
  }
}
