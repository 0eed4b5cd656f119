package dev.kasava.keys.cli;

import dev.kasava.keys.http.TlsFiles;
import dev.kasava.keys.http.TrustedProxies;
import dev.kasava.keys.machine.Environment;
import dev.kasava.keys.token.TrustedIssuer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kasava serve}. */
@Command(name = "serve", description = "Serve the page, the REST API and MCP.")
final class ServeCommand implements Callable<Integer> {
  private static final int HIGHEST_PORT = 65_535;
  private static final int LONGEST_GRACE_SECONDS = 3_600;
  private static final String USUAL_HOST = "127.0.0.1";
  private static final String USUAL_GRACE = "60";
  private static final String USUAL_RETENTION = "365";

  private final Context context;

  @Option(
      names = "--host",
      description = "The address to bind; 127.0.0.1 unless given. KASAVA_HOST does the same.",
      paramLabel = "ADDRESS")
  @Nullable String host;

  @Option(
      names = "--port",
      description = "The port; 8787 unless given, 0 for any free one.",
      paramLabel = "PORT")
  int port = 8787;

  @Option(
      names = "--public-url",
      paramLabel = "URL",
      description =
          "Where people reach this server, e.g. https://keys.example.com. KASAVA_PUBLIC_URL does"
              + " the same.")
  @Nullable String publicUrl;

  @Option(
      names = "--key-prefix",
      paramLabel = "PREFIX",
      description = "What new keys begin with; only at the first start. ksa unless given.")
  @Nullable String keyPrefix;

  @Option(
      names = "--database",
      paramLabel = "URL",
      description =
          "Keep everything in a PostgreSQL database that several nodes may share, e.g."
              + " jdbc:postgresql://db.example.com/kasava?user=kasava. Noted in the data folder;"
              + " KASAVA_DATABASE does the same. A file in the data folder unless given.")
  @Nullable String database;

  @Option(
      names = "--database-grace",
      paramLabel = "SECONDS",
      description =
          "How long known keys stay good while that database does not answer; 60 unless given."
              + " KASAVA_DATABASE_GRACE does the same.")
  @Nullable Integer grace;

  @Option(
      names = "--retention",
      description =
          "How long audit records, and the digests of secrets that ended, are kept; 365 unless"
              + " given. KASAVA_RETENTION does the same.",
      paramLabel = "DAYS")
  @Nullable Integer retention;

  @Option(
      names = "--log",
      paramLabel = "text|json",
      description =
          "How the log on standard error is written; text unless given. KASAVA_LOG does the same.")
  @Nullable String log;

  @Mixin ConnectionOptions connections = new ConnectionOptions();

  @ArgGroup(exclusive = false, multiplicity = "0..*")
  List<IssuerOptions> issuers = new ArrayList<>();

  ServeCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if (port < 0 || port > HIGHEST_PORT) {
      throw new CommandFailure(ExitCode.USAGE, "A port is a number from 0 to 65535.");
    }
    if (host != null && host.isBlank()) {
      throw new CommandFailure(
          ExitCode.USAGE, "--host needs an address, for example 127.0.0.1 or ::1.");
    }
    String address = given(host, "KASAVA_HOST").orElse(USUAL_HOST);
    Map<String, String> environment = context.sources().environment();
    TlsFiles tls = connections.tls(environment);
    TrustedProxies proxies = connections.trusted(environment);
    connections.check(address, tls, proxies);
    return context
        .backend()
        .serve(
            new Backend.ServeOptions(
                address,
                port,
                given(publicUrl, "KASAVA_PUBLIC_URL").map(Sources::serverUrl).orElse(null),
                keyPrefix,
                databaseUrl(),
                grace(),
                trustedIssuers(),
                records(),
                tls,
                proxies,
                isLogJson()));
  }

  /** What the option says, else the variable. */
  private Optional<String> given(@Nullable Object option, String variable) {
    return option == null
        ? Environment.value(context.sources().environment(), variable).map(String::strip)
        : Optional.of(option.toString());
  }

  private boolean isLogJson() {
    String chosen = given(log, "KASAVA_LOG").orElse("text");
    if (!chosen.equals("json") && !chosen.equals("text")) {
      throw new CommandFailure(ExitCode.USAGE, "--log, or KASAVA_LOG, is text or json.");
    }
    return chosen.equals("json");
  }

  private @Nullable String databaseUrl() {
    String url = given(database, "KASAVA_DATABASE").map(String::strip).orElse("");
    if (url.isEmpty()) {
      return null;
    }
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "A database is named by a URL like"
              + " jdbc:postgresql://db.example.com/kasava?user=kasava&password=...");
    }
    return url;
  }

  private Duration grace() {
    String seconds = given(grace, "KASAVA_DATABASE_GRACE").orElse(USUAL_GRACE);
    if (!seconds.matches("[1-9][0-9]{0,3}") || Integer.parseInt(seconds) > LONGEST_GRACE_SECONDS) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--database-grace, or KASAVA_DATABASE_GRACE, is 1 to "
              + LONGEST_GRACE_SECONDS
              + " seconds.");
    }
    return Duration.ofSeconds(Integer.parseInt(seconds));
  }

  private Duration records() {
    String days = given(retention, "KASAVA_RETENTION").orElse(USUAL_RETENTION);
    if (!days.matches("[1-9][0-9]{0,4}")) {
      throw new CommandFailure(
          ExitCode.USAGE, "--retention, or KASAVA_RETENTION, is a number of days from 1 to 99999.");
    }
    return Duration.ofDays(Integer.parseInt(days));
  }

  /** Those that the options name, else the one that the environment does. */
  private List<TrustedIssuer> trustedIssuers() {
    List<IssuerOptions> described =
        issuers.isEmpty()
            ? IssuerOptions.of(context.sources().environment()).stream().toList()
            : issuers;
    return described.stream().map(IssuerOptions::read).toList();
  }
}
