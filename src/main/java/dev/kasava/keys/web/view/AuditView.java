package dev.kasava.keys.web.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who did what to which key, newest first.
 *
 * @param keyName the one key that it is about; null for all keys
 * @param zone the time zone of the times
 * @param downloadPath of all of it as a file
 * @param firstPath null on the first page
 * @param next null on the last page
 */
public record AuditView(
    Shell shell,
    List<Event> events,
    @Nullable String keyName,
    String zone,
    String downloadPath,
    @Nullable String firstPath,
    @Nullable String next) {

  /**
   * What was done.
   *
   * @param grave whether something ended for good
   * @param historyPath where all that was done to the key is shown; null for what is no key
   * @param actor the name of the key it was done with; empty for what came about by itself
   * @param way the client and the door; may be empty
   * @param details may be empty
   */
  public record Event(
      Moment at,
      String what,
      boolean grave,
      String keyName,
      @Nullable String historyPath,
      String actor,
      String way,
      String details) {}
}
