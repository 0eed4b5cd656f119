package dev.kasava.keys.cli;

import dev.kasava.keys.cli.PepperKeeper.Version;
import dev.kasava.keys.wire.Json;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kasava pepper}: exchanging what the digests are keyed with, while servers run. */
@Command(
    name = "pepper",
    description = {
      "Show, rotate and remove the peppers that digests of secrets are keyed with. For the"
          + " operator, on the machine of the server."
    })
final class PepperCommand implements Runnable {
  private final Context context;
  @Spec @Nullable CommandSpec spec;

  private PepperCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    Objects.requireNonNull(spec).commandLine().usage(context.terminal().out());
  }

  static CommandLine build(Context context) {
    return new CommandLine(new PepperCommand(context))
        .addSubcommand(new Status(context))
        .addSubcommand(new Rotate(context))
        .addSubcommand(new Remove(context));
  }

  /** What they share: the data folder is opened, and closed at the end. */
  abstract static class Kept implements Callable<Integer> {
    final Context context;

    Kept(Context context) {
      this.context = context;
    }

    @Override
    public final Integer call() throws InterruptedException {
      try (PepperKeeper keeper = context.backend().peppers()) {
        run(keeper);
      }
      return ExitCode.OK;
    }

    abstract void run(PepperKeeper keeper) throws InterruptedException;
  }

  @Command(name = "status", description = "Tell how many secrets need which version.")
  static final class Status extends Kept {
    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    Status(Context context) {
      super(context);
    }

    private record Shape(int version, String state, long secrets, long signingKeys) {}

    private record All(List<Shape> peppers) {}

    private static Shape shape(Version version) {
      return new Shape(
          version.number(),
          version.state().name().toLowerCase(Locale.ROOT),
          version.secrets(),
          version.signingKeys());
    }

    @Override
    void run(PepperKeeper keeper) {
      List<Shape> all = keeper.versions().stream().map(Status::shape).toList();
      if (json) {
        context.terminal().out().println(new Json().text(new All(all)));
        return;
      }
      Table table = new Table("VERSION", "STATE", "LIVE SECRETS", "SIGNING KEYS");
      for (Shape one : all) {
        table.add(
            String.valueOf(one.version()),
            one.state(),
            String.valueOf(one.secrets()),
            String.valueOf(one.signingKeys()));
      }
      table.print(context.terminal().out());
    }
  }

  @Command(
      name = "rotate",
      description = {
        "Make a new pepper and use it for new digests. Secrets that are in use are kept under it at"
            + " their next use; the others stay good under the old one."
      })
  static final class Rotate extends Kept {
    @Option(
        names = "--prepare",
        description =
            "Only make it, so that it can be copied to the other nodes first. Rotate without this"
                + " afterwards.")
    boolean onlyPrepare;

    Rotate(Context context) {
      super(context);
    }

    @Override
    void run(PepperKeeper keeper) throws InterruptedException {
      int version = keeper.prepare();
      context.say(
          "Pepper "
              + version
              + " is in "
              + keeper.file()
              + ". Back that file up before you go on.");
      if (onlyPrepare) {
        context.print(
            "It is not used yet. Copy the file to every node that has its own, then run \"kasava"
                + " pepper rotate\".");
        return;
      }
      Duration left = keeper.untilRead();
      if (left.isPositive()) {
        context.say("Waiting until every server has read it.");
        Thread.sleep(left);
      }
      keeper.activate(version);
      context.print(
          "New digests are made with pepper "
              + version
              + " from now on. \"kasava pepper status\" tells how many secrets still need an older"
              + " one.");
    }
  }

  @Command(name = "remove", description = "Forget a retired pepper that no live secret needs.")
  static final class Remove extends Kept {
    @Parameters(paramLabel = "VERSION", description = "Its number.")
    int version;

    Remove(Context context) {
      super(context);
    }

    @Override
    void run(PepperKeeper keeper) {
      keeper.remove(version);
      context.print(
          "Pepper "
              + version
              + " is needed no longer. Delete the line that begins with \""
              + version
              + ":\" from "
              + keeper.file()
              + " on every node.");
    }
  }
}
