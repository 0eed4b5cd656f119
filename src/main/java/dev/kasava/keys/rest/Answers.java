package dev.kasava.keys.rest;

import dev.kasava.keys.http.Problems;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.key.Outcome;
import io.undertow.server.HttpServerExchange;
import java.util.function.Function;

/** From outcomes to answers. */
final class Answers {
  private final Replies replies;

  Answers(Replies replies) {
    this.replies = replies;
  }

  <T> void answer(
      HttpServerExchange exchange, Outcome<T> outcome, int status, Function<? super T, ?> shape) {
    switch (outcome) {
      case Outcome.Done<T>(T value) -> replies.json(exchange, status, shape.apply(value));
      case Outcome.Refused<T>(var refusal) -> replies.problem(exchange, Problems.of(refusal));
    }
  }

  <T> void answerNothing(HttpServerExchange exchange, Outcome<T> outcome) {
    switch (outcome) {
      case Outcome.Done<T> done -> replies.noContent(exchange);
      case Outcome.Refused<T>(var refusal) -> replies.problem(exchange, Problems.of(refusal));
    }
  }
}
