package dev.kasava.keys.mcp.modern;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.mcp.Cancellation;
import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.Outlet;
import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.mcp.Wire;
import dev.kasava.keys.mcp.feature.Features;
import dev.kasava.keys.mcp.feature.Resources.Watched;
import dev.kasava.keys.service.ChangeFeed;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The open {@code subscriptions/listen} requests (MCP 2026-07-28, subscriptions). There is room for
 * so many, and for so many of each key. Thread-safe.
 */
public final class Subscriptions {
  static final int MOST = 10_000;
  static final int MOST_OF_A_KEY = 100;
  private static final int MOST_WATCHED = 1_000;
  private static final String ID = Envelope.PREFIX + "subscriptionId";

  private final Features features;
  private final ChangeFeed feed;
  private final Set<Subscription> open = ConcurrentHashMap.newKeySet();

  public Subscriptions(Features features, ChangeFeed feed) {
    this.features = features;
    this.feed = feed;
  }

  /** One of them; what it wants to hear of was agreed when it began. */
  private record Subscription(
      Object id,
      @Nullable KeyId key,
      String principal,
      @Nullable Instant until,
      boolean lists,
      Map<String, Watched> watched,
      Outlet outlet,
      Map<String, Object> meta)
      implements ChangeFeed.Listener {

    /** From what is acknowledged on nothing is missed, and nothing comes before it. */
    synchronized void begin(ChangeFeed feed, OwnerId owner) {
      feed.listen(owner, this);
      acknowledge();
    }

    @Override
    public synchronized void changed(Predicate<KeyId> isChanged) {
      if (lists) {
        tell("notifications/resources/list_changed", Map.of());
      }
      watched.forEach(
          (uri, what) -> {
            if (what.isAffected(isChanged)) {
              tell("notifications/resources/updated", Map.of("uri", uri));
            }
          });
    }

    void tell(String method, Map<String, ?> params) {
      Map<String, Object> tagged = new LinkedHashMap<>();
      tagged.put("_meta", Map.of(ID, id));
      tagged.putAll(params);
      outlet.send(Wire.notice(method, tagged));
    }

    private void acknowledge() {
      Map<String, Object> agreed = new HashMap<>();
      if (lists) {
        agreed.put("resourcesListChanged", true);
      }
      if (!watched.isEmpty()) {
        agreed.put("resourceSubscriptions", watched.keySet());
      }
      tell("notifications/subscriptions/acknowledged", Map.of("notifications", agreed));
    }

    /** Ends it as the server's own wish, and says so. */
    void end() {
      outlet.send(Wire.notice("notifications/cancelled", Map.of("requestId", id)));
      Map<String, Object> identified = new HashMap<>(meta);
      identified.put(ID, id);
      outlet.answer(id, Map.of("resultType", "complete", "_meta", identified));
    }

    /** How much it holds of its request. */
    long characters() {
      return id.toString().length() + watched.keySet().stream().mapToLong(String::length).sum();
    }

    // Each is itself alone, whatever it was asked for.
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  void open(
      Message.Request request,
      Caller caller,
      Outlet outlet,
      Cancellation cancellation,
      Map<String, Object> meta) {
    JsonNode filter = request.params().path("notifications");
    if (!(filter instanceof ObjectNode)) {
      outlet.refuse(
          request.id(), RpcError.invalidParams("Send the field notifications, an object."));
      return;
    }
    Subscription subscription =
        new Subscription(
            request.id(),
            caller.key(),
            caller.principal(),
            caller.token() == null ? null : caller.token().expiresAt(),
            filter.path("resourcesListChanged").booleanValue(false) && mayRead(caller),
            watched(caller, filter.path("resourceSubscriptions")),
            outlet,
            meta);
    if (!add(subscription)) {
      outlet.refuse(
          request.id(),
          RpcError.refused(
              "There are too many subscriptions already. Close one that is no longer needed."));
      return;
    }
    try {
      subscription.begin(feed, caller.owner());
    } catch (RuntimeException e) {
      remove(subscription);
      throw e;
    }
    cancellation.onCancel(() -> remove(subscription));
    outlet.keep(subscription.characters());
  }

  private boolean mayRead(Caller caller) {
    var needed = features.catalogue().resources().needed();
    return needed == null || caller.scopes().covers(needed);
  }

  private Map<String, Watched> watched(Caller caller, JsonNode uris) {
    Map<String, Watched> watched = new LinkedHashMap<>();
    for (JsonNode uri : uris) {
      String text = uri.stringValue("");
      if (watched.size() < MOST_WATCHED) {
        features
            .catalogue()
            .resources()
            .watched(caller, text)
            .ifPresent(what -> watched.put(text, what));
      }
    }
    return watched;
  }

  private synchronized boolean add(Subscription subscription) {
    long ofThisCaller =
        open.stream().filter(other -> other.principal().equals(subscription.principal())).count();
    return open.size() < MOST && ofThisCaller < MOST_OF_A_KEY && open.add(subscription);
  }

  private boolean remove(Subscription subscription) {
    feed.leave(subscription);
    return open.remove(subscription);
  }

  /**
   * Ends the subscriptions of dead keys, and of tokens that have expired.
   *
   * @param isLive asked for each key
   */
  public void sweep(Predicate<KeyId> isLive, Instant now) {
    for (Subscription subscription : open) {
      KeyId key = subscription.key();
      Instant until = subscription.until();
      boolean isOver = (key != null && !isLive.test(key)) || (until != null && !until.isAfter(now));
      if (isOver && remove(subscription)) {
        subscription.end();
      }
    }
  }

  public int size() {
    return open.size();
  }

  /** Ends them all, as the server ends. */
  public void endAll() {
    for (Subscription subscription : open) {
      if (remove(subscription)) {
        subscription.end();
      }
    }
  }
}
