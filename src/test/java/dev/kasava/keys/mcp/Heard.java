package dev.kasava.keys.mcp;

import dev.kasava.keys.wire.Json;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the client of a request hears, whatever carries it. */
public final class Heard implements Outlet {
  private final Json json = new Json();
  private final List<JsonNode> messages = new CopyOnWriteArrayList<>();
  private volatile boolean isClosed;
  private volatile long kept = -1;

  @Override
  public void send(Object message) {
    messages.add(json.mapper().valueToTree(message));
  }

  @Override
  public void answer(Object id, Object result) {
    send(Wire.result(id, result));
  }

  @Override
  public void refuse(@Nullable Object id, RpcError error) {
    send(error.wire(id));
  }

  @Override
  public void keep(long characters) {
    kept = characters;
  }

  /** How many characters of the request are still held; negative before that is told. */
  public long kept() {
    return kept;
  }

  @Override
  public void close() {
    isClosed = true;
  }

  public boolean isClosed() {
    return isClosed;
  }

  public List<JsonNode> messages() {
    return messages;
  }

  /** The methods of what came, in order; empty for an answer. */
  public List<String> methods() {
    return messages.stream().map(message -> message.path("method").stringValue("")).toList();
  }

  /** The latest message. */
  public JsonNode last() {
    return messages.getLast();
  }

  /** The result of the latest message. */
  public JsonNode result() {
    return last().path("result");
  }

  /** The id of the question that came first. */
  public String question() {
    JsonNode asked = messages.getFirst();
    if (!asked.path("method").stringValue("").equals("elicitation/create")) {
      throw new AssertionError(asked);
    }
    return asked.path("id").stringValue();
  }

  /** The code of the error in the latest message; 0 when it is none. */
  public int code() {
    return last().path("error").path("code").intValue(0);
  }
}
