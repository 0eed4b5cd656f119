package dev.kasava.keys.store;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Subject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who did what to which key, member or owner. It outlives the key and never holds a secret or a
 * digest.
 *
 * @param actor the key acted with; null when the operator or the holder of another issuer's token
 *     did
 * @param door through which: rest, mcp, page, cli; empty for what a use or a report of a secret
 *     brought about, whoever sent it
 * @param subjectName as it was then
 * @param details what a reader needs beyond the action, on one line, which may be empty; after it
 *     the {@linkplain #outsider outsider} if there is one
 */
public record AuditRecord(
    Instant at,
    OwnerId owner,
    @Nullable KeyId actor,
    String door,
    Client client,
    Action action,
    Subject subject,
    String subjectName,
    String details) {
  /** No name that stands in details can hold a line break, and so pass for it. */
  private static final String BY = "\nby ";

  /** Who did it. */
  public enum Kind {
    KEY,
    OPERATOR,
    /** The holder of another issuer's token. */
    ISSUER,
    /** Nobody: it came about by itself. */
    SYSTEM
  }

  /** The details of what the holder of another issuer's token did. */
  public static String detailsBy(String subject, String issuer, String details) {
    return details + BY + subject + " of " + issuer;
  }

  public Kind kind() {
    if (actor != null) {
      return Kind.KEY;
    }
    if (door.isEmpty()) {
      return Kind.SYSTEM;
    }
    // The operator has no way in over REST. Earlier records tell by nothing else.
    return outsider() != null || door.equals("rest") ? Kind.ISSUER : Kind.OPERATOR;
  }

  /** Subject and issuer of another issuer's token; null where there is none, or it is not told. */
  public @Nullable String outsider() {
    int by = details.indexOf(BY);
    return by < 0 ? null : details.substring(by + BY.length());
  }

  /** The details alone. */
  public String ownDetails() {
    int by = details.indexOf(BY);
    return by < 0 ? details : details.substring(0, by);
  }

  /** What was done. */
  public enum Action {
    CREATED("key.created"),
    IMPORTED("key.imported"),
    CLAIMED("key.claimed"),
    UPDATED("key.updated"),
    REGENERATION_REQUESTED("key.regeneration_requested"),
    REGENERATION_REFUSED("key.regeneration_refused"),
    REGENERATED("key.regenerated"),
    REVOKED("key.secret_revoked"),
    RETIRED("key.secret_retired"),
    LEAKED("key.secret_leaked"),
    DELETED("key.deleted"),
    REVIVED("key.revived"),
    HANDED_OVER("key.handed_over"),
    MEMBER_ADDED("member.added"),
    MEMBER_UPDATED("member.updated"),
    MEMBER_REMOVED("member.removed"),
    OWNER_ADDED("owner.added"),
    OWNER_UPDATED("owner.updated"),
    OWNER_REMOVED("owner.removed"),
    OWNER_RESTORED("owner.restored");

    private final String code;

    Action(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }

    public static Action ofCode(String code) {
      for (Action action : values()) {
        if (action.code.equals(code)) {
          return action;
        }
      }
      throw new IllegalArgumentException("no such action: " + code);
    }
  }
}
