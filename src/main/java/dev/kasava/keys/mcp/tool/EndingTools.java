package dev.kasava.keys.mcp.tool;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Usage;
import dev.kasava.keys.service.RegenerateKey;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.KeyShape;
import dev.kasava.keys.wire.Shapes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tools that end something somebody may depend on. A call without {@code confirm} answers what
 * would happen; the key's own name as {@code confirm} makes it happen.
 */
final class EndingTools {
  private record RegenerateArguments(
      @Nullable String id,
      @Nullable Long overlapSeconds,
      @Nullable String expiresAt,
      @Nullable Boolean revokeNow,
      @Nullable String confirm) {}

  private record DeleteArguments(@Nullable String id, @Nullable String confirm) {}

  private record DryRunShape(
      boolean dryRun,
      KeyShape key,
      String effect,
      @Nullable Instant lastUsedAt,
      long requestsToday,
      List<String> clients,
      String toConfirm) {}

  private record DeletedShape(boolean deleted, KeyShape key) {}

  private final Verbs verbs;
  private final Shapes shapes;
  private final Json json;

  EndingTools(Verbs verbs, Shapes shapes, Json json) {
    this.verbs = verbs;
    this.shapes = shapes;
    this.json = json;
  }

  List<Tool> all() {
    return List.of(regenerate(), delete());
  }

  private Tool regenerate() {
    return new Tool(
        "regenerate_api_key",
        "Regenerate an API key",
        "Gives an API key a new secret, for which the answer holds a link that a person claims it"
            + " by; you never see it. The old secret works until the claim, and for"
            + " overlapSeconds after it. Without confirm nothing happens: the answer says what"
            + " would. Ask the person, then call again with the key's exact name as confirm.",
        Tool.Hints.ENDS,
        """
        {"type":"object","additionalProperties":false,"required":["id"],"properties":{
          "id":{"type":"string","description":"The key's id, key_..."},
          "overlapSeconds":{"type":"integer","minimum":0,"maximum":2592000,"default":0,
            "description":"How long the old secret lives on after the claim."},
          "expiresAt":{"type":"string","format":"date-time",
            "description":"A new expiry, RFC 3339; an expired key needs one."},
          "revokeNow":{"type":"boolean","default":false,
            "description":"End the old secret at once, claimed or not: for a leaked key."},
          "confirm":{"type":"string","description":"The key's exact name."}}}
        """,
        Schemas.either(Schemas.DRY_RUN, Schemas.ISSUE),
        Scope.KEYS_WRITE,
        this::regenerate);
  }

  private Outcome<Tool.Result> regenerate(Caller caller, Map<String, Object> arguments) {
    return json.read(arguments, RegenerateArguments.class)
        .then(
            given ->
                Arguments.expiresAt(given.expiresAt())
                    .then(
                        expiresAt -> {
                          RegenerateKey.Request request =
                              new RegenerateKey.Request(
                                  given.overlapSeconds() == null ? 0 : given.overlapSeconds(),
                                  false,
                                  expiresAt.orElse(null),
                                  Boolean.TRUE.equals(given.revokeNow()));
                          return confirmed(
                              caller,
                              given.id(),
                              given.confirm(),
                              effect(request),
                              (id, summary) ->
                                  verbs
                                      .regenerate()
                                      .regenerate(caller, id, request)
                                      .map(
                                          issue ->
                                              ClaimLink.result(
                                                  shapes.issue(issue),
                                                  "The replacement waits to be claimed.")));
                        }));
  }

  private static String effect(RegenerateKey.Request request) {
    if (request.revokeNow()) {
      return "The current secret would stop working at once; the new one has to be claimed.";
    }
    return request.overlapSeconds() == 0
        ? "The current secret would stop working when the new one is claimed."
        : "The current secret would stop working "
            + request.overlapSeconds()
            + " seconds after the new one is claimed.";
  }

  private Tool delete() {
    return new Tool(
        "delete_api_key",
        "Delete an API key",
        "Deletes an API key for good: whatever uses it is refused at once. Without confirm nothing"
            + " happens: the answer says what would break. Ask the person, then call again with"
            + " the key's exact name as confirm.",
        Tool.Hints.ENDS,
        """
        {"type":"object","additionalProperties":false,"required":["id"],"properties":{
          "id":{"type":"string","description":"The key's id, key_..."},
          "confirm":{"type":"string","description":"The key's exact name."}}}
        """,
        Schemas.either(Schemas.DRY_RUN, Schemas.DELETED),
        Scope.KEYS_WRITE,
        this::delete);
  }

  private Outcome<Tool.Result> delete(Caller caller, Map<String, Object> arguments) {
    return json.read(arguments, DeleteArguments.class)
        .then(
            given ->
                confirmed(
                    caller,
                    given.id(),
                    given.confirm(),
                    "All its secrets would stop working at once, for good.",
                    (id, summary) ->
                        verbs
                            .delete()
                            .delete(caller, id)
                            .map(
                                deleted ->
                                    new Tool.Result(
                                        new DeletedShape(true, shapes.key(deleted)),
                                        "Deleted "
                                            + Prose.quoted(deleted.key().name().text())
                                            + ". Whatever used it is refused from now on."))));
  }

  private interface Act {
    Outcome<Tool.Result> on(KeyId id, KeySummary summary);
  }

  /** Acts if the key's name was repeated, and says what would happen if nothing was. */
  private Outcome<Tool.Result> confirmed(
      Caller caller, @Nullable String reference, @Nullable String confirm, String effect, Act act) {
    // Reading a key is another right, which a caller who may change it need not have.
    return Arguments.id(reference)
        .then(
            id ->
                verbs
                    .read()
                    .readToChange(caller, id)
                    .then(
                        summary -> {
                          if (confirm == null) {
                            return verbs
                                .usage()
                                .readToChange(caller, id)
                                .map(usage -> dryRun(summary, usage, effect));
                          }
                          return isName(summary, confirm)
                              ? act.on(id, summary)
                              : Outcome.refused(
                                  new Refusal.Invalid(
                                      "confirm",
                                      "This is not the key's name, so nothing was done. Call"
                                          + " without confirm to see the name."));
                        }));
  }

  private static boolean isName(KeySummary summary, String confirm) {
    return switch (KeyName.parse(confirm)) {
      case Outcome.Done<KeyName>(KeyName name) -> name.equals(summary.key().name());
      case Outcome.Refused<KeyName> refused -> false;
    };
  }

  private Tool.Result dryRun(KeySummary summary, Usage usage, String effect) {
    KeyShape key = shapes.key(summary);
    List<String> clients = usage.byClient().stream().map(client -> client.client().code()).toList();
    String text =
        "Nothing was done yet. "
            + effect
            + " "
            + Prose.line(key)
            + " It served "
            + usage.today()
            + " requests today"
            + (clients.isEmpty() ? "." : ", and this month by " + String.join(", ", clients) + ".")
            + "\nAsk the person. To go on, call again with confirm set to the key's exact name.";
    return new Tool.Result(
        new DryRunShape(true, key, effect, usage.lastUsedAt(), usage.today(), clients, key.name()),
        text);
  }
}
