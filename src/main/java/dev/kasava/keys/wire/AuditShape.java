package dev.kasava.keys.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record of the audit log as programs see it.
 *
 * @param id its place in the log
 * @param key the key that it is about; null when it is about no key
 * @param member likewise
 * @param owner likewise
 * @param door rest, mcp, page or cli; empty for what a use or a report of a secret brought about
 */
public record AuditShape(
    String id,
    Instant at,
    String action,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Subject key,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Subject member,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Subject owner,
    Actor actor,
    String door,
    String client,
    String details) {
  /**
   * What it is about, which may be gone.
   *
   * @param name as it was then
   */
  public record Subject(String id, String name) {}

  /**
   * Who did it.
   *
   * @param kind key, operator, issuer for the holder of another issuer's token, or system for what
   *     came about by itself
   * @param keyId the key that was used; null where none was
   * @param name of that key, or subject and issuer of that token; null where there is none by now
   */
  public record Actor(String kind, @Nullable String keyId, @Nullable String name) {}

  /**
   * A page of them.
   *
   * @param nextCursor null on the last
   */
  public record Page(List<AuditShape> records, @Nullable String nextCursor) {}
}
