package dev.kasava.keys.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * 5,000 slow clients that come back whenever they are cut: after how long they are, and how long
 * others wait for an answer meanwhile, with connections that stay open and with new ones.
 */
final class SlowBenchmark {
  private static final int SLOW = 5_000;
  private static final int KEYS = 1_000;
  private static final int OTHERS = 8;
  private static final int PAUSE_MILLIS = 5;
  private static final int WARM_UP_SECONDS = 10;
  private static final int WARM_UP_AMONG_SECONDS = 20;
  private static final int SECONDS = 60;
  private static final double LONGEST_SECONDS = 10;
  private static final double MOST_TIMES = 2;

  private final PrintStream out;

  SlowBenchmark(PrintStream out) {
    this.out = out;
  }

  private record Waits(Times kept, Times fresh) {
    void print(PrintStream out, String name) {
      out.printf(
          "%-34s %8d %8.2f %8.2f %8.2f %8d %8.2f %8.2f %8.2f%n",
          name,
          kept.count(),
          millis(kept, 0.5),
          millis(kept, 0.99),
          millis(kept, 1),
          fresh.count(),
          millis(fresh, 0.5),
          millis(fresh, 0.99),
          millis(fresh, 1));
    }

    private static double millis(Times times, double share) {
      return times.quantile(share) / 1e6;
    }

    double p99() {
      return Math.max(kept.quantile(0.99), 1);
    }
  }

  /** Answers whether all were cut in time, and others hardly felt them. */
  boolean run(Path folder) throws Exception {
    KeyFolder keys = KeyFolder.make(folder, KEYS);
    List<String> secrets = Files.readAllLines(keys.secrets());
    try (Contender server = JavaPrograms.keyServer(keys, 2, folder.resolve("server"))) {
      int port = Integer.parseInt(server.address().substring("http://127.0.0.1:".length()));
      measure(port, secrets, WARM_UP_SECONDS);
      Waits alone = measure(port, secrets, SECONDS);
      SlowCrowd crowd = new SlowCrowd(port, SLOW).begin();
      Waits among;
      long files;
      try (crowd) {
        // Until all are there, and what cuts them is compiled.
        measure(port, secrets, WARM_UP_AMONG_SECONDS);
        among = measure(port, secrets, SECONDS);
        files = files(server);
      }
      return report(alone, among, crowd, files);
    }
  }

  private static long files(Contender server) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(server.pid()), "fd"))) {
      return files.count();
    }
  }

  private Waits measure(int port, List<String> secrets, int seconds) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    List<Times> kept = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < OTHERS; i++) {
      Times times = new Times();
      kept.add(times);
      String request = request(secrets.get(i), "keep-alive");
      threads.add(Thread.ofPlatform().start(() -> keep(port, request, times, end)));
    }
    Times fresh = new Times();
    while (System.nanoTime() < end) {
      fresh.add(once(port, request(secrets.get(OTHERS), "close")));
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS * 4L);
    }
    Times all = new Times();
    for (int i = 0; i < OTHERS; i++) {
      threads.get(i).join();
      kept.get(i).addTo(all);
    }
    return new Waits(all, fresh);
  }

  private static String request(String secret, String connection) {
    return "GET /api/v1/auth HTTP/1.1\r\nHost: localhost\r\nConnection: "
        + connection
        + "\r\nX-API-Key: "
        + secret
        + "\r\n\r\n";
  }

  private static void keep(int port, String request, Times times, long end) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      while (System.nanoTime() < end) {
        times.add(ask(socket, request));
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long once(int port, String request) throws IOException {
    long begin = System.nanoTime();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      ask(socket, request);
    }
    return System.nanoTime() - begin;
  }

  private static long ask(Socket socket, String request) throws IOException {
    byte[] answer = new byte[4096];
    long begin = System.nanoTime();
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    int count = socket.getInputStream().read(answer);
    long time = System.nanoTime() - begin;
    String start = count < 12 ? "" : new String(answer, 0, 12, StandardCharsets.US_ASCII);
    if (!Objects.equals(start, "HTTP/1.1 204")) {
      throw new IllegalStateException("a good request was answered " + start);
    }
    return time;
  }

  private boolean report(Waits alone, Waits among, SlowCrowd crowd, long files) {
    out.printf(
        "%-34s %8s %8s %8s %8s %8s %8s %8s %8s%n",
        "slow: answers to others, ms", "kept", "p50", "p99", "max", "new", "p50", "p99", "max");
    alone.print(out, "alone");
    among.print(out, "among " + SLOW + " slow ones");
    out.printf("%-34s %8s %8s %8s%n", "slow: cut after, s", "count", "p50", "max");
    double longest = 0;
    boolean isEveryKindCut = true;
    for (SlowCrowd.Kind kind : SlowCrowd.Kind.values()) {
      Times lives = crowd.lives(kind);
      isEveryKindCut &= lives.count() >= SLOW / SlowCrowd.Kind.values().length;
      double most = lives.count() == 0 ? 0 : lives.quantile(1) / 1e9;
      longest = Math.max(longest, most);
      out.printf(
          "%-34s %8d %8.1f %8.1f%n",
          kind, lives.count(), lives.count() == 0 ? 0 : lives.median() / 1e9, most);
    }
    out.printf("The server had %d files open.%n", files);
    double times = among.p99() / alone.p99();
    boolean isCut = isEveryKindCut && longest <= LONGEST_SECONDS;
    out.printf(
        "%s: all are cut, the last after %.1f s (allowed: %.0f s)%n",
        isCut ? "PASS" : "FAIL", longest, LONGEST_SECONDS);
    boolean isCalm = times <= MOST_TIMES;
    out.printf(
        "%s: the others' p99 is %.2f times what it is alone (allowed: %.0f)%n",
        isCalm ? "PASS" : "FAIL", times, MOST_TIMES);
    return isCut && isCalm;
  }
}
