package dev.kasava.keys.app;

import dev.kasava.keys.cli.Backend.ServeOptions;
import dev.kasava.keys.cli.CommandFailure;
import dev.kasava.keys.cli.ExitCode;
import dev.kasava.keys.cli.Terminal;
import dev.kasava.keys.http.TlsException;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.token.IssuerException;
import java.io.PrintStream;
import java.net.BindException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/** Serves until the process is told to end. */
final class Serve {
  private final Map<String, String> environment;
  private final InstantSource clock;
  private final Terminal terminal;

  Serve(Map<String, String> environment, InstantSource clock, Terminal terminal) {
    this.environment = environment;
    this.clock = clock;
    this.terminal = terminal;
  }

  int run(ServeOptions options) {
    LineLogger.write(options.isLogJson() ? LogFormat.JSON : LogFormat.TEXT);
    // First, as it warns of two threads that set it up at once.
    var _ = LoggerFactory.getILoggerFactory();
    Thread.ofPlatform().name("ahead").daemon().start(HttpService::getReady);
    try (Installation installation = initialise(options, DataFolder.ofEnvironment(environment));
        HttpService service = start(installation, options)) {
      installation.closeAtTheEnd(service::close);
      welcome(installation, service);
      waitForTheEnd();
    }
    return ExitCode.OK;
  }

  private void welcome(Installation installation, HttpService service) {
    installation
        .firstStart()
        .begin(environment.getOrDefault("USER", "Owner"), ZoneId.systemDefault())
        .ifPresent(first -> present(installation, service, first));
    terminal.out().println("Kasava Keys is listening on " + service.address());
    terminal.out().flush();
  }

  private Installation initialise(ServeOptions options, DataFolder folder) {
    try {
      return Installation.initialise(
          folder,
          new Choices(options.keyPrefix(), options.database(), options.grace()),
          environment,
          clock);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "A key prefix is 2 to 10 small letters or digits and begins with a letter.");
    }
  }

  private static HttpService start(Installation installation, ServeOptions options) {
    try {
      return HttpService.start(
          installation,
          new HttpService.Options(
              options.host(),
              options.port(),
              options.publicUrl(),
              options.issuers(),
              options.records(),
              options.tls(),
              options.proxies()));
    } catch (IssuerException | TlsException e) {
      throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      if (e.getCause() instanceof BindException) {
        throw new CommandFailure(
            ExitCode.UNREACHABLE,
            "Port "
                + options.port()
                + " on "
                + options.host()
                + " is in use or not to be had. Stop what uses it, or choose another with"
                + " --port.");
      }
      throw e;
    }
  }

  /** Shows the first key to a person, or puts it where only the user can read it. */
  private void present(Installation installation, HttpService service, Issue.Claimed first) {
    PrintStream out = terminal.out();
    if (terminal.isInteractive()) {
      out.println("Welcome. This is your first key, and it may do everything:");
      out.println();
      out.println("    " + first.secret().reveal());
      out.println();
      out.println("It is shown once: keep it in a password manager or secrets vault.");
    } else {
      DataFolder folder = installation.folder();
      folder.replace(folder.firstKey(), first.secret().reveal() + "\n");
      out.println(
          "Welcome. Your first key, which may do everything, is in the file " + folder.firstKey());
      out.println("Keep it in a password manager or secrets vault, then delete the file.");
    }
    out.println("Give each tool a key of its own rather than pasting this one anywhere:");
    out.println("    kasava connect claude-code --local    (or cursor, claude-desktop, vscode...)");
    out.println(
        "Open the page, signed in, within 10 minutes: "
            + service.signInLink(first.key().key().id()));
  }

  private static void waitForTheEnd() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // Whoever does that wants the end; what is to be closed must not be interrupted as well.
    }
  }
}
