package dev.kasava.keys.mcp.conformance;

import static dev.kasava.keys.mcp.conformance.PlainFixtures.said;
import static dev.kasava.keys.mcp.conformance.PlainFixtures.tool;

import dev.kasava.keys.mcp.feature.Ability;
import dev.kasava.keys.mcp.feature.Answer;
import dev.kasava.keys.mcp.feature.Call;
import dev.kasava.keys.mcp.feature.Question;
import dev.kasava.keys.mcp.feature.Reply;
import dev.kasava.keys.mcp.feature.Round;
import dev.kasava.keys.mcp.feature.Tool;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tools that the suites call and that ask first. */
final class AskingFixtures {
  private static final String TEXT = "{\"type\":\"string\"}";

  private AskingFixtures() {}

  static List<Tool> all() {
    return List.of(
        tool(
            "test_sampling",
            "{\"type\":\"object\",\"properties\":{\"prompt\":" + TEXT + "}}",
            (call, arguments) ->
                once(
                    call,
                    "sample",
                    sampling(arguments.path("prompt").stringValue("")),
                    reply ->
                        "LLM response: "
                            + Objects.requireNonNull(reply.json())
                                .path("content")
                                .path("text")
                                .stringValue(""))),
        tool(
            "test_elicitation",
            "{\"type\":\"object\",\"properties\":{\"message\":" + TEXT + "}}",
            (call, arguments) ->
                once(
                    call,
                    "response",
                    form(arguments.path("message").stringValue(""), "response", "string"),
                    AskingFixtures::told)),
        tool(
            "test_elicitation_sep1034_defaults",
            (call, arguments) -> once(call, "form", defaults(), AskingFixtures::told)),
        tool(
            "test_elicitation_sep1330_enums",
            (call, arguments) -> once(call, "form", choices(), AskingFixtures::told)),
        tool(
            "test_streaming_elicitation",
            (call, arguments) ->
                once(call, "name", form("Your name?", "name", "string"), AskingFixtures::told)),
        tool(
            "test_input_required_result_elicitation",
            (call, arguments) ->
                once(
                    call,
                    "user_name",
                    form("What is your name?", "name", "string"),
                    reply -> "Hello, " + field(reply, "name") + "!")),
        tool(
            "test_input_required_result_sampling",
            (call, arguments) ->
                once(
                    call,
                    "capital_question",
                    sampling("What is the capital of France?"),
                    reply -> "Sampled: " + reply.json())),
        tool(
            "test_input_required_result_list_roots",
            (call, arguments) ->
                once(call, "client_roots", roots(), reply -> "Roots: " + reply.json())),
        tool(
            "test_input_required_result_request_state",
            (call, arguments) -> stateful(call, confirm(), "state")),
        tool(
            "test_input_required_result_tampered_state",
            (call, arguments) -> stateful(call, confirm(), "state")),
        tool(
            "test_input_required_result_multiple_inputs",
            (call, arguments) ->
                stateful(
                    call,
                    Map.of(
                        "user_name",
                        form("What is your name?", "name", "string"),
                        "greeting",
                        sampling("Generate a greeting"),
                        "client_roots",
                        roots()),
                    "several")),
        tool("test_input_required_result_multi_round", (call, arguments) -> twice(call)),
        tool(
            "test_input_required_result_capabilities",
            (call, arguments) ->
                call.can(Ability.SAMPLING)
                    ? once(call, "sample", sampling("Hello?"), reply -> "done")
                    : once(call, "name", form("Name?", "name", "string"), AskingFixtures::told)));
  }

  /** Replies that came, whether or not anybody can prove that they were asked for. */
  static Map<String, Reply> replies(Call call) {
    return switch (call.round()) {
      case Round.First first -> Map.of();
      case Round.Unproven(var replies) -> replies;
      case Round.Later(var kept, var replies) -> replies;
    };
  }

  private static Answer<Tool.Result> once(
      Call call, String name, Question question, Function<Reply, String> then) {
    Reply reply = replies(call).get(name);
    return reply == null || reply.json() == null
        ? new Answer.Asking<>(Map.of(name, question), null)
        : said(then.apply(reply));
  }

