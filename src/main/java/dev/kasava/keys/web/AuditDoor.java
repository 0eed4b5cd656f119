package dev.kasava.keys.web;

import dev.kasava.keys.http.Replies;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.service.ReadAudit;
import dev.kasava.keys.store.AuditEntry;
import dev.kasava.keys.store.AuditRecord;
import dev.kasava.keys.store.AuditRecord.Action;
import dev.kasava.keys.web.view.AuditView;
import dev.kasava.keys.web.view.AuditView.Event;
import dev.kasava.keys.web.view.Section;
import dev.kasava.keys.wire.AuditLines;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who did what to which key, on a page and as a file. */
final class AuditDoor {
  private static final String LINES_PATH = Section.AUDIT.path() + "/audit.jsonl";
  private static final String KEY = "key";

  private final ReadAudit log;
  private final AuditLines lines;
  private final Entrance entrance;
  private final Screens screens;
  private final Times times;
  private final Replies replies;

  AuditDoor(
      ReadAudit log,
      AuditLines lines,
      Entrance entrance,
      Screens screens,
      Times times,
      Replies replies) {
    this.log = log;
    this.lines = lines;
    this.entrance = entrance;
    this.screens = screens;
    this.times = times;
    this.replies = replies;
  }

  void addTo(Routes routes) {
    routes.get(Section.AUDIT.path(), entrance.page(this::show));
    routes.get(LINES_PATH, entrance.page(this::download));
  }

  private void show(HttpServerExchange exchange, Visit visit) {
    String key = Screens.parameter(exchange, KEY);
    String cursor = Screens.parameter(exchange, "cursor");
    ReadAudit.Request request = new ReadAudit.Request(key, cursor, ReadAudit.DEFAULT_LIMIT);
    switch (log.read(visit.caller(), request)) {
      case Outcome.Done<ReadAudit.Page>(var page) ->
          screens.show(exchange, "audit.jte", view(exchange, visit, key, cursor == null, page));
      case Outcome.Refused<ReadAudit.Page>(var refusal) -> screens.refused(exchange, refusal);
    }
  }

  private AuditView view(
      HttpServerExchange exchange,
      Visit visit,
      @Nullable String key,
      boolean isFirst,
      ReadAudit.Page page) {
    String path = Section.AUDIT.path() + (key == null ? "" : "?key=" + key);
    return new AuditView(
        screens.shell(exchange, visit, Section.AUDIT, "Audit Log"),
        page.entries().stream().map(entry -> event(visit, entry)).toList(),
        name(key, page.entries()),
        Times.zoneName(visit.zone()),
        LINES_PATH + (key == null ? "" : "?key=" + key),
        isFirst ? null : path,
        page.nextCursor() == null
            ? null
            : path + (key == null ? "?" : "&") + "cursor=" + page.nextCursor());
  }

  /** What the key was called last; null for the log of all keys. */
  private static @Nullable String name(@Nullable String key, List<AuditEntry> entries) {
    if (key == null) {
      return null;
    }
    return entries.isEmpty() ? key : entries.getFirst().record().subjectName();
  }

  private Event event(Visit visit, AuditEntry entry) {
    AuditRecord made = entry.record();
    return new Event(
        times.in(visit.zone()).moment(made.at()),
        words(made.action()),
        made.action() == Action.LEAKED || made.action() == Action.DELETED,
        made.subjectName(),
        made.subject() instanceof KeyId id ? Section.AUDIT.path() + "?key=" + id : null,
        actor(entry.actorName(), made),
        way(made),
        made.ownDetails());
  }

  /** Empty for what came about by itself. */
  private static String actor(@Nullable String key, AuditRecord made) {
    return switch (made.kind()) {
      case KEY -> key == null ? "a key that is gone" : key;
      case OPERATOR -> "the operator";
      case ISSUER -> Objects.requireNonNullElse(made.outsider(), "a token of another issuer");
      case SYSTEM -> "";
    };
  }

  private static String way(AuditRecord made) {
    String door =
        switch (made.door()) {
          case "rest" -> "over REST";
          case "mcp" -> "over MCP";
          case "page" -> "on this page";
          case "cli" -> "at the command line";
          default -> made.door();
        };
    return switch (made.door()) {
      case "rest", "mcp" ->
          made.client() == Client.UNKNOWN ? door : Words.of(made.client()) + " " + door;
      default -> door;
    };
  }

  private static String words(Action action) {
    return switch (action) {
      case CREATED -> "Created";
      case IMPORTED -> "Imported";
      case CLAIMED -> "Claimed";
      case UPDATED -> "Changed";
      case REGENERATION_REQUESTED -> "New secret asked for";
      case REGENERATION_REFUSED -> "New secret refused";
      case REGENERATED -> "Regenerated";
      case REVOKED -> "Secret revoked";
      case RETIRED -> "Old secret retired";
      case LEAKED -> "Secret leaked";
      case DELETED -> "Deleted";
      case REVIVED -> "Brought back by a restore";
      case HANDED_OVER -> "Handed over";
      case MEMBER_ADDED -> "Member added:";
      case MEMBER_UPDATED -> "Member changed:";
      case MEMBER_REMOVED -> "Member removed:";
      case OWNER_ADDED -> "Organization added:";
      case OWNER_UPDATED -> "Organization changed:";
      case OWNER_REMOVED -> "Organization removed:";
      case OWNER_RESTORED -> "Restored from a backup:";
    };
  }

  private void download(HttpServerExchange exchange, Visit visit) {
    switch (lines.of(visit.caller(), Screens.parameter(exchange, KEY))) {
      case Outcome.Done<AuditLines.Writing>(var writing) -> {
        exchange
            .getResponseHeaders()
            .put(Headers.CONTENT_DISPOSITION, "attachment; filename=\"audit.jsonl\"");
        replies.write(exchange, AuditLines.TYPE, writing::to);
      }
      case Outcome.Refused<AuditLines.Writing>(Refusal refusal) ->
          screens.refused(exchange, refusal);
    }
  }
}
