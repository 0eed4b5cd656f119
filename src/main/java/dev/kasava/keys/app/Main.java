package dev.kasava.keys.app;

import dev.kasava.keys.cli.Program;
import dev.kasava.keys.cli.Terminal;
import java.io.Console;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Optional;

/** Where the program begins. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    PrintStream out = System.out;
    InputStream in = System.in;
    // Standard output belongs to the protocol and to what was asked for, whatever libraries print.
    System.setOut(System.err);
    @SuppressWarnings("SystemConsoleNull") // null where java.base alone is there, as in an image
    Console console = System.console();
    boolean isInteractive = console != null && console.isTerminal();
    Terminal terminal =
        new Terminal(
            out,
            System.err,
            isInteractive,
            prompt ->
                console != null && isInteractive
                    ? Optional.ofNullable(console.readLine("%s", prompt))
                    : Optional.empty());
    InstantSource clock = InstantSource.system();
    int exitCode =
        Program.run(
            arguments,
            terminal,
            System.getenv(),
            clock,
            new LocalBackend(System.getenv(), clock, terminal, in));
    out.flush();
    System.exit(exitCode);
  }
}
