package dev.kasava.keys.mcp.keys;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.mcp.feature.Answer;
import dev.kasava.keys.mcp.feature.Call;
import dev.kasava.keys.mcp.feature.Content;
import dev.kasava.keys.mcp.feature.Inert;
import dev.kasava.keys.mcp.feature.Resources;
import dev.kasava.keys.service.ListKeys;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.store.KeyQuery;
import dev.kasava.keys.wire.Shapes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keys and their usage by address: the shapes of the REST API, as JSON. */
final class KeyResources implements Resources {
  private static final String ALL = "kasava://keys";
  private static final String ONE = ALL + "/";
  private static final String USAGE = "/usage";
  private static final String JSON = "application/json";
  private static final int PAGE = 100;

  /** What an address names. */
  private sealed interface Place {
    record All() implements Place {}

    record One(KeyId id) implements Place {}

    record UsageOf(KeyId id) implements Place {}
  }

  private final Verbs verbs;
  private final Shapes shapes;
  private final KeyCompletion ids;

  KeyResources(Verbs verbs, Shapes shapes) {
    this.verbs = verbs;
    this.shapes = shapes;
    this.ids = new KeyCompletion(verbs);
  }

  @Override
  public Scope needed() {
    return Scope.KEYS_READ;
  }

  @Override
  public Answer<Page> list(Call call, @Nullable String cursor) {
    return Answer.of(
        verbs
            .list()
            .list(call.caller(), new ListKeys.Request("", cursor, PAGE))
            .map(page -> page(page, cursor == null)));
  }

  private static Page page(ListKeys.Page page, boolean isFirst) {
    List<Resource> resources = new ArrayList<>();
    if (isFirst) {
      resources.add(
          new Resource(
              ALL,
              "keys",
              "All API keys",
              "The newest " + KeyQuery.MOST + " API keys of the owner.",
              JSON));
    }
    for (KeySummary summary : page.keys()) {
      KeyId id = summary.key().id();
      resources.add(
          new Resource(
              ONE + id,
              id.value(),
              Inert.plain(summary.key().name().text()),
              "An API key: status, scopes, last use, expiry. Its title was written by people.",
              JSON));
    }
    return new Page(resources, page.nextCursor());
  }

  @Override
  public List<Template> templates() {
    return List.of(
        new Template(
            ONE + "{id}",
            "key",
            "One API key",
            "Status, scopes, last use and expiry of an API key.",
            JSON,
            "id",
            ids),
        new Template(
            ONE + "{id}" + USAGE,
            "usage",
            "Usage of an API key",
            "How often an API key was used: in all, today, this month, by hour and client.",
            JSON,
            "id",
            ids));
  }

  @Override
  public Answer<List<Content.Contents>> read(Call call, String uri) {
    return Answer.of(
        place(uri)
            .map(place -> read(call.caller(), place))
            .orElseGet(() -> Outcome.refused(new Refusal.NotFound()))
            .map(shape -> List.of(new Content.Contents(uri, JSON, Inert.json(shape), null))));
  }

  private Outcome<Object> read(Caller caller, Place place) {
    return switch (place) {
      case Place.All all ->
          verbs
              .list()
              .list(caller, new ListKeys.Request("", null, KeyQuery.MOST))
              .map(shapes::list);
      case Place.One(KeyId id) -> verbs.read().read(caller, id).map(shapes::key);
      case Place.UsageOf(KeyId id) -> verbs.usage().read(caller, id, null).map(shapes::usage);
    };
  }

  @Override
  public Optional<Watched> watched(Caller caller, String uri) {
    return caller.scopes().covers(Scope.KEYS_READ)
        ? place(uri).flatMap(KeyResources::watched)
        : Optional.empty();
  }

  /** Usage changes with every request, which nobody wants to be told of. */
  private static Optional<Watched> watched(Place place) {
    return switch (place) {
      case Place.All all -> Optional.of(new Watched.AllKeys());
      case Place.One(KeyId id) -> Optional.of(new Watched.OneKey(id));
      case Place.UsageOf usage -> Optional.empty();
    };
  }

  private static Optional<Place> place(String uri) {
    if (uri.equals(ALL)) {
      return Optional.of(new Place.All());
    }
    if (!uri.startsWith(ONE)) {
      return Optional.empty();
    }
    String rest = uri.substring(ONE.length());
    return rest.endsWith(USAGE)
        ? KeyId.parse(rest.substring(0, rest.length() - USAGE.length())).map(Place.UsageOf::new)
        : KeyId.parse(rest).map(Place.One::new);
  }
}
