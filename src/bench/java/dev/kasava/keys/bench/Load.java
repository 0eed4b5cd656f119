package dev.kasava.keys.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** 64 connections that ask without a pause, each time with the next key of a file; by wrk. */
final class Load {
  private static final String CONNECTIONS = "64";
  private static final String THREADS = "2";
  private static final int KNOWING_SECONDS = 5;
  private static final int MOST_RUNS = 12;
  private static final Pattern ANSWERED = Pattern.compile("answered (\\d+) (\\d+) (\\d+)");

  /**
   * What a server reached.
   *
   * @param processorMicros the processor time that each request took of it
   */
  record Reached(double requests, double perSecond, double processorMicros) {}

  private final String wrk = Tools.program("wrk", "wrk");
  private final Path keys;

  /**
   * @param keys a file with a key in each line
   */
  Load(Path keys) {
    this.keys = keys;
  }

  /**
   * Asks for a while.
   *
   * @throws IllegalStateException when an answer was no good one
   */
  Reached run(Contender server, String path, int seconds) throws IOException, InterruptedException {
    double before = server.processorSeconds();
    String told = run(server.address() + path, seconds);
    double taken = server.processorSeconds() - before;
    Matcher answered = ANSWERED.matcher(told);
    if (!answered.find() || !answered.group(3).equals("0") || answered.group(1).equals("0")) {
      throw new IllegalStateException(server.address() + path + " did not answer well: " + told);
    }
    double requests = Double.parseDouble(answered.group(1));
    return new Reached(
        requests, requests / Double.parseDouble(answered.group(2)) * 1e6, taken / requests * 1e6);
  }

  /**
   * Asks until each key was asked for, so that a server which remembers keys remembers them all.
   *
   * @param count of the keys
   */
  void untilAllAreKnown(Contender server, String path, int count)
      throws IOException, InterruptedException {
    int runs = 0;
    // Each run begins with the same keys, and gets further as more of them are known.
    while (run(server, path, KNOWING_SECONDS).requests() < 2.0 * count) {
      if (++runs == MOST_RUNS) {
        throw new IllegalStateException(server.address() + " knows too few keys after a minute");
      }
    }
  }

  private String run(String url, int seconds) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of(
                    wrk,
                    "-t" + THREADS,
                    "-c" + CONNECTIONS,
                    "-d" + seconds + "s",
                    "-s" + Tools.root().resolve("src/bench/wrk/keys.lua"),
                    url,
                    "--",
                    keys.toString()))
            .redirectErrorStream(true)
            .start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return told;
  }
}
