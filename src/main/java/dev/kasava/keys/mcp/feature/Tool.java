package dev.kasava.keys.mcp.feature;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Scope;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tool.
 *
 * @param title for people
 * @param description for models: what it does, and what it does not
 * @param icons for people; may be empty
 * @param inputSchema a JSON Schema of the arguments
 * @param outputSchema a JSON Schema of the structured result; null when there is none
 * @param needed the scope without which the tool is not even listed; null for none
 */
public record Tool(
    String name,
    String title,
    String description,
    Hints hints,
    List<Icon> icons,
    String inputSchema,
    @Nullable String outputSchema,
    @Nullable Scope needed,
    Action action) {

  /** What a client may expect of the tool; advice, not a promise that it can build on. */
  public enum Hints {
    /** Changes nothing. */
    READS(true, false, true),
    /** Adds or changes; the same call again changes nothing more. */
    CHANGES(false, false, true),
    /** Ends something that somebody may depend on. */
    ENDS(false, true, false);

    private final boolean isReadOnly;
    private final boolean isDestructive;
    private final boolean isIdempotent;

    Hints(boolean isReadOnly, boolean isDestructive, boolean isIdempotent) {
      this.isReadOnly = isReadOnly;
      this.isDestructive = isDestructive;
      this.isIdempotent = isIdempotent;
    }

    public boolean isReadOnly() {
      return isReadOnly;
    }

    public boolean isDestructive() {
      return isDestructive;
    }

    public boolean isIdempotent() {
      return isIdempotent;
    }
  }

  /** What a call does. */
  @FunctionalInterface
  public interface Action {
    /**
     * May block.
     *
     * @param arguments as they came, not yet checked
     */
    Answer<Result> call(Call call, ObjectNode arguments);

    /** What memory alone tells; null when it takes a {@link #call}. Never blocks, never asks. */
    default @Nullable Answer<Result> atOnce(Call call, ObjectNode arguments) {
      return null;
    }

    /** One that has nothing to ask. */
    static Action straight(BiFunction<Call, ObjectNode, Outcome<Result>> verb) {
      return (call, arguments) -> Answer.of(verb.apply(call, arguments));
    }

    /**
     * Likewise, where memory often knows.
     *
     * @param memory answers without blocking; null when it does not know
     */
    static Action remembered(
        BiFunction<Call, ObjectNode, @Nullable Outcome<Result>> memory,
        BiFunction<Call, ObjectNode, Outcome<Result>> verb) {
      return new Action() {
        @Override
        public Answer<Result> call(Call call, ObjectNode arguments) {
          return Answer.of(verb.apply(call, arguments));
        }

        @Override
        public @Nullable Answer<Result> atOnce(Call call, ObjectNode arguments) {
          Outcome<Result> known = memory.apply(call, arguments);
          return known == null ? null : Answer.of(known);
        }
      };
    }
  }

  /**
   * @param structured a shape that serializes to what the output schema says; null without one
   * @param content the same for people and models, names quoted
   */
  public record Result(@Nullable Object structured, List<Content> content) {
    public Result(Object structured, String text) {
      this(structured, List.of(Content.text(text)));
    }
  }

  /** Whether the tool is for a caller with these rights. */
  public boolean isFor(Caller caller) {
    return needed == null || caller.scopes().covers(needed);
  }
}
