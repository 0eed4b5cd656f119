package dev.kasava.keys.web;

import io.undertow.predicate.Predicates;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.encoding.ContentEncodingRepository;
import io.undertow.server.handlers.encoding.EncodingHandler;
import io.undertow.server.handlers.encoding.GzipEncodingProvider;

/** Sends answers compressed to whoever takes them so. */
final class Compression {
  private static final int PRIORITY = 50;

  private Compression() {}

  static HttpHandler of(HttpHandler handler) {
    return new EncodingHandler(
        handler,
        new ContentEncodingRepository()
            .addEncodingHandler(
                "gzip", new GzipEncodingProvider(), PRIORITY, Predicates.truePredicate()));
  }
}