  private static Answer<Tool.Result> stateful(
      Call call, Map<String, Question> questions, String keep) {
    return call.round() instanceof Round.Later later
            && later.kept().equals(keep)
            && later.replies().keySet().containsAll(questions.keySet())
        ? said("state-ok: requestState validated")
        : new Answer.Asking<>(questions, keep);
  }

  private static Answer<Tool.Result> twice(Call call) {
    if (call.round() instanceof Round.Later later) {
      if (later.kept().equals("1") && later.replies().containsKey("step1")) {
        return new Answer.Asking<>(
            Map.of("step2", form("Step 2: What is your favorite color?", "color", "string")), "2");
      }
      if (later.kept().equals("2") && later.replies().containsKey("step2")) {
        return said("Both steps are done.");
      }
    }
    return new Answer.Asking<>(
        Map.of("step1", form("Step 1: What is your name?", "name", "string")), "1");
  }

  private static Map<String, Question> confirm() {
    return Map.of("confirm", form("Please confirm", "ok", "boolean"));
  }

  private static String told(Reply reply) {
    var json = Objects.requireNonNull(reply.json());
    return "User response: action="
        + json.path("action").stringValue("")
        + ", content="
        + json.path("content");
  }

  private static @Nullable String field(Reply reply, String name) {
    return Objects.requireNonNull(reply.json()).path("content").path(name).stringValue("unknown");
  }

  static Question form(String message, String field, String type) {
    return Question.form(
        message,
        Map.of(
            "type",
            "object",
            "properties",
            Map.of(field, Map.of("type", type)),
            "required",
            List.of(field)));
  }

  private static Question sampling(String prompt) {
    return new Question(
        Ability.SAMPLING,
        "sampling/createMessage",
        Map.of(
            "messages",
            List.of(Map.of("role", "user", "content", Map.of("type", "text", "text", prompt))),
            "maxTokens",
            100));
  }

  private static Question roots() {
    return new Question(Ability.ROOTS, "roots/list", Map.of());
  }

  private static Question defaults() {
    return Question.form(
        "Please review and update the form fields with defaults",
        Map.of(
            "type",
            "object",
            "properties",
            Map.of(
                "name", field("string", "User name", "John Doe"),
                "age", field("integer", "User age", 30),
                "score", field("number", "User score", 95.5),
                "status",
                    Map.of(
                        "type",
                        "string",
                        "description",
                        "User status",
                        "enum",
                        List.of("active", "inactive", "pending"),
                        "default",
                        "active"),
                "verified", field("boolean", "Verification status", true)),
            "required",
            List.of()));
  }

  private static Map<String, Object> field(String type, String description, Object value) {
    return Map.of("type", type, "description", description, "default", value);
  }

  private static Question choices() {
    return Question.form(
        "Please select options from the enum fields",
        Map.of(
            "type",
            "object",
            "properties",
            Map.of(
                "untitledSingle",
                    Map.of("type", "string", "enum", List.of("option1", "option2", "option3")),
                "titledSingle", Map.of("type", "string", "oneOf", titled("value")),
                "legacyEnum",
                    Map.of(
                        "type",
                        "string",
                        "enum",
                        List.of("opt1", "opt2", "opt3"),
                        "enumNames",
                        List.of("Option One", "Option Two", "Option Three")),
                "untitledMulti",
                    Map.of(
                        "type",
                        "array",
                        "minItems",
                        1,
                        "maxItems",
                        3,
                        "items",
                        Map.of("type", "string", "enum", List.of("option1", "option2", "option3"))),
                "titledMulti",
                    Map.of(
                        "type",
                        "array",
                        "minItems",
                        1,
                        "maxItems",
                        3,
                        "items",
                        Map.of("anyOf", titled("value")))),
            "required",
            List.of()));
  }

  private static List<Map<String, String>> titled(String value) {
    return List.of(
        Map.of("const", value + "1", "title", "First"),
        Map.of("const", value + "2", "title", "Second"),
        Map.of("const", value + "3", "title", "Third"));
  }
}
