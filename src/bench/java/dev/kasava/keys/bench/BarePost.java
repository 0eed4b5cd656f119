package dev.kasava.keys.bench;

import io.undertow.Undertow;
import io.undertow.util.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The server beneath this one, which takes a body and answers always the same: the limit of what
 * can be reached with it. Arguments: the port, and the answer.
 */
final class BarePost {
  private BarePost() {}

  public static void main(String[] arguments) {
    byte[] answer = arguments[1].getBytes(StandardCharsets.UTF_8);
    Undertow.builder()
        .addHttpListener(Integer.parseInt(arguments[0]), "127.0.0.1")
        .setIoThreads(Math.max(2, Runtime.getRuntime().availableProcessors()))
        .setHandler(
            exchange ->
                exchange
                    .getRequestReceiver()
                    .receiveFullBytes(
                        (whole, body) -> {
                          whole.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
                          whole.getResponseHeaders().put(Headers.CONTENT_LENGTH, answer.length);
                          whole.getResponseSender().send(ByteBuffer.wrap(answer));
                        }))
        .build()
        .start();
  }
}
