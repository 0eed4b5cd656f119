package dev.kasava.keys.key;

/** Why a secret stopped working. */
public enum Ended {
  /** Its key was deleted. */
  DELETED,
  /** A newer secret took its place. */
  REGENERATED,
  /** Somebody found it where it does not belong, and reported it. */
  LEAKED
}
