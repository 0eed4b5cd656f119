package dev.kasava.keys.web.view;

import java.util.List;

/**
 * What belongs to the owner.
 *
 * @param keys how many there are
 * @param requests of all of them in 30 days
 * @param busiest the keys that were used most in 30 days
 */
public record OrganizationView(
    Shell shell, String ownerId, Moment since, String keys, String requests, List<Busy> busiest) {

  /** A key and its use. */
  public record Busy(KeyView key, String requests) {}
}
