package dev.kasava.keys.mcp.keys;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.mcp.feature.Answer;
import dev.kasava.keys.mcp.feature.Call;
import dev.kasava.keys.mcp.feature.Inert;
import dev.kasava.keys.mcp.feature.Tool;
import dev.kasava.keys.service.RegenerateKey;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.KeyShape;
import dev.kasava.keys.wire.Shapes;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The tools that end something somebody may depend on, with a person's {@link Agreement}. */
final class EndingTools {
  private record RegenerateArguments(
      @Nullable String id,
      @Nullable Long overlapSeconds,
      @Nullable String expiresAt,
      @Nullable Boolean revokeNow,
      @Nullable Boolean untilFirstUse,
      @Nullable String confirm) {}

  private record DeleteArguments(
      @Nullable String id, @Nullable Boolean cascade, @Nullable String confirm) {}

  /**
   * @param alsoDeleted the ids of the keys that went with it; left out unless that was asked for
   */
  private record DeletedShape(
      boolean deleted,
      KeyShape key,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> alsoDeleted) {}

  /** What a regeneration is asked for, read. */
  private record Wish(KeyId id, RegenerateKey.Request request) {}

  private final Verbs verbs;
  private final Shapes shapes;
  private final Json json;
  private final Agreement agreement;

  EndingTools(Verbs verbs, Shapes shapes, Json json) {
    this.verbs = verbs;
    this.shapes = shapes;
    this.json = json;
    this.agreement = new Agreement(verbs, shapes);
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
            + " overlapSeconds after it. The person is asked first where the client can ask them."
            + " Where it cannot, a call without confirm does nothing and answers what would"
            + " happen: ask the person yourself, then call again with the key's exact name as"
            + " confirm.",
        Tool.Hints.ENDS,
        Icons.of(Tool.Hints.ENDS),
        """
        {"type":"object","additionalProperties":false,"required":["id"],"properties":{
          "id":{"type":"string","description":"The key's id, key_..."},
          "overlapSeconds":{"type":"integer","minimum":0,"maximum":2592000,"default":0,
            "description":"How long the old secret lives on after the claim."},
          "expiresAt":{"type":"string","format":"date-time",
            "description":"A new expiry, RFC 3339; an expired key needs one."},
          "revokeNow":{"type":"boolean","default":false,
            "description":"End the old secret at once, claimed or not: for a leaked key."},
          "untilFirstUse":{"type":"boolean","default":false,
            "description":"Let the old secret live on until the new one is used for the first time; without overlapSeconds and revokeNow."},
          "confirm":{"type":"string","description":"The key's exact name."}}}
        """,
        Schemas.either(Schemas.DRY_RUN, Schemas.ISSUE),
        Scope.KEYS_WRITE,
        this::regenerate);
  }

  private Answer<Tool.Result> regenerate(Call call, ObjectNode arguments) {
    return Answer.from(
        json.read(arguments, RegenerateArguments.class),
        given -> Answer.from(wish(given), wish -> regenerate(call, wish, given.confirm())));
  }

  private static Outcome<Wish> wish(RegenerateArguments given) {
    return Arguments.id(given.id())
        .then(
            id ->
                Arguments.expiresAt(given.expiresAt())
                    .map(
                        expiresAt ->
                            new Wish(
                                id,
                                new RegenerateKey.Request(
                                    given.overlapSeconds() == null ? 0 : given.overlapSeconds(),
                                    false,
                                    expiresAt.orElse(null),
                                    Boolean.TRUE.equals(given.revokeNow()),
                                    Boolean.TRUE.equals(given.untilFirstUse())))));
  }

  private Answer<Tool.Result> regenerate(Call call, Wish wish, @Nullable String confirm) {
    return Answer.from(
        verbs.regenerate().check(call.caller(), wish.id(), wish.request()),
        key ->
            agreement.before(
                call,
                new Agreement.Plan(key, "Regenerate the API key", effect(wish.request())),
                confirm,
                () ->
                    verbs
                        .regenerate()
                        .regenerate(call.caller(), wish.id(), wish.request())
                        .map(
                            issue ->
                                ClaimLink.result(
                                    shapes.issue(issue), "The replacement waits to be claimed."))));
  }

  private static String effect(RegenerateKey.Request request) {
    if (request.revokeNow()) {
      return "The current secret would stop working at once; the new one has to be claimed.";
    }
    if (request.untilFirstUse()) {
      return "The current secret would stop working when the new one is used for the first time.";
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
        "Deletes an API key for good: whatever uses it is refused at once. Keys that it created"
            + " stay, unless cascade asks to delete them too. The person is asked first where the"
            + " client can ask them. Where it cannot, a call without confirm does nothing and"
            + " answers what would break: ask the person yourself, then call again with the key's"
            + " exact name as confirm.",
        Tool.Hints.ENDS,
        Icons.of(Tool.Hints.ENDS),
        """
        {"type":"object","additionalProperties":false,"required":["id"],"properties":{
          "id":{"type":"string","description":"The key's id, key_..."},
          "cascade":{"type":"boolean","default":false,
            "description":"Also delete the keys that it created, and those that they created: after a leak, for example."},
          "confirm":{"type":"string","description":"The key's exact name."}}}
        """,
        Schemas.either(Schemas.DRY_RUN, Schemas.DELETED),
        Scope.KEYS_WRITE,
        this::delete);
  }

  private Answer<Tool.Result> delete(Call call, ObjectNode arguments) {
    return Answer.from(
        json.read(arguments, DeleteArguments.class),
        given -> Answer.from(Arguments.id(given.id()), id -> delete(call, id, given)));
  }

  private Answer<Tool.Result> delete(Call call, KeyId id, DeleteArguments given) {
    // Reading a key is another right, which a caller who may change it need not have.
    return Answer.from(
        verbs.read().readToChange(call.caller(), id),
        key ->
            Boolean.TRUE.equals(given.cascade())
                ? deleteAll(call, key, given.confirm())
                : deleteOne(call, key, given.confirm()));
  }

  private Answer<Tool.Result> deleteOne(Call call, KeySummary key, @Nullable String confirm) {
    return agreement.before(
        call,
        new Agreement.Plan(
            key, "Delete the API key", "All its secrets would stop working at once, for good."),
        confirm,
        () ->
            verbs
                .delete()
                .delete(call.caller(), key.key().id())
                .map(
                    deleted ->
                        new Tool.Result(
                            new DeletedShape(true, shapes.key(deleted), null),
                            "Deleted "
                                + Inert.quoted(deleted.key().name().text())
                                + ". Whatever used it is refused from now on.")));
  }

  private Answer<Tool.Result> deleteAll(Call call, KeySummary key, @Nullable String confirm) {
    return Answer.from(
        verbs.delete().descendants(call.caller(), key.key().id()),
        others ->
            agreement.before(
                call,
                new Agreement.Plan(
                    key,
                    "Delete the API key",
                    "All its secrets would stop working at once, for good. " + fate(others)),
                confirm,
                () ->
                    verbs
                        .delete()
                        .deleteWithDescendants(call.caller(), key.key().id())
                        .map(this::allDeleted)));
  }

  private static String fate(List<KeySummary> others) {
    return others.isEmpty()
        ? "It created no other keys."
        : "So would those of every key that it created ("
            + others.size()
            + "): "
            + Prose.names(others)
            + ".";
  }

  private Tool.Result allDeleted(List<KeySummary> deleted) {
    KeySummary key = deleted.getFirst();
    List<KeySummary> others = deleted.subList(1, deleted.size());
    return new Tool.Result(
        new DeletedShape(
            true, shapes.key(key), others.stream().map(other -> other.key().id().value()).toList()),
        "Deleted "
            + Inert.quoted(key.key().name().text())
            + (others.isEmpty() ? "" : " and what it created: " + Prose.names(others))
            + ". Whatever used "
            + (others.isEmpty() ? "it" : "them")
            + " is refused from now on.");
  }
}
