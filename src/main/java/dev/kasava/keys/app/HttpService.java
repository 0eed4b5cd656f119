package dev.kasava.keys.app;

import dev.kasava.keys.http.Bodies;
import dev.kasava.keys.http.Failures;
import dev.kasava.keys.http.Gate;
import dev.kasava.keys.http.Guard;
import dev.kasava.keys.http.HostNames;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.http.Server;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.rest.ForwardAuthDoor;
import dev.kasava.keys.rest.KeyDoor;
import dev.kasava.keys.rest.Metrics;
import dev.kasava.keys.rest.OperationsDoor;
import dev.kasava.keys.rest.VerifyDoor;
import dev.kasava.keys.web.SignInLinks;
import dev.kasava.keys.web.WebDoor;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.Shapes;
import io.undertow.server.HttpHandler;
import java.net.URI;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every HTTP door of one installation, served on one address. */
public final class HttpService implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpService.class);
  private static final int BODY_SECONDS = 30;
  private static final int FLUSH_MILLIS = 500;
  private static final int SWEEP_SECONDS = 60;

  /**
   * @param host the address to bind
   * @param port 0 for any free one
   * @param publicUrl where people reach the server, without a path; null when under its address
   */
  public record Options(String host, int port, @Nullable URI publicUrl) {}

  private final Installation installation;
  private final SignInLinks signInLinks;
  private final ScheduledExecutorService chores =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("chores").daemon().factory());
  private final Server server;
  private final String address;
  private volatile String publicUrl;

  private HttpService(Installation installation, Options options) {
    this.installation = installation;
    this.signInLinks = new SignInLinks(installation.sessions(), installation.clock());
    URI url = options.publicUrl();
    this.publicUrl = url == null ? "" : url.toString();
    this.server = Server.start(options.host(), options.port(), handler(options));
    String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
    this.address = "http://" + host + ":" + server.port();
    if (url == null) {
      this.publicUrl = address;
    }
  }

  /** Binds, serves, and notes in the data folder where. */
  public static HttpService start(Installation installation, Options options) {
    HttpService service = new HttpService(installation, options);
    installation.folder().writePublicUrl(service.publicUrl);
    service.startChores();
    return service;
  }

  private HttpHandler handler(Options options) {
    Json json = new Json();
    Shapes shapes = new Shapes(installation.format(), installation.clock(), this::publicUrl);
    Replies replies = new Replies(json);
    Failures failures = new Failures(replies);
    Gate gate = new Gate(installation.authenticator(), installation.meter(), replies, failures);
    Bodies bodies = new Bodies(replies, failures, BODY_SECONDS);
    Metrics metrics = new Metrics();
    Routes routes = new Routes(replies);
    new KeyDoor(installation.verbs(), shapes, json, gate, bodies, failures, replies).addTo(routes);
    new VerifyDoor(installation.verbs(), shapes, json, gate, bodies, failures, replies)
        .addTo(routes);
    new ForwardAuthDoor(installation.authenticator(), installation.meter(), failures).addTo(routes);
    new OperationsDoor(installation.keys(), metrics, replies, failures).addTo(routes);
    new WebDoor(
            new WebDoor.Parts(
                installation.verbs(),
                installation.keys(),
                installation.sessions(),
                installation.authenticator(),
                signInLinks,
                shapes,
                installation.clock(),
                this::publicUrl,
                replies,
                failures,
                bodies))
        .addTo(routes);
    HostNames hosts = new HostNames(options.publicUrl(), options.host());
    return metrics.counting(failures.around(new Guard(hosts, replies, routes.handler())));
  }

  private void startChores() {
    var _ =
        chores.scheduleWithFixedDelay(
            () -> chore("flushing usage", () -> installation.meter().flush()),
            FLUSH_MILLIS,
            FLUSH_MILLIS,
            TimeUnit.MILLISECONDS);
    var _ =
        chores.scheduleWithFixedDelay(
            () -> chore("sweeping", installation::sweep), 1, SWEEP_SECONDS, TimeUnit.SECONDS);
  }

  /** A chore that fails is tried again at its next turn; it must not end the schedule. */
  private static void chore(String name, Runnable chore) {
    try {
      chore.run();
    } catch (RuntimeException e) {
      log.error("Failed at {}: {}", name, e.getMessage());
    }
  }

  /** Where this machine reaches the server, for example {@code http://127.0.0.1:8787}. */
  public String address() {
    return address;
  }

  /** Where people reach the server. */
  public String publicUrl() {
    return publicUrl;
  }

  /** A link that signs a person in once, as the holder of this key. */
  public String signInLink(KeyId key) {
    return publicUrl + signInLinks.create(key);
  }

  /** Finishes what is under way, then stops. The installation stays open. */
  @Override
  public void close() {
    server.close();
    chores.shutdown();
    try {
      chores.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
