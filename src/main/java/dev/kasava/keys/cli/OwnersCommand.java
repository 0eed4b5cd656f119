package dev.kasava.keys.cli;

import dev.kasava.keys.holder.Delivery;
import dev.kasava.keys.holder.Destination;
import dev.kasava.keys.wire.IdentityShape.OwnerShape;
import dev.kasava.keys.wire.Json;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kasava owners}: the owners of keys in the data folder, for its operator. */
@Command(
    name = "owners",
    description = {
      "List, add, rename and remove the owners of keys in the data folder: teams that see nothing"
          + " of each other. For the operator, on the machine of the server."
    })
final class OwnersCommand implements Runnable {
  private final Context context;
  @Spec @Nullable CommandSpec spec;

  private OwnersCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    Objects.requireNonNull(spec).commandLine().usage(context.terminal().out());
  }

  static CommandLine build(Context context) {
    return new CommandLine(new OwnersCommand(context))
        .addSubcommand(new ListCommand(context))
        .addSubcommand(new AddCommand(context))
        .addSubcommand(new RenameCommand(context))
        .addSubcommand(new RemoveCommand(context));
  }

  /** What they share: the data folder is opened, and closed at the end. */
  abstract static class OwnerCommand implements Callable<Integer> {
    final Context context;

    OwnerCommand(Context context) {
      this.context = context;
    }

    @Override
    public final Integer call() {
      try (Owners owners = context.backend().owners()) {
        run(owners);
      }
      return ExitCode.OK;
    }

    abstract void run(Owners owners);
  }

  @Command(name = "list", description = "List the owners.")
  static final class ListCommand extends OwnerCommand {
    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    ListCommand(Context context) {
      super(context);
    }

    private record All(List<OwnerShape> owners) {}

    @Override
    void run(Owners owners) {
      List<OwnerShape> all = owners.list();
      if (json) {
        context.terminal().out().println(new Json().text(new All(all)));
        return;
      }
      Table table = new Table("ID", "NAME", "TIME ZONE");
      all.forEach(owner -> table.add(owner.id(), owner.name(), owner.timeZone()));
      table.print(context.terminal().out());
    }
  }

  @Command(name = "add", description = "Add an owner, with a first key that may do everything.")
  static final class AddCommand extends OwnerCommand {
    @Parameters(paramLabel = "NAME", description = "A team or a company.")
    String name = "";

    @Option(
        names = "--show-secret",
        description = "Print the secret also where this is not a terminal.")
    boolean showSecret;

    @Mixin DeliveryOptions delivery = new DeliveryOptions();

    AddCommand(Context context) {
      super(context);
    }

    @Override
    void run(Owners owners) {
      Optional<Destination> destination =
          delivery.destination(context, context.backend().notedServer());
      destination.ifPresent(Destination::prepare);
      if (destination.isEmpty() && !showSecret && !context.terminal().isInteractive()) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "Where shall the secret of the first key go? Add --show-secret, or one of --env-file,"
                + " --to-command, --to-clipboard and --to-keychain.");
      }
      Owners.Founded founded = owners.add(name);
      context.say("Added " + founded.owner().name() + " (" + founded.owner().id() + ").");
      if (destination.isPresent()) {
        Delivery.deliver(
            destination.get(), founded.first(), () -> withdrawn(owners, founded.owner()));
        context.print(
            "The secret of its first key ("
                + founded.first().key().preview()
                + ") went to "
                + destination.get().place()
                + ".");
        DeliveryOptions.caution(context, destination.get());
      } else {
        context.say("This is shown once. Keep it in a password manager or secrets vault:");
        context.print(String.valueOf(founded.first().secret()));
      }
    }

    private static String withdrawn(Owners owners, OwnerShape owner) {
      owners.remove(owner.id(), true);
      return "The owner was removed again.";
    }
  }

  @Command(name = "rename", description = "Give an owner another name.")
  static final class RenameCommand extends OwnerCommand {
    @Parameters(index = "0", paramLabel = "OWNER", description = "The owner's id or name.")
    String reference = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "The new name.")
    String name = "";

    RenameCommand(Context context) {
      super(context);
    }

    @Override
    void run(Owners owners) {
      OwnerShape renamed = owners.rename(owners.find(reference).id(), name);
      context.print(renamed.id() + " is called " + renamed.name() + " from now on.");
    }
  }

  @Command(name = "remove", description = "Remove an owner and its members.")
  static final class RemoveCommand extends OwnerCommand {
    @Parameters(paramLabel = "OWNER", description = "The owner's id or name.")
    String reference = "";

    @Option(
        names = "--delete-keys",
        description = "Delete all of its keys too; they are dead at once.")
    boolean deleteKeys;

    RemoveCommand(Context context) {
      super(context);
    }

    @Override
    void run(Owners owners) {
      OwnerShape owner = owners.find(reference);
      owners.remove(owner.id(), deleteKeys);
      context.print("Removed " + owner.name() + ".");
    }
  }
}
