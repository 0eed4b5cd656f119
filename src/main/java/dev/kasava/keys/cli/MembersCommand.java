package dev.kasava.keys.cli;

import dev.kasava.keys.key.MemberId;
import dev.kasava.keys.remote.Keys;
import dev.kasava.keys.wire.MemberShape;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kasava members}: who belongs to the team. */
@Command(
    name = "members",
    description = "List, add, change and remove the members of your team.",
    footer = {
      "",
      "An admin manages everybody's keys and the members; a member creates keys and manages",
      "those; a viewer sees everything and changes nothing."
    })
final class MembersCommand implements Runnable {
  private final Context context;
  @Spec @Nullable CommandSpec spec;

  private MembersCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    Objects.requireNonNull(spec).commandLine().usage(context.terminal().out());
  }

  static CommandLine build(Context context) {
    return new CommandLine(new MembersCommand(context))
        .addSubcommand(new ListCommand(context))
        .addSubcommand(new AddCommand(context))
        .addSubcommand(new UpdateCommand(context))
        .addSubcommand(new RemoveCommand(context));
  }

  /** The id that {@code reference} is, or the id of the member of that name. */
  static String memberId(Keys keys, String reference) {
    if (MemberId.parse(reference).isPresent()) {
      return reference;
    }
    return keys.team().members().stream()
        .filter(member -> member.name().equals(reference))
        .map(MemberShape::id)
        .findFirst()
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCode.REFUSED,
                    "There is no member of that id or name. \"kasava members list\" shows them."));
  }

  @Command(name = "list", description = "List the members, by name.")
  static final class ListCommand extends KeyCommand {
    ListCommand(Context context) {
      super(context);
    }

    @Override
    void run(Keys keys) {
      MemberShape.Team team = keys.team();
      if (options.json) {
        printJson(team);
        return;
      }
      if (team.members().isEmpty()) {
        print("There are no members yet: every key acts for the owner itself.");
        return;
      }
      Table table = new Table("ID", "NAME", "ROLE", "KEYS", "SINCE");
      for (MemberShape member : team.members()) {
        table.add(
            member.id(),
            member.name(),
            member.role(),
            String.valueOf(member.keys()),
            context.times().shown(member.createdAt()));
      }
      table.print(context.terminal().out());
    }
  }

  @Command(name = "add", description = "Add a member, who has no key yet.")
  static final class AddCommand extends KeyCommand {
    @Parameters(paramLabel = "NAME", description = "What they are called, e.g. \"Ada Lovelace\".")
    String name = "";

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        description = "admin, member (unless given) or viewer.")
    String role = "member";

    AddCommand(Context context) {
      super(context);
    }

    @Override
    void run(Keys keys) {
      MemberShape member = keys.addMember(name, role);
      if (options.json) {
        printJson(member);
        return;
      }
      print("Added " + member.name() + " (" + member.id() + ") as " + member.role() + ".");
      print("Make their first key: kasava keys create NAME --member " + member.id());
    }
  }

  @Command(name = "update", description = "Rename a member, or give them another role.")
  static final class UpdateCommand extends KeyCommand {
    @Parameters(paramLabel = "MEMBER", description = "The member's id or name.")
    String reference = "";

    @Option(names = "--name", paramLabel = "NAME", description = "A new name.")
    @Nullable String name;

    @Option(names = "--role", paramLabel = "ROLE", description = "admin, member or viewer.")
    @Nullable String role;

    UpdateCommand(Context context) {
      super(context);
    }

    @Override
    void run(Keys keys) {
      if (name == null && role == null) {
        throw new CommandFailure(
            ExitCode.USAGE, "There is nothing to change. Give --name or --role.");
      }
      MemberShape member = keys.updateMember(memberId(keys, reference), name, role);
      if (options.json) {
        printJson(member);
      } else {
        print(member.name() + " is " + member.role() + " from now on.");
      }
    }
  }

  @Command(name = "remove", description = "Remove a member.")
  static final class RemoveCommand extends KeyCommand {
    @Parameters(paramLabel = "MEMBER", description = "The member's id or name.")
    String reference = "";

    @Option(
        names = "--keys",
        paramLabel = "WHAT",
        description =
            "What becomes of their keys: delete, owner (to hand them over to the owner), or the id"
                + " or name of another member.")
    @Nullable String keysTo;

    RemoveCommand(Context context) {
      super(context);
    }

    @Override
    void run(Keys keys) {
      String id = memberId(keys, reference);
      keys.removeMember(id, keysTo == null ? null : fate(keys, keysTo));
      if (!options.json) {
        print("Removed.");
      }
    }

    private static String fate(Keys keys, String text) {
      return text.equals("delete") || text.equals("owner") ? text : memberId(keys, text);
    }
  }
}
