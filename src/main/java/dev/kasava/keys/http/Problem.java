package dev.kasava.keys.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * An error over HTTP (RFC 9457).
 *
 * @param type stable: programs tell problems apart by it
 * @param code the last part of the type, for those who prefer it short
 * @param field the input's field at fault; null when it is none in particular
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
    String type, String title, int status, String detail, String code, @Nullable String field) {
  private static final String TYPES = "urn:kasava:keys:problem:";

  public static Problem of(int status, String code, String title, String detail) {
    return new Problem(TYPES + code, title, status, detail, code, null);
  }

  public static Problem ofField(
      int status, String code, String title, String detail, String field) {
    return new Problem(TYPES + code, title, status, detail, code, field.isEmpty() ? null : field);
  }
}
