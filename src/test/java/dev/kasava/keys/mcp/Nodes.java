package dev.kasava.keys.mcp;

import static dev.kasava.keys.fixture.TestInstallation.done;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.app.Choices;
import dev.kasava.keys.app.DataFolder;
import dev.kasava.keys.app.HttpService;
import dev.kasava.keys.app.Installation;
import dev.kasava.keys.fixture.Postgres;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.service.CreateKey;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.RegenerateKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Servers over one store, of which any may be asked. */
final class Nodes implements AutoCloseable {
  /** What they share. */
  enum Store {
    /** A data folder. */
    FILE,
    /** A database of a real server, while each has a data folder of its own. */
    SERVER;

    Nodes open(Path folder, InstantSource clock) {
      return switch (this) {
        case FILE -> onFile(folder, clock);
        case SERVER -> over(Postgres.newDatabase(), folder, clock);
      };
    }
  }

  /** One of them. */
  static final class Node implements AutoCloseable {
    private final Installation installation;
    private final HttpService service;
    final RawMcp raw;

    private Node(Installation installation) {
      this.installation = installation;
      this.service = HttpService.start(installation, new HttpService.Options("127.0.0.1", 0, null));
      this.raw = new RawMcp(service.address());
    }

    String url() {
      return service.address();
    }

    @Override
    public void close() {
      raw.close();
      service.close();
      installation.close();
    }
  }

  private final IntFunction<Installation> opening;
  private final List<Node> nodes = new ArrayList<>();
  private final Issue.Claimed first;

  private Nodes(IntFunction<Installation> opening) {
    this.opening = opening;
    Installation one = opening.apply(0);
    this.first = one.firstStart().begin("Owner", ZoneOffset.UTC).orElseThrow();
    nodes.add(new Node(one));
    nodes.add(new Node(opening.apply(1)));
  }

  private static Nodes onFile(Path folder, InstantSource clock) {
    return new Nodes(
        number -> Installation.initialise(new DataFolder(folder), Choices.USUAL, Map.of(), clock));
  }

  /** Two with data folders of their own, over this database of a real server. */
  static Nodes over(String url, Path folder, InstantSource clock) {
    Choices choices = new Choices(null, url, Choices.GRACE);
    return new Nodes(
        number ->
            Installation.initialise(
                new DataFolder(folder.resolve("node" + number)),
                choices,
                number == 0 ? Map.of() : Map.of("KASAVA_PEPPER", pepper(folder.resolve("node0"))),
                clock));
  }

  private static String pepper(Path folder) {
    try {
      return Files.readString(folder.resolve("pepper"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  Node get(int number) {
    return nodes.get(number % nodes.size());
  }

  RawMcp raw(int number) {
    return get(number).raw;
  }

  /** A message that is sent to a node with the first key. */
  RawMcp.Answer post(int number, String message, String session) {
    return raw(number).post(message, first(), session);
  }

  int ping(int number, String session) {
    return post(number, RawMcp.PING, session).status();
  }

  /** Opens the stream on which a node speaks first. */
  ModernMcp.Stream listen(int number, String session) {
    return read(number, raw(number).listen(first(), session));
  }

  /** A message to a node, of which the answer is read while it comes. */
  ModernMcp.Stream stream(int number, String message, String session) {
    return read(number, raw(number).stream("POST", message, RawMcp.headers(first(), session)));
  }

  private ModernMcp.Stream read(int number, HttpResponse<InputStream> response) {
    return new ModernMcp(raw(number), first()).listening(response);
  }

  /** Ends a node and starts it again, with nothing in memory, under another address. */
  void restart(int number) {
    nodes.get(number).close();
    nodes.set(number, new Node(opening.apply(number)));
  }

  Secret first() {
    return first.secret();
  }

  KeyId firstId() {
    return first.key().key().id();
  }

  private Caller caller() {
    Verdict verdict =
        get(0).installation.authenticator().verify(first.secret().reveal(), List.of());
    return Caller.holding(((Verdict.Accepted) verdict).grant(), Client.CURL, Door.REST);
  }

  Issue.Claimed create(String name, String... scopes) {
    return (Issue.Claimed)
        done(
            get(0)
                .installation
                .verbs()
                .create()
                .create(caller(), new CreateKey.Request(name, null, List.of(scopes), true)));
  }

  Secret regenerate(Issue.Claimed key) {
    RegenerateKey.Request request = new RegenerateKey.Request(0, true, null, false, false);
    Issue issue =
        done(
            get(0)
                .installation
                .verbs()
                .regenerate()
                .regenerate(caller(), key.key().key().id(), request));
    return ((Issue.Claimed) issue).secret();
  }

  void delete(Issue.Claimed key) {
    done(get(0).installation.verbs().delete().delete(caller(), key.key().key().id()));
  }

  boolean isGood(Issue.Claimed key) {
    return get(0).installation.authenticator().verify(key.secret().reveal(), List.of())
        instanceof Verdict.Accepted;
  }

  @Override
  public void close() {
    nodes.forEach(Node::close);
  }
}
