package dev.kasava.keys.http;

import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.wire.Json;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.conduits.StreamSinkConduit;

/** Writes answers. Thread-safe; one answer an exchange. */
public final class Replies {
  private static final String JSON = "application/json";
  private static final String PROBLEM = "application/problem+json";

  /** How a door with a protocol of its own tells of a problem. */
  @FunctionalInterface
  public interface ProblemForm {
    /** What serializes to the body. */
    Object of(Problem problem);
  }

  private static final AttachmentKey<ProblemForm> FORM = AttachmentKey.create(ProblemForm.class);

  /** Writes a long answer. Throws when the client is gone. */
  @FunctionalInterface
  public interface Writing {
    void to(OutputStream out) throws IOException;
  }

  private static final Logger log = LoggerFactory.getLogger(Replies.class);

  private final Json json;
  private final Challenges challenges;
  private final Places longAnswers = new Places(Capacity.MOST_LONG_ANSWERS);

  public Replies(Json json, Challenges challenges) {
    this.json = json;
    this.challenges = challenges;
  }

  public void json(HttpServerExchange exchange, int status, Object shape) {
    send(exchange, status, JSON, json.bytes(shape));
  }

  /**
   * Likewise after a pause, for which no thread waits.
   *
   * @param pause none if it is negative
   */
  public void jsonAfter(HttpServerExchange exchange, Duration pause, int status, Object shape) {
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () ->
            exchange
                .getIoThread()
                .executeAfter(
                    () -> json(exchange, status, shape),
                    Math.max(0, pause.toMillis()),
                    TimeUnit.MILLISECONDS));
  }

  /** In the form of the door that was asked, where that has one of its own. */
  public void problem(HttpServerExchange exchange, Problem problem) {
    ProblemForm form = exchange.getAttachment(FORM);
    if (form == null) {
      send(exchange, problem.status(), PROBLEM, json.bytes(problem));
    } else {
      send(exchange, problem.status(), JSON, json.bytes(form.of(problem)));
    }
  }

  /** Has problems of this exchange answered in another form, as JSON. */
  public static void speak(HttpServerExchange exchange, ProblemForm form) {
    exchange.putAttachment(FORM, form);
  }

  /** Refuses what there is no room for. */
  void comeBackLater(HttpServerExchange exchange) {
    exchange.getResponseHeaders().put(Headers.RETRY_AFTER, "1");
    problem(exchange, Problems.overloaded());
  }

  /** A problem whose challenge (RFC 6750, section 3) tells a client how to come in. */
  public void challenge(HttpServerExchange exchange, Problem problem, String challenge) {
    exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, challenge);
    problem(exchange, problem);
  }

  /**
   * @param needed the scopes to come back with; may be empty
   */
  public void noCredential(HttpServerExchange exchange, List<Scope> needed) {
    challenge(
        exchange,
        Problems.noCredential(),
        challenges.noCredential(exchange.getRequestPath(), needed));
  }

  public void severalCredentials(HttpServerExchange exchange) {
    challenge(exchange, Problems.severalCredentials(), challenges.severalCredentials());
  }

  public void rejected(HttpServerExchange exchange, List<Scope> needed, Verdict.Rejected rejected) {
    String challenge = challenges.of(exchange.getRequestPath(), needed, rejected);
    if (challenge == null) {
      problem(exchange, Problems.of(rejected));
    } else {
      challenge(exchange, Problems.of(rejected), challenge);
    }
  }

  /** Says in a header which scope to come back with. */
  public void askFor(HttpServerExchange exchange, Scope scope) {
    exchange
        .getResponseHeaders()
        .put(Headers.WWW_AUTHENTICATE, challenges.missingScope(exchange.getRequestPath(), scope));
  }

  public void noContent(HttpServerExchange exchange) {
    endWithoutContent(exchange);
  }

  /** Answers 204. */
  public static void endWithoutContent(HttpServerExchange exchange) {
    exchange.setStatusCode(StatusCodes.NO_CONTENT);
    if (exchange.getRequestMethod().equals(Methods.HEAD)) {
      // Undertow would say that it comes in chunks, which RFC 9112, section 6.1, forbids.
      exchange.addResponseWrapper(
          (factory, wrapped) -> {
            StreamSinkConduit conduit = factory.create();
            wrapped.getResponseHeaders().remove(Headers.TRANSFER_ENCODING);
            return conduit;
          });
    }
    exchange.endExchange();
  }

  /**
   * Writes an answer bit by bit, on a worker that waits for the client; so few at a time that there
   * are workers left for all others.
   */
  public void write(HttpServerExchange exchange, String type, Writing writing) {
    if (!longAnswers.take(1)) {
      comeBackLater(exchange);
      return;
    }
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, type);
    exchange.startBlocking();
    OutputStream out = exchange.getOutputStream();
    try {
      writing.to(out);
      out.close();
    } catch (IOException e) {
      log.debug("A client left before it had its answer.", e);
      IoUtils.safeClose(exchange.getConnection());
    } finally {
      longAnswers.giveBack(1);
    }
  }

  public void send(HttpServerExchange exchange, int status, String type, byte[] body) {
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, type);
    exchange.getResponseHeaders().put(Headers.CONTENT_LENGTH, body.length);
    exchange.getResponseSender().send(ByteBuffer.wrap(body));
  }
}
