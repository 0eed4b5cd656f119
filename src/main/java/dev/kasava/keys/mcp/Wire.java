package dev.kasava.keys.mcp;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** JSON-RPC messages to a client. */
public final class Wire {
  private record Result(String jsonrpc, Object id, Object result) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Notice(String jsonrpc, String method, @Nullable Object params) {}

  private Wire() {}

  public static Object result(Object id, Object result) {
    return new Result("2.0", id, result);
  }

  public static Object notice(String method, @Nullable Object params) {
    return new Notice("2.0", method, params);
  }
}
