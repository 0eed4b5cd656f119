package dev.kasava.keys.mcp.feature;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.usage.UsageMeter;
import dev.kasava.keys.wire.Incident;
import dev.kasava.keys.wire.Json;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The requests for features, which all revisions have in common: from params to result, with no
 * word of how either travels. Thread-safe; only {@link #handle} blocks, as the features do.
 */
public final class Features {
  /** Those among the requests that may ask before they act (MCP 2026-07-28, multi round-trip). */
  public static final Set<String> THAT_MAY_ASK =
      Set.of("tools/call", "resources/read", "prompts/get");

  /**
   * True in the _meta of a tool's call when whoever passed it on puts new secrets where they belong
   * by itself: then no person is shown a link for that.
   */
  public static final String CLAIMS = "dev.kasava.keys/claims";

  private static final Logger log = LoggerFactory.getLogger(Features.class);

  private final Catalogue catalogue;
  private final UsageMeter meter;
  private final Json json;
  private final Tools tools;
  private final Completions completions;

  public Features(Catalogue catalogue, UsageMeter meter, Json json) {
    this.catalogue = catalogue;
    this.meter = meter;
    this.json = json;
    this.tools = new Tools(catalogue, json);
    this.completions = new Completions(catalogue);
  }

  public Catalogue catalogue() {
    return catalogue;
  }

  public Json json() {
    return json;
  }

  /**
   * Counts a request as one use of the caller's key, or, where it asks for what the key may not
   * use, as rejected. To be called once for each request, whatever it is.
   */
  public void count(String method, ObjectNode params, Caller caller) {
    KeyId key = caller.key();
    if (key != null) {
      boolean isAllowed = lacking(method, params, caller) == null;
      meter.count(key, caller.client(), isAllowed ? Counted.ACCEPTED : Counted.MISSING_SCOPE);
    }
  }

  /** The scope that the request needs and the caller does not have; null when there is none. */
  public @Nullable Scope lacking(String method, ObjectNode params, Caller caller) {
    Scope needed = needed(method, params);
    return needed == null || caller.scopes().covers(needed) ? null : needed;
  }

  private @Nullable Scope needed(String method, ObjectNode params) {
    String name = params.path("name").stringValue("");
    return switch (method) {
      case "tools/call" -> tools.needed(name);
      case "prompts/get" -> catalogue.prompt(name).map(Prompt::needed).orElse(null);
      case "resources/read" -> catalogue.resources().needed();
      default -> null;
    };
  }

  /** Whether {@link #handle} takes this method. */
  public boolean know(String method) {
    return switch (method) {
      case "tools/list",
          "tools/call",
          "resources/list",
          "resources/templates/list",
          "resources/read",
          "prompts/list",
          "prompts/get",
          "completion/complete" ->
          true;
      default -> false;
    };
  }

  /** Does what the request asks for; what fails unexpectedly ends here. */
  public Handled handle(String method, ObjectNode params, Call call) {
    try {
      return switch (method) {
        case "tools/list" -> tools.list(params, call);
        case "tools/call" -> tools.call(params, call);
        case "resources/list" -> listResources(params, call);
        case "resources/templates/list" -> listTemplates(params, call);
        case "resources/read" -> readResource(params, call);
        case "prompts/list" -> listPrompts(params, call);
        case "prompts/get" -> getPrompt(params, call);
        case "completion/complete" -> done(completions.complete(params, call));
        default -> new Handled.Failed(RpcError.noSuchMethod());
      };
    } catch (InvalidParams e) {
      return new Handled.Failed(RpcError.invalidParams(e.sentence()));
    } catch (RuntimeException e) {
      return new Handled.Failed(RpcError.internal(Incident.report(log, e)));
    }
  }

  /** What {@link #handle} answers, where memory alone tells; null where it takes that. */
  public @Nullable Handled atOnce(String method, ObjectNode params, Call call) {
    try {
      return switch (method) {
        case "tools/list" -> tools.list(params, call);
        case "tools/call" -> tools.callAtOnce(params, call);
        case "resources/templates/list" -> listTemplates(params, call);
        case "prompts/list" -> listPrompts(params, call);
        default -> null;
      };
    } catch (InvalidParams e) {
      return new Handled.Failed(RpcError.invalidParams(e.sentence()));
    } catch (RuntimeException e) {
      return new Handled.Failed(RpcError.internal(Incident.report(log, e)));
    }
  }

  private static Handled.Done done(Map<String, ?> result) {
    return new Handled.Done(new LinkedHashMap<>(result));
  }

  private Handled listResources(ObjectNode params, Call call) {
    JsonNode cursor = params.path("cursor");
    if (!cursor.isMissingNode() && !cursor.isString()) {
      throw new InvalidParams("The cursor has to be the nextCursor of the page before.");
    }
    if (!mayRead(call)) {
      return done(Map.of("resources", List.of()));
    }
    return switch (catalogue
        .resources()
        .list(call, cursor.isString() ? cursor.stringValue() : null)) {
      case Answer.Given<Resources.Page>(var page) -> {
        Map<String, Object> result = new HashMap<>();
        result.put("resources", page.resources());
        if (page.nextCursor() != null) {
          result.put("nextCursor", page.nextCursor());
        }
        yield done(result);
      }
      case Answer.Refused<Resources.Page>(Refusal refusal) -> refused(refusal);
      case Answer.Asking<Resources.Page> asking -> throw askingForNothing();
      case Answer.Lacking<Resources.Page>(var ability) -> lacking(ability);
    };
  }

  private Handled listTemplates(ObjectNode params, Call call) {
    onlyPage(params);
    return done(
        Map.of(
            "resourceTemplates",
            mayRead(call)
                ? catalogue.resources().templates().stream().map(Listed::of).toList()
                : List.of()));
  }

  private Handled readResource(ObjectNode params, Call call) {
    String uri = InvalidParams.text(params, "uri");
    Scope needed = catalogue.resources().needed();
    if (needed != null && !mayRead(call)) {
      return refused(new Refusal.MissingScope(needed));
    }
    return switch (catalogue.resources().read(call, uri)) {
      case Answer.Given<List<Content.Contents>>(var contents) -> done(Map.of("contents", contents));
      case Answer.Refused<List<Content.Contents>>(Refusal refusal) -> refused(refusal);
      case Answer.Asking<List<Content.Contents>>(var questions, var keep) ->
          new Handled.Asking(questions, keep);
      case Answer.Lacking<List<Content.Contents>>(var ability) -> lacking(ability);
    };
  }

  private boolean mayRead(Call call) {
    Scope needed = catalogue.resources().needed();
    return needed == null || call.caller().scopes().covers(needed);
  }

  private Handled listPrompts(ObjectNode params, Call call) {
    onlyPage(params);
    return done(
        Map.of(
            "prompts",
            catalogue.prompts().stream()
                .filter(prompt -> prompt.isFor(call.caller()))
                .map(Listed::of)
                .toList()));
  }

  private Handled getPrompt(ObjectNode params, Call call) {
    String name = InvalidParams.text(params, "name");
    Prompt prompt = catalogue.prompt(name).orElse(null);
    if (prompt == null) {
      return new Handled.Failed(
          RpcError.refused("There is no such prompt. Send prompts/list for those that there are."));
    }
    Scope needed = prompt.needed();
    if (needed != null && !prompt.isFor(call.caller())) {
      return refused(new Refusal.MissingScope(needed));
    }
    Map<String, String> arguments = InvalidParams.arguments(params, prompt);
    return switch (prompt.action().get(call, arguments)) {
      case Answer.Given<List<Prompt.Message>>(var messages) ->
          done(Map.of("description", prompt.description(), "messages", messages));
      case Answer.Refused<List<Prompt.Message>>(Refusal refusal) -> refused(refusal);
      case Answer.Asking<List<Prompt.Message>>(var questions, var keep) ->
          new Handled.Asking(questions, keep);
      case Answer.Lacking<List<Prompt.Message>>(var ability) -> lacking(ability);
    };
  }

  private static Handled refused(Refusal refusal) {
    return new Handled.Failed(RpcError.refused(Refusals.sentence(refusal)));
  }

  static Handled lacking(Ability ability) {
    return new Handled.Failed(RpcError.missingCapability(ability.declaration()));
  }

  private static IllegalStateException askingForNothing() {
    return new IllegalStateException("a list has nothing to ask");
  }

  /** Lists that fit on one page have no cursor that anybody could have got. */
  static void onlyPage(ObjectNode params) {
    if (params.hasNonNull("cursor")) {
      throw new InvalidParams("This cursor is none of ours. Start again without a cursor.");
    }
  }
}
