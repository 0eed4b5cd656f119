package dev.kasava.keys.access;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.SecretReader;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What it takes to check one credential after another with nothing allocated for any. */
final class Check implements PassedKey {
  final SecretReader secret;
  private @Nullable PlainKeys keys;
  private int row;

  Check(KeyFormat format) {
    this.secret = new SecretReader(format);
  }

  /** Notes where what was digested last was found. */
  Check found(PlainKeys where, int place) {
    keys = where;
    row = place;
    return this;
  }

  /** Leaves nothing of the credential behind. */
  void wipe() {
    secret.wipe();
    keys = null;
  }

  /** Whether what was found is good for these scopes at a time in milliseconds since 1970. */
  boolean isGood(List<Scope> needed, long millis) {
    return !keys().isExpired(row, millis) && keys().terms(row).scopes().coversAll(needed);
  }

  /** Counts it as used. */
  void count(Client client, long millis) {
    keys().count(row, client, millis);
  }

  private PlainKeys keys() {
    return Objects.requireNonNull(keys);
  }

  @Override
  public KeyId id() {
    return keys().keyId(row);
  }

  @Override
  public OwnerId owner() {
    return keys().terms(row).owner();
  }

  @Override
  public String scopes() {
    return keys().terms(row).scopeNames();
  }
}
