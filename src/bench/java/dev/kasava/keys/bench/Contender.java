package dev.kasava.keys.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A server in a process of its own on loopback, in an environment with nothing of the person's in
 * it. Linux only, as its figures come from {@code /proc}.
 */
final class Contender implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int TICKS_A_SECOND = 100;

  private final Process process;
  private final int port;

  private Contender(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts a server and waits until it takes connections.
   *
   * @param folder its HOME, and where it runs; what it prints is in {@code output.txt} there
   * @throws IllegalStateException when it ends, or takes none within a minute
   */
  static Contender start(
      List<String> command, Map<String, String> environment, Path folder, int port)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of("PATH", System.getenv("PATH"), "HOME", folder.toString(), "LANG", "C.UTF-8"));
    builder.environment().putAll(environment);
    Path output = folder.resolve("output.txt");
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    Process process = builder.start();
    Contender contender = new Contender(process, port);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!contender.answers()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        contender.close();
        throw new IllegalStateException(
            String.join(" ", command) + " did not start: " + Files.readString(output));
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return contender;
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** A port that was free a moment ago. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  String address() {
    return "http://127.0.0.1:" + port;
  }

  long pid() {
    return process.pid();
  }

  /** The processor time that it has taken, in seconds, to a hundredth. */
  double processorSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid()), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / (double) TICKS_A_SECOND;
  }

  /** The memory that it holds, in bytes. */
  long resident() throws IOException {
    return resident(pid());
  }

  /** The memory that a process holds, in bytes. */
  static long resident(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    throw new IllegalStateException("process " + pid + " tells no VmRSS");
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
