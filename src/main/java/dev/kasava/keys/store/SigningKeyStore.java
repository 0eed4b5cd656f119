package dev.kasava.keys.store;

import java.time.Instant;
import java.util.List;

/**
 * The keys that access tokens are signed with, sealed: the store cannot read them. They follow one
 * another by number. Thread-safe; every method may throw {@link StoreException}.
 */
public interface SigningKeyStore {
  /**
   * A sealed private key and its time.
   *
   * @param generation 1 for the first, one more for each after it
   * @param keyId its public name
   * @param box the private key, encrypted and authenticated
   * @param pepperVersion the pepper that it is encrypted under
   * @param signsFrom from when it signs; it is published from the day it is added
   * @param signsUntil when the next one takes over
   */
  record Sealed(
      int generation,
      String keyId,
      Box box,
      int pepperVersion,
      Instant signsFrom,
      Instant signsUntil) {}

  /** Encrypted bytes. Redacted when printed. */
  final class Box {
    private final byte[] bytes;

    /**
     * @param bytes copied
     */
    public Box(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    public byte[] bytes() {
      return bytes.clone();
    }

    @Override
    public String toString() {
      return "Box[redacted]";
    }
  }

  /** All of them, the eldest first. */
  List<Sealed> all();

  /**
   * Adds it unless there is one of its generation; of several callers at once, one succeeds.
   *
   * @return whether it was added
   */
  boolean add(Sealed key);

  /** Removes those whose time to sign ended by {@code moment}. */
  void removeEndedBy(Instant moment);
}
