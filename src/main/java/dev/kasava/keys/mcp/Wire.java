package dev.kasava.keys.mcp;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.LinkedHashMap;
import java.util.Map;
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

  /**
   * @param token by which the client knows what makes progress
   * @param total 0 when nobody knows
   */
  public static Map<String, Object> progress(Object token, long done, long total, String message) {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("progressToken", token);
    params.put("progress", done);
    if (total > 0) {
      params.put("total", total);
    }
    params.put("message", message);
    return params;
  }

  public static Object notice(String method, @Nullable Object params) {
    return new Notice("2.0", method, params);
  }
}
