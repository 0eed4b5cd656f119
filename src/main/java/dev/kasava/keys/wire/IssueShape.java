package dev.kasava.keys.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What creating, claiming and regenerating answer. Exactly one of the two is there.
 *
 * @param secret the credential text, for this once
 * @param claimUrl the page on which the signed-in owner claims the secret; grants nothing by itself
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IssueShape(KeyShape key, @Nullable String secret, @Nullable String claimUrl) {
  @Override
  public String toString() {
    return "IssueShape[" + key.id() + "]";
  }
}
