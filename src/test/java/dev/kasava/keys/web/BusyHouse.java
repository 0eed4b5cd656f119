package dev.kasava.keys.web;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.MemberId;
import dev.kasava.keys.service.Issue;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A server with keys of every kind, used for a while by several clients. */
final class BusyHouse implements AutoCloseable {
  private final SetClock clock = new SetClock(Instant.now().minus(Duration.ofDays(90)));
  private final TestServer server;
  private final Instant now = Instant.now();
  private final KeyId production;
  private final KeyId unused;
  private final KeyId waiting;
  private final KeyId expired;
  private final MemberId grace;

  private BusyHouse(Path folder) {
    this.server = TestServer.in(folder, clock);
    expired = create("Quarterly report", now.minus(Duration.ofDays(2)));
    create("Contractor access", now.plus(Duration.ofDays(4)));
    clock.set(now.minus(Duration.ofDays(33)));
    Issue.Claimed busy = issue("Production Server", now.plus(Duration.ofDays(200)));
    production = busy.key().key().id();
    Issue.Claimed ci = issue("GitHub Actions CI", null);
    use(busy, ci);
    unused = create("Local Development", null);
    clock.set(now);
    waiting = ask("Claude Code");
    grace = hire("Grace Hopper", "member");
    hire("Ada Lovelace", "admin");
    hire("Linus", "viewer");
  }

  static BusyHouse in(Path folder) {
    return new BusyHouse(folder);
  }

  private void use(Issue.Claimed busy, Issue.Claimed ci) {
    for (int day = 29; day >= 0; day--) {
      clock.set(now.minus(Duration.ofDays(day)).minus(Duration.ofHours(3)));
      call(busy, 3 + day * 7 % 11, "python-requests/2.32");
      call(busy, day % 3, "claude-code/2.1");
      call(ci, day % 7 < 2 ? 0 : 2 + day % 4, "actions/4");
    }
    for (int hour = 20; hour > 0; hour -= 4) {
      clock.set(now.minus(Duration.ofHours(hour)));
      call(busy, hour, "python-requests/2.32");
      call(busy, 2, "curl/8.5");
    }
    clock.set(now.minus(Duration.ofMinutes(12)));
    call(ci, 3, "actions/4");
    server.send("POST", "/api/v1/keys", "{\"name\":\"x\"}", "X-API-Key", busy.secret().reveal());
  }

  private void call(Issue.Claimed key, int times, String agent) {
    for (int i = 0; i < times; i++) {
      server.send(
          "GET", "/api/v1/me", null, "X-API-Key", key.secret().reveal(), "User-Agent", agent);
    }
  }

  private KeyId create(String name, @Nullable Instant expiry) {
    return issue(name, expiry).key().key().id();
  }

  private Issue.Claimed issue(String name, @Nullable Instant expiry) {
    return installation().create(name, expiry, "keys:read");
  }

  private MemberId hire(String name, String role) {
    return installation().hire(name, role).id();
  }

  MemberId grace() {
    return grace;
  }

  /** A key that an AI client asks for. */
  KeyId ask(String name) {
    return installation().ask(name, "keys:read", "keys:verify").key().key().id();
  }

  /** Lets a moment pass, so that what comes now is newer. */
  void tick() {
    clock.advance(Duration.ofMillis(1));
  }

  TestServer server() {
    return server;
  }

  TestInstallation installation() {
    return server.installation();
  }

  String secret() {
    return installation().firstKey().secret().reveal();
  }

  KeyId production() {
    return production;
  }

  /** The one that created all others. */
  KeyId first() {
    return installation().firstKey().key().key().id();
  }

  KeyId unused() {
    return unused;
  }

  KeyId waiting() {
    return waiting;
  }

  KeyId expired() {
    return expired;
  }

  @Override
  public void close() {
    server.close();
  }
}
