package dev.kasava.keys.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who a caller is.
 *
 * @param key the key in use; null for the operator, who needs none
 */
public record IdentityShape(
    OwnerShape owner, @Nullable KeyShape key, List<String> scopes, String client) {

  public record OwnerShape(String id, String name, String timeZone) {}
}
