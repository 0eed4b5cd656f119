package dev.kasava.keys.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who a caller is.
 *
 * @param key the key in use; null for the operator, who needs none
 * @param role what they may do in the team: admin, member or viewer
 * @param member who they are in the team; null when they act for the owner itself
 */
public record IdentityShape(
    OwnerShape owner,
    @Nullable KeyShape key,
    List<String> scopes,
    String client,
    String role,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable MemberShape member) {

  public record OwnerShape(String id, String name, String timeZone) {}
}
