package dev.kasava.keys.cli;

import dev.kasava.keys.remote.Keys;
import dev.kasava.keys.store.KeyQuery;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.KeyListShape;
import dev.kasava.keys.wire.KeyShape;
import dev.kasava.keys.wire.UsageShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code kasava keys ...}: the verbs at a terminal. */
@Command(name = "keys", description = "List, create, watch, rotate and delete keys.")
final class KeysCommand implements Runnable {
  private final Context context;
  @Spec @Nullable CommandSpec spec;

  private KeysCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    Objects.requireNonNull(spec).commandLine().usage(context.terminal().out());
  }

  static CommandLine build(Context context) {
    return new CommandLine(new KeysCommand(context))
        .addSubcommand(new ListCommand(context))
        .addSubcommand(new CreateCommand(context))
        .addSubcommand(new ClaimCommand(context))
        .addSubcommand(new UsageCommand(context))
        .addSubcommand(new RegenerateCommand(context))
        .addSubcommand(new UpdateCommand(context))
        .addSubcommand(new DeleteCommand(context))
        .addSubcommand(new ImportCommand(context))
        .addSubcommand(new ExportCommand(context));
  }

  @Command(name = "list", description = "List keys, newest first.")
  static final class ListCommand extends KeyCommand {
    @Option(names = "--search", paramLabel = "WORDS", description = "Beginnings of words.")
    String search = "";

    @Option(names = "--limit", paramLabel = "COUNT", description = "The newest so many; else all.")
    int limit = Integer.MAX_VALUE;

    ListCommand(Context context) {
      super(context);
    }

    @Override
    void run(Keys keys) {
      if (limit < 1) {
        throw new CommandFailure(ExitCode.USAGE, "--limit is a number from 1 on.");
      }
      List<KeyShape> all = new ArrayList<>();
      @Nullable String cursor = null;
      do {
        KeyListShape page = keys.list(search, cursor, Math.min(KeyQuery.MOST, limit - all.size()));
        all.addAll(page.keys());
        cursor = page.nextCursor();
      } while (cursor != null && all.size() < limit);
      if (options.json) {
        printJson(new KeyListShape(all, cursor));
      } else if (all.isEmpty()) {
        print(search.isEmpty() ? "There are no keys yet." : "No key matches.");
      } else {
        printTable(all);
      }
    }

    private void printTable(List<KeyShape> all) {
      Times times = context.times();
      Table table = new Table("ID", "NAME", "KEY", "STATUS", "CREATED", "LAST USED", "EXPIRES");
      for (KeyShape key : all) {
        table.add(
            key.id(),
            key.name(),
            key.preview(),
            key.status().replace('_', ' '),
            times.shown(key.createdAt()),
            times.shown(key.lastUsedAt()),
            times.shown(key.expiresAt()));
      }
      table.print(context.terminal().out());
    }
  }

  @Command(name = "usage", description = "Show how a key was used.")
  static final class UsageCommand extends KeyCommand {
    @Parameters(paramLabel = "KEY", description = "The key's id or name.")
    String reference = "";

    @Option(
        names = "--tz",
        paramLabel = "ZONE",
        description = "Whose today and month, e.g. Europe/Berlin.")
    @Nullable String timeZone;

    UsageCommand(Context context) {
      super(context);
    }

    @Override
    void run(Keys keys) {
      UsageShape usage = keys.usage(idOf(keys, reference), timeZone);
      if (options.json) {
        printJson(usage);
        return;
      }
      Table table = new Table("Total requests", Long.toString(usage.totalRequests()));
      table.add("Requests today", usage.requestsToday() + "  (" + usage.timeZone() + ")");
      table.add("This month", Long.toString(usage.requestsThisMonth()));
      table.add("Rejected", Long.toString(usage.rejectedRequests()));
      table.add(
          "Last used",
          context.times().shown(usage.lastUsedAt())
              + (usage.lastClient() == null ? "" : "  by " + usage.lastClient()));
      table.print(context.terminal().out());
    }
  }

  @Command(name = "update", description = "Rename a key, or change its expiry or limit.")
  static final class UpdateCommand extends KeyCommand {
    @Parameters(paramLabel = "KEY", description = "The key's id or name.")
    String reference = "";

    @Option(names = "--name", paramLabel = "NAME", description = "A new name.")
    @Nullable String name;

    @Option(names = "--expires", paramLabel = "WHEN", description = "A new expiry, or never.")
    @Nullable String expires;

    @Option(
        names = "--rate-limit",
        paramLabel = "LIMIT",
        description = "A new limit such as 100/1m, or none.")
    @Nullable String rateLimit;

    UpdateCommand(Context context) {
      super(context);
    }

    @Override
    void run(Keys keys) {
      if (name == null && expires == null && rateLimit == null) {
        throw new CommandFailure(
            ExitCode.USAGE, "There is nothing to change. Give --name, --expires or --rate-limit.");
      }
      KeyShape key =
          keys.update(
              idOf(keys, reference),
              new Keys.Change(
                  name,
                  expires != null,
                  expires == null ? null : context.times().expiry(expires),
                  rateLimit != null,
                  rateLimit == null ? null : Limits.parse(rateLimit)));
      if (options.json) {
        printJson(key);
      } else {
        print(
            "\""
                + key.name()
                + "\" expires: "
                + context.times().shown(key.expiresAt())
                + (key.rateLimit() == null ? "" : ", limit: " + key.rateLimit().text())
                + ".");
      }
    }
  }

  @Command(name = "delete", description = "Delete a key; all its secrets are dead at once.")
  static final class DeleteCommand extends KeyCommand {
    private static final int MOST_NAMES = 20;

    @Parameters(paramLabel = "KEY", description = "The key's id or name.")
    String reference = "";

    @Option(
        names = "--cascade",
        description = "Also delete the keys that it created, and those that they created.")
    boolean cascade;

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    DeleteCommand(Context context) {
      super(context);
    }

    @Override
    void run(Keys keys) {
      KeyShape key = keys.read(idOf(keys, reference));
      List<KeyShape> others = cascade ? keys.descendants(key.id()).keys() : List.of();
      if (!yes) {
        confirm(key, others);
      }
      if (cascade) {
        keys.deleteWithDescendants(key.id());
      } else {
        keys.delete(key.id());
      }
      if (options.json) {
        printJson(cascade ? withOthers(key, others) : key);
      } else {
        print(
            "Deleted \""
                + key.name()
                + "\""
                + (others.isEmpty() ? "" : " and " + counted(others))
                + ". Whatever used "
                + (others.isEmpty() ? "it" : "them")
                + " is refused from now on.");
      }
    }

    private static ObjectNode withOthers(KeyShape key, List<KeyShape> others) {
      ObjectNode both = new Json().mapper().valueToTree(key);
      ArrayNode ids = both.putArray("alsoDeleted");
      others.forEach(other -> ids.add(other.id()));
      return both;
    }

    private static String counted(List<KeyShape> others) {
      return others.size() == 1
          ? "the key that it created"
          : "the " + others.size() + " keys that it created";
    }

    private static String named(List<KeyShape> others) {
      String names =
          String.join(
              ", ", others.stream().limit(MOST_NAMES).map(key -> '"' + key.name() + '"').toList());
      int left = others.size() - MOST_NAMES;
      return counted(others) + ": " + names + (left > 0 ? ", and " + left + " more" : "");
    }

    private void confirm(KeyShape key, List<KeyShape> others) {
      if (!context.terminal().isInteractive()) {
        throw new CommandFailure(
            ExitCode.REFUSED, "Deleting cannot be undone. Add --yes if you mean it.");
      }
      String used =
          key.lastUsedAt() == null
              ? "It was never used."
              : "It was last used " + context.times().shown(key.lastUsedAt()) + ".";
      String with =
          others.isEmpty()
              ? ""
              : SafeText.of(
                  " With it " + (others.size() == 1 ? "goes " : "go ") + named(others) + ".");
      boolean isMeant =
          context
              .terminal()
              .ask()
              .apply(used + with + " Type its name to delete it for good: ")
              .filter(answer -> answer.strip().equals(key.name()))
              .isPresent();
      if (!isMeant) {
        throw new CommandFailure(ExitCode.REFUSED, "Nothing was deleted.");
      }
    }
  }
}
