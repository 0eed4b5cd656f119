package dev.kasava.keys.mcp.feature;

import dev.kasava.keys.mcp.RpcError;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of a request for a feature. */
public sealed interface Handled {
  /**
   * The result, as every revision has it.
   *
   * @param result serializes to a JSON object; may be added to
   */
  record Done(Map<String, Object> result) implements Handled {}

  record Failed(RpcError error) implements Handled {}

  /** See {@link Answer.Asking}. */
  record Asking(Map<String, Question> questions, @Nullable String keep) implements Handled {}
}
