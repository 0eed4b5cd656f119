package dev.kasava.keys.mcp.keys;

import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.mcp.feature.Call;
import dev.kasava.keys.mcp.feature.Completion;
import dev.kasava.keys.service.ListKeys;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.store.KeyQuery;
import java.util.List;

/** Ids of keys, for whoever types the beginning of a name or of an id. */
final class KeyCompletion implements Completion {
  private final Verbs verbs;

  KeyCompletion(Verbs verbs) {
    this.verbs = verbs;
  }

  @Override
  public List<String> suggest(Call call, String typed) {
    boolean isId = typed.startsWith("key_");
    return switch (verbs
        .list()
        .list(call.caller(), new ListKeys.Request(isId ? "" : typed, null, KeyQuery.MOST))) {
      case Outcome.Done<ListKeys.Page>(var page) ->
          page.keys().stream()
              .map((KeySummary summary) -> summary.key().id().value())
              .filter(id -> !isId || id.startsWith(typed))
              .toList();
      case Outcome.Refused<ListKeys.Page> refused -> List.of();
    };
  }
}
