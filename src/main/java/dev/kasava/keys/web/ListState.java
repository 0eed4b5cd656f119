package dev.kasava.keys.web;

import dev.kasava.keys.key.KeyStatus;
import dev.kasava.keys.service.ListKeys;
import dev.kasava.keys.store.KeyOrder;
import dev.kasava.keys.web.view.ListControls;
import dev.kasava.keys.web.view.ListControls.Column;
import dev.kasava.keys.web.view.ListControls.Filter;
import dev.kasava.keys.web.view.ListControls.Sort;
import io.undertow.server.HttpServerExchange;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which keys a list shows in which order, as its address says. */
record ListState(String search, @Nullable KeyStatus status, KeyOrder order) {
  private static final int LONGEST_SEARCH = 200;

  /** What an address says; whatever it says wrongly is as if not said. */
  static ListState of(HttpServerExchange exchange) {
    return new ListState(
        search(Screens.parameter(exchange, "q")),
        status(Screens.parameter(exchange, "status")),
        order(Screens.parameter(exchange, "sort")));
  }

  private static String search(@Nullable String text) {
    String trimmed = text == null ? "" : text.strip();
    return trimmed.substring(0, Math.min(trimmed.length(), LONGEST_SEARCH));
  }

  private static @Nullable KeyStatus status(@Nullable String name) {
    return Arrays.stream(KeyStatus.values())
        .filter(status -> code(status).equals(name))
        .findFirst()
        .orElse(null);
  }

  private static KeyOrder order(@Nullable String code) {
    return code == null ? KeyOrder.NEWEST : KeyOrder.ofCode(code).orElse(KeyOrder.NEWEST);
  }

  private static String code(KeyStatus status) {
    return status.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  ListKeys.Request request(@Nullable String cursor) {
    return new ListKeys.Request(search, status, order, cursor, ListKeys.DEFAULT_LIMIT);
  }

  String path() {
    return path(null);
  }

  /**
   * @param cursor null for the first page
   */
  String path(@Nullable String cursor) {
    List<String> query = new ArrayList<>();
    if (!search.isEmpty()) {
      query.add("q=" + encode(search));
    }
    if (status != null) {
      query.add("status=" + code(status));
    }
    if (order != KeyOrder.NEWEST) {
      query.add("sort=" + order.code());
    }
    if (cursor != null) {
      query.add("cursor=" + encode(cursor));
    }
    return Screens.KEYS_PATH + (query.isEmpty() ? "" : "?" + String.join("&", query));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  ListControls controls() {
    return new ListControls(
        search,
        status == null ? "" : code(status),
        order.code(),
        filters(),
        List.of(
            column("Name", KeyOrder.NAME, KeyOrder.NAME_REVERSED),
            new Column("Key Prefix", "", null),
            column("Created", KeyOrder.NEWEST, KeyOrder.OLDEST),
            column("Last Used", KeyOrder.LAST_USED, KeyOrder.LONGEST_UNUSED),
            new Column("30 days", "", null),
            column("Expires", KeyOrder.EXPIRY, KeyOrder.EXPIRY_REVERSED),
            new Column("Status", "", null)),
        Arrays.stream(KeyOrder.values())
            .map(one -> new Sort(one.code(), label(one), one == order))
            .toList());
  }

  private List<Filter> filters() {
    List<Filter> filters = new ArrayList<>();
    filters.add(filter("All", null));
    filters.add(filter("Active", KeyStatus.ACTIVE));
    filters.add(filter("Expiring soon", KeyStatus.EXPIRING_SOON));
    filters.add(filter("Expired", KeyStatus.EXPIRED));
    filters.add(filter("Pending", KeyStatus.PENDING));
    return filters;
  }

  private Filter filter(String label, @Nullable KeyStatus only) {
    return new Filter(label, new ListState(search, only, order).path(), only == status);
  }

  /** A heading sorts the usual way round first, and the other way when clicked again. */
  private Column column(String label, KeyOrder usual, KeyOrder other) {
    KeyOrder next = order == usual ? other : usual;
    String sorted = order == usual || order == other ? direction(order) : null;
    return new Column(label, new ListState(search, status, next).path(), sorted);
  }

  private static String direction(KeyOrder order) {
    return switch (order) {
      case OLDEST, NAME, LONGEST_UNUSED, EXPIRY -> "ascending";
      case NEWEST, NAME_REVERSED, LAST_USED, EXPIRY_REVERSED -> "descending";
    };
  }

  private static String label(KeyOrder order) {
    return switch (order) {
      case NEWEST -> "Newest first";
      case OLDEST -> "Oldest first";
      case NAME -> "Name, A to Z";
      case NAME_REVERSED -> "Name, Z to A";
      case LAST_USED -> "Last used first";
      case LONGEST_UNUSED -> "Longest unused first";
      case EXPIRY -> "First to expire first";
      case EXPIRY_REVERSED -> "Last to expire first";
    };
  }
}
