package dev.kasava.keys.web.view;

import dev.kasava.keys.key.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Why a form was not accepted.
 *
 * @param field the input at fault; empty when it is none in particular
 */
public record Fault(String field, String message) {
  public static final String NAME = "name";
  public static final String EXPIRY = "expiresAt";
  public static final String SCOPES = "scopes";

  public static Fault of(Refusal refusal) {
    return switch (refusal) {
      case Refusal.Invalid invalid -> new Fault(invalid.field(), invalid.message());
      case Refusal.NameTaken taken -> new Fault(NAME, taken.message());
      case Refusal.NotFound notFound -> new Fault("", notFound.message());
      case Refusal.NoSuchMember noSuchMember -> new Fault("", noSuchMember.message());
      case Refusal.Conflict conflict -> new Fault("", conflict.message());
      case Refusal.MissingScope missing -> new Fault("", missing.message());
      case Refusal.NotAdmitted notAdmitted -> new Fault("", notAdmitted.message());
      case Refusal.WiderThanCaller wider -> new Fault("", wider.message());
      case Refusal.BeyondRole beyond -> new Fault("", beyond.message());
    };
  }

  /** The message that belongs to {@code field}; null when the field is not at fault. */
  public static @Nullable String at(@Nullable Fault fault, String field) {
    return fault != null && fault.field().equals(field) ? fault.message() : null;
  }

  /** The message that belongs to the form as a whole; null when there is none. */
  public static @Nullable String ofForm(@Nullable Fault fault) {
    return fault == null
            || fault.field().equals(NAME)
            || fault.field().equals(EXPIRY)
            || fault.field().equals(SCOPES)
        ? null
        : fault.message();
  }
}
