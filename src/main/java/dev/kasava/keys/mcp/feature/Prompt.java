package dev.kasava.keys.mcp.feature;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.Scope;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A prompt: a text that a person chooses to begin with.
 *
 * @param title for people
 * @param needed the scope without which it is not even listed; null for none
 */
public record Prompt(
    String name,
    String title,
    String description,
    List<Argument> arguments,
    @Nullable Scope needed,
    Action action) {

  public record Argument(
      String name, String title, String description, boolean required, Completion completion) {}

  /** Who speaks: user or assistant. */
  public record Message(String role, Content content) {
    public static Message user(String text) {
      return new Message("user", Content.text(text));
    }
  }

  /** What the prompt says. */
  @FunctionalInterface
  public interface Action {
    /**
     * @param arguments those that are required are there, others may be missing
     */
    Answer<List<Message>> get(Call call, Map<String, String> arguments);
  }

  /** Whether the prompt is for a caller with these rights. */
  public boolean isFor(Caller caller) {
    return needed == null || caller.scopes().covers(needed);
  }
}
