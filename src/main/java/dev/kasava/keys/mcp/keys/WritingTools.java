package dev.kasava.keys.mcp.keys;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.mcp.feature.Ability;
import dev.kasava.keys.mcp.feature.Answer;
import dev.kasava.keys.mcp.feature.Call;
import dev.kasava.keys.mcp.feature.Inert;
import dev.kasava.keys.mcp.feature.Question;
import dev.kasava.keys.mcp.feature.Reply;
import dev.kasava.keys.mcp.feature.Round;
import dev.kasava.keys.mcp.feature.Tool;
import dev.kasava.keys.service.CreateKey;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.UpdateKey;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.wire.IssueShape;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.KeyShape;
import dev.kasava.keys.wire.Moments;
import dev.kasava.keys.wire.RateLimitShape;
import dev.kasava.keys.wire.Shapes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The tools that add and change. */
final class WritingTools {
  private static final String CLAIM = "claim";

  private record CreateArguments(
      @Nullable String name,
      @Nullable String expiresAt,
      @Nullable List<String> scopes,
      @Nullable RateLimitShape rateLimit) {}

  /** Nodes, since null clears the expiry or the limit and nothing at all leaves it. */
  private record UpdateArguments(
      @Nullable String id,
      @Nullable String name,
      @Nullable JsonNode expiresAt,
      @Nullable JsonNode rateLimit) {}

  private final Verbs verbs;
  private final Shapes shapes;
  private final Json json;

  WritingTools(Verbs verbs, Shapes shapes, Json json) {
    this.verbs = verbs;
    this.shapes = shapes;
    this.json = json;
  }

  List<Tool> all() {
    return List.of(create(), update());
  }

  private Tool create() {
    return new Tool(
        "create_api_key",
        "Create an API key",
        "Creates an API key that waits, for an hour, for a person to claim it. The answer holds a"
            + " link; give it to the person, who sees the secret there, once. You never see it."
            + " Calling again under the same name answers the same waiting key.",
        Tool.Hints.CHANGES,
        Icons.of(Tool.Hints.CHANGES),
        """
        {"type":"object","additionalProperties":false,"required":["name"],"properties":{
          "name":{"type":"string","minLength":1,"description":"What it is for, e.g. GitHub Actions CI."},
          "expiresAt":{"type":"string","format":"date-time",
            "description":"RFC 3339; leave it out for a key that never expires."},
          "scopes":{"type":"array","items":{"type":"string"},"maxItems":50,
            "description":"Within those of the key in use; keys:read if left out."},
          "rateLimit":RATE_LIMIT}}
        """
            .replace("RATE_LIMIT", Schemas.NEW_RATE_LIMIT),
        Schemas.ISSUE,
        Scope.KEYS_WRITE,
        this::create);
  }

  private Answer<Tool.Result> create(Call call, ObjectNode arguments) {
    return call.round() instanceof Round.Later later
        ? handedOver(call, later)
        : Answer.from(
            json.read(arguments, CreateArguments.class).then(given -> create(call, given)),
            issue -> handOver(call, issue.key()));
  }

  private Outcome<Issue> create(Call call, CreateArguments given) {
    String name = given.name();
    if (name == null) {
      return Outcome.refused(
          new Refusal.Invalid("name", "A key needs a name that says what it is for."));
    }
    if (given.scopes() != null && given.scopes().stream().anyMatch(Objects::isNull)) {
      return Outcome.refused(new Refusal.Invalid("scopes", "A scope has to be a text."));
    }
    return Arguments.expiresAt(given.expiresAt())
        .then(
            expiresAt ->
                RateLimitShape.limit(given.rateLimit())
                    .map(
                        limit ->
                            new CreateKey.Request(
                                name,
                                expiresAt.orElse(null),
                                given.scopes(),
                                false,
                                limit.orElse(null),
                                null)))
        .then(request -> verbs.create().create(call.caller(), request));
  }

  /** By a dialog of the client where it has one, else by the result alone. */
  private Answer<Tool.Result> handOver(Call call, KeySummary pending) {
    KeyShape key = shapes.key(pending);
    if (!call.can(Ability.LINK)) {
      return new Answer.Given<>(ClaimLink.result(waiting(pending), "The key waits to be claimed."));
    }
    Question question =
        Question.link(
            "Claim the new API key "
                + Inert.quoted(key.name())
                + " with "
                + (key.scopes().isEmpty()
                    ? "no scopes"
                    : "the scopes " + String.join(" ", key.scopes()))
                + ". Its secret is shown to you alone, once. Declining withdraws the key.",
            shapes.claimUrl(pending.key().id()));
    return new Answer.Asking<>(Map.of(CLAIM, question), pending.key().id().value());
  }

  /** Accepting means that the person was shown the link, not that the key is claimed. */
  private Answer<Tool.Result> handedOver(Call call, Round.Later later) {
    KeyId id = new KeyId(later.kept());
    if (later.reply(CLAIM).decision() == Reply.Decision.DECLINED
        && verbs.refuseClaim().refuse(call.caller(), id) instanceof Outcome.Done<KeySummary>) {
      return Answer.refused(
          new Refusal.Conflict(
              "The person declined the key, so it was withdrawn. Do not create it again unless"
                  + " they ask for it."));
    }
    return Answer.of(
        verbs.read().readToChange(call.caller(), id).map(summary -> resultOf(later, summary)));
  }

  private Tool.Result resultOf(Round.Later later, KeySummary summary) {
    if (summary.key().secret() != null) {
      return new Tool.Result(
          waiting(summary), "The person claimed the key. " + Prose.line(shapes.key(summary)));
    }
    return ClaimLink.result(
        waiting(summary),
        later.reply(CLAIM).decision() == Reply.Decision.ACCEPTED
            ? "The person was given the link to claim the key."
            : "The key waits to be claimed.");
  }

  private IssueShape waiting(KeySummary summary) {
    return shapes.issue(new Issue.Pending(summary));
  }

  private Tool update() {
    return new Tool(
        "update_api_key",
        "Rename an API key, or change its expiry or limit",
        "Changes the name, the expiry or the limit of requests of an API key. Its secret goes on"
            + " working.",
        Tool.Hints.CHANGES,
        Icons.of(Tool.Hints.CHANGES),
        """
        {"type":"object","additionalProperties":false,"required":["id"],"properties":{
          "id":{"type":"string","description":"The key's id, key_..."},
          "name":{"type":"string","minLength":1},
          "expiresAt":{"anyOf":[{"type":"string","format":"date-time"},{"type":"null"}],
            "description":"RFC 3339; null for never."},
          "rateLimit":{"anyOf":[RATE_LIMIT,{"type":"null"}],"description":"Null for none."}}}
        """
            .replace("RATE_LIMIT", Schemas.RATE_LIMIT),
        Schemas.KEY,
        Scope.KEYS_WRITE,
        Tool.Action.straight(this::update));
  }

  private Outcome<Tool.Result> update(Call call, ObjectNode arguments) {
    return json.read(arguments, UpdateArguments.class)
        .then(
            given ->
                Arguments.id(given.id())
                    .then(
                        id ->
                            change(given)
                                .then(
                                    request -> verbs.update().update(call.caller(), id, request))))
        .map(
            summary -> {
              KeyShape key = shapes.key(summary);
              return new Tool.Result(key, Prose.line(key));
            });
  }

  private Outcome<UpdateKey.Request> change(UpdateArguments given) {
    return Moments.change(given.expiresAt())
        .then(
            expiry ->
                RateLimitShape.change(given.rateLimit(), json)
                    .map(limit -> new UpdateKey.Request(given.name(), expiry, limit)));
  }
}
