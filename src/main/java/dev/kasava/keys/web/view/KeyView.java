package dev.kasava.keys.web.view;

import org.jspecify.annotations.Nullable;

/**
 * A key as pages show it.
 *
 * @param preview for example {@code ksa_****Q1ab}
 * @param access what it may do, in plain words
 * @param lastUsed null when it was never used
 * @param lastClient the client of the last use; empty when it was never used
 * @param expires null when it never expires
 * @param claimable whether a secret waits to be claimed
 * @param replacing whether that secret would replace another
 * @param rights what the person may do with it
 * @param trend null where it is not shown
 */
public record KeyView(
    String id,
    String name,
    String preview,
    Badge badge,
    String scopes,
    String access,
    Moment created,
    @Nullable Moment lastUsed,
    String lastClient,
    @Nullable Moment expires,
    boolean claimable,
    boolean replacing,
    Rights rights,
    @Nullable Sparkline trend) {

  /**
   * @param change rename, change the expiry, delete
   * @param issue have a new secret of it
   */
  public record Rights(boolean change, boolean issue) {}

  public KeyView with(Sparkline shown) {
    return new KeyView(
        id,
        name,
        preview,
        badge,
        scopes,
        access,
        created,
        lastUsed,
        lastClient,
        expires,
        claimable,
        replacing,
        rights,
        shown);
  }

  public String path(String action) {
    return "/settings/api-keys/" + id + "/" + action;
  }

  public boolean expired() {
    return badge == Badge.EXPIRED;
  }

  public boolean regenerable() {
    return rights.issue() && !(claimable && !replacing);
  }
}
