package dev.kasava.keys.cli;

import dev.kasava.keys.machine.PrivateFiles;
import dev.kasava.keys.service.ExportKeys.Exported;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kasava keys export}. */
@Command(
    name = "export",
    description = {
      "Write keys for \"kasava keys import\" in another installation with the same pepper, a JSON"
          + " object in each line. There is no secret and no pepper in it. For the operator, on the"
          + " machine of the server."
    })
final class ExportCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(
      paramLabel = "FILE|-",
      arity = "0..1",
      description = "The file, which only you can read then; else standard output.")
  Path file = ImportCommand.STANDARD;

  @Option(
      names = "--owner",
      paramLabel = "OWNER",
      description = "Only this owner's, by id or name; else everybody's.")
  @Nullable String owner;

  @Option(names = "--overwrite", description = "Replace a file of that name.")
  boolean overwrite;

  ExportCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    try (Transfers transfers = context.backend().transfers()) {
      tell(
          file.equals(ImportCommand.STANDARD)
              ? print(transfers)
              : write(transfers, file.toAbsolutePath()));
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE,
          "It cannot be written there. Check the folder's owner and mode, and that the disk has"
              + " room.");
    }
    return ExitCode.OK;
  }

  private Exported print(Transfers transfers) throws IOException {
    PrintStream out = context.terminal().out();
    Exported exported = transfers.write(owner, out);
    if (out.checkError()) {
      throw new IOException("standard output takes no more");
    }
    return exported;
  }

  private Exported write(Transfers transfers, Path target) throws IOException {
    if (!overwrite && Files.exists(target)) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "There is a file of that name already. Name another, or add --overwrite.");
    }
    AtomicReference<Exported> exported = new AtomicReference<>(new Exported(0, 0));
    Path whole = PrivateFiles.writeBeside(target, out -> exported.set(transfers.write(owner, out)));
    try {
      Files.move(
          whole, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(whole);
    }
    PrivateFiles.syncFolder(target);
    return exported.get();
  }

  private void tell(Exported exported) {
    context.say(
        "Exported "
            + ImportCommand.counted(exported.keys(), "key")
            + (exported.without() == 0
                ? "."
                : "; left out "
                    + ImportCommand.counted(exported.without(), "key")
                    + " with no secret that works."));
    context.say(
        "No secret can be made of it, and nobody can try guesses on it without the pepper. Keep the"
            + " two apart all the same; names, owners and scopes can be read in it.");
  }
}
