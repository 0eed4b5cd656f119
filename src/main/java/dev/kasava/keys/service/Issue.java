package dev.kasava.keys.service;

import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Secret;

/** What creating, claiming or regenerating gives. */
public sealed interface Issue {
  KeySummary key();

  /** The secret was generated and is in the caller's hands, for this once. */
  record Claimed(KeySummary key, Secret secret) implements Issue {}

  /** No secret exists yet; the owner claims it. */
  record Pending(KeySummary key) implements Issue {}
}
