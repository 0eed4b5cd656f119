package dev.kasava.keys.http;

import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Verdict;
import io.undertow.util.StatusCodes;

/** The table from refusals and verdicts to problems. */
public final class Problems {
  /** RFC 9110, section 15.5.20. */
  private static final int MISDIRECTED_REQUEST = 421;

  private Problems() {}

  public static Problem of(Refusal refusal) {
    return switch (refusal) {
      case Refusal.Invalid invalid ->
          Problem.ofField(
              StatusCodes.BAD_REQUEST,
              "invalid-input",
              "Invalid input",
              invalid.message(),
              invalid.field());
      case Refusal.NotFound notFound ->
          Problem.of(StatusCodes.NOT_FOUND, "not-found", "Not found", notFound.message());
      case Refusal.NoSuchMember noSuchMember ->
          Problem.of(StatusCodes.NOT_FOUND, "not-found", "Not found", noSuchMember.message());
      case Refusal.NameTaken taken ->
          Problem.ofField(
              StatusCodes.CONFLICT, "name-taken", "Name taken", taken.message(), "name");
      case Refusal.Conflict conflict ->
          Problem.of(StatusCodes.CONFLICT, "conflict", "Conflict", conflict.message());
      case Refusal.MissingScope missing ->
          Problem.of(StatusCodes.FORBIDDEN, "missing-scope", "Missing scope", missing.message());
      case Refusal.BeyondRole beyond ->
          Problem.of(
              StatusCodes.FORBIDDEN, "beyond-role", "Beyond the member's role", beyond.message());
      case Refusal.NotAdmitted refused ->
          Problem.of(StatusCodes.UNAUTHORIZED, "not-admitted", "Unauthorized", refused.message());
      case Refusal.WiderThanCaller wider ->
          Problem.of(
              StatusCodes.FORBIDDEN,
              "wider-than-caller",
              "Wider than the caller's own key",
              wider.message());
    };
  }

  public static Problem of(Verdict.Rejected rejected) {
    return switch (rejected) {
      case Verdict.MissingScope missing ->
          Problem.of(StatusCodes.FORBIDDEN, "missing-scope", "Missing scope", missing.message());
      case Verdict.Malformed malformed -> unauthorized("malformed-key", malformed);
      case Verdict.Unknown unknown -> unauthorized("unknown-key", unknown);
      case Verdict.Expired expired -> unauthorized("expired-key", expired);
      case Verdict.Revoked revoked -> unauthorized("revoked-key", revoked);
      case Verdict.InvalidToken invalid -> unauthorized("invalid-token", invalid);
      case Verdict.RateLimited limited ->
          Problem.of(
              StatusCodes.TOO_MANY_REQUESTS,
              "rate-limited",
              "Too many requests",
              limited.message());
    };
  }

  private static Problem unauthorized(String code, Verdict.Rejected rejected) {
    return Problem.of(StatusCodes.UNAUTHORIZED, code, "Unauthorized", rejected.message());
  }

  public static Problem noCredential() {
    return Problem.of(
        StatusCodes.UNAUTHORIZED,
        "no-credential",
        "Unauthorized",
        "Send your API key as \"X-API-Key: KEY\" or as \"Authorization: Bearer KEY\".");
  }

  public static Problem severalCredentials() {
    return Problem.of(
        StatusCodes.BAD_REQUEST,
        "several-credentials",
        "More than one credential",
        "Send the API key once: either as X-API-Key or as Authorization, not both and not twice.");
  }

  public static Problem badRequest(String detail) {
    return Problem.of(StatusCodes.BAD_REQUEST, "bad-request", "Bad request", detail);
  }

  public static Problem tooLarge(long limit) {
    return Problem.of(
        StatusCodes.REQUEST_ENTITY_TOO_LARGE,
        "too-large",
        "Too large",
        "The body may have at most " + limit + " bytes.");
  }

  public static Problem notJson() {
    return Problem.of(
        StatusCodes.UNSUPPORTED_MEDIA_TYPE,
        "not-json",
        "Unsupported media type",
        "Send JSON, with \"Content-Type: application/json\".");
  }

  public static Problem noSuchPage() {
    return Problem.of(
        StatusCodes.NOT_FOUND,
        "not-found",
        "Not found",
        "There is nothing here. The API is described at /openapi.json.");
  }

  public static Problem forbiddenOrigin() {
    return Problem.of(
        StatusCodes.FORBIDDEN,
        "forbidden-origin",
        "Forbidden origin",
        "Pages of other sites may not use this server.");
  }

  public static Problem unknownHost() {
    return Problem.of(
        MISDIRECTED_REQUEST,
        "unknown-host",
        "Unknown host",
        "This server is not known under that host name. If it should be, start it with"
            + " --public-url; if a proxy stands in front, have it pass on the Host header that it"
            + " was sent.");
  }

  public static Problem internal(String sentence) {
    return Problem.of(StatusCodes.INTERNAL_SERVER_ERROR, "internal", "Internal error", sentence);
  }

  static Problem overloaded() {
    return Problem.of(
        StatusCodes.SERVICE_UNAVAILABLE,
        "overloaded",
        "Overloaded",
        "Too many requests are under way. Try again in a moment.");
  }

  public static Problem unavailable(String sentence) {
    return Problem.of(StatusCodes.SERVICE_UNAVAILABLE, "unavailable", "Unavailable", sentence);
  }
}
