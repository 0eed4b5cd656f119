package dev.kasava.keys.remote;

import dev.kasava.keys.wire.IdentityShape;
import dev.kasava.keys.wire.IssueShape;
import dev.kasava.keys.wire.KeyListShape;
import dev.kasava.keys.wire.KeyShape;
import dev.kasava.keys.wire.UsageShape;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The verbs as the holder of a key uses them, on a server or on the data folder itself. Every
 * method may block, and throw {@link KeysFailure}.
 */
public interface Keys extends AutoCloseable {
  /**
   * @param expiresAt RFC 3339; null for never
   * @param scopes null for the default
   */
  record NewKey(
      String name, @Nullable String expiresAt, @Nullable List<String> scopes, boolean claim) {}

  /**
   * @param expiresAt RFC 3339; null leaves the expiry as it is
   * @param untilFirstUse whether the old secret lives on until the new one was accepted once
   */
  record Regeneration(
      long overlapSeconds,
      boolean claim,
      @Nullable String expiresAt,
      boolean revokeNow,
      boolean untilFirstUse) {}

  /**
   * @param name null leaves it as it is
   * @param changesExpiry whether {@code expiresAt} counts
   * @param expiresAt RFC 3339; null for never
   */
  record Change(@Nullable String name, boolean changesExpiry, @Nullable String expiresAt) {}

  KeyListShape list(String search, @Nullable String cursor, int limit);

  KeyShape read(String id);

  IssueShape create(NewKey key);

  IssueShape claim(String id);

  IssueShape regenerate(String id, Regeneration regeneration);

  KeyShape update(String id, Change change);

  void delete(String id);

  UsageShape usage(String id, @Nullable String timeZone);

  IdentityShape whoAmI();

  /** A link that signs the caller in to the page, once, within ten minutes. */
  URI signInLink();

  @Override
  void close();
}
