package dev.kasava.keys.cli;

import dev.kasava.keys.wire.IdentityShape.OwnerShape;
import dev.kasava.keys.wire.IssueShape;
import java.util.List;

/**
 * The owners of the data folder's keys, for its operator. Every method may block, and throw {@link
 * dev.kasava.keys.remote.KeysFailure}.
 */
public interface Owners extends AutoCloseable {
  /** A new owner and their first key, with its secret. */
  record Founded(OwnerShape owner, IssueShape first) {}

  /** All of them, the first one first. */
  List<OwnerShape> list();

  /**
   * The one of this id or name.
   *
   * @throws CommandFailure when there is none
   */
  OwnerShape find(String reference);

  Founded add(String name);

  OwnerShape rename(String id, String name);

  /**
   * @param withKeys whether keys that there are go too
   */
  void remove(String id, boolean withKeys);

  @Override
  void close();
}
