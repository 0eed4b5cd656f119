package dev.kasava.keys.mcp.feature;

import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.wire.Incident;
import dev.kasava.keys.wire.Json;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The requests for tools. Thread-safe; only {@link #call} blocks, as the tools do. */
final class Tools {
  private static final Logger log = LoggerFactory.getLogger(Tools.class);

  private record Listing(Tool tool, Listed.ToolShape shape) {}

  private final Map<String, Listing> listings = new LinkedHashMap<>();
  private final Json json;

  Tools(Catalogue catalogue, Json json) {
    this.json = json;
    catalogue
        .tools()
        .forEach(tool -> listings.put(tool.name(), new Listing(tool, Listed.of(tool, json))));
  }

  private @Nullable Tool named(String name) {
    Listing listing = listings.get(name);
    return listing == null ? null : listing.tool();
  }

  /** The scope that a tool needs; null when it needs none, or is none. */
  @Nullable Scope needed(String name) {
    Tool tool = named(name);
    return tool == null ? null : tool.needed();
  }

  Handled list(ObjectNode params, Call call) {
    Features.onlyPage(params);
    Map<String, Object> result = new HashMap<>();
    result.put(
        "tools",
        listings.values().stream()
            .filter(listing -> listing.tool().isFor(call.caller()))
            .map(Listing::shape)
            .toList());
    return new Handled.Done(result);
  }

  Handled call(ObjectNode params, Call call) {
    String name = InvalidParams.text(params, "name");
    ObjectNode arguments = arguments(params);
    Tool tool = named(name);
    if (tool == null) {
      return new Handled.Failed(
          RpcError.refused("There is no such tool. Send tools/list for those that there are."));
    }
    boolean claims = params.path("_meta").path(Features.CLAIMS).booleanValue(false);
    return handled(answer(tool, claims ? call.without(Ability.LINK) : call, arguments));
  }

  /** Null when it takes a {@link #call}. Never blocks. */
  @Nullable Handled callAtOnce(ObjectNode params, Call call) {
    Tool tool = named(params.path("name").stringValue(""));
    if (tool == null || !tool.isFor(call.caller())) {
      return null;
    }
    ObjectNode arguments = arguments(params);
    try {
      Answer<Tool.Result> answer = tool.action().atOnce(call, arguments);
      return answer == null ? null : handled(answer);
    } catch (RuntimeException e) {
      return handled(failed(e));
    }
  }

  private ObjectNode arguments(ObjectNode params) {
    JsonNode arguments = params.get("arguments");
    if (arguments == null) {
      return json.mapper().createObjectNode();
    }
    if (arguments instanceof ObjectNode object) {
      return object;
    }
    throw new InvalidParams("Send the tool's arguments as an object.");
  }

  private static Answer<Tool.Result> answer(Tool tool, Call call, ObjectNode arguments) {
    Scope needed = tool.needed();
    if (needed != null && !tool.isFor(call.caller())) {
      return Answer.refused(new Refusal.MissingScope(needed));
    }
    try {
      return tool.action().call(call, arguments);
    } catch (RuntimeException e) {
      return failed(e);
    }
  }

  /** Whatever a tool throws is a failure of the tool, not of the protocol. */
  private static Answer<Tool.Result> failed(RuntimeException e) {
    return Answer.refused(new Refusal.Conflict(Incident.report(log, e)));
  }

  private static Handled handled(Answer<Tool.Result> answer) {
    return switch (answer) {
      case Answer.Given<Tool.Result>(var result) ->
          new Handled.Done(result(result.structured(), result.content(), false));
      case Answer.Refused<Tool.Result>(Refusal refusal) ->
          new Handled.Done(result(null, List.of(Content.text(Refusals.sentence(refusal))), true));
      case Answer.Asking<Tool.Result>(var questions, var keep) ->
          new Handled.Asking(questions, keep);
      case Answer.Lacking<Tool.Result>(var ability) -> Features.lacking(ability);
    };
  }

  private static Map<String, Object> result(
      @Nullable Object structured, List<Content> content, boolean isError) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("content", content);
    if (structured != null) {
      result.put("structuredContent", structured);
    }
    result.put("isError", isError);
    return result;
  }
}
