package dev.kasava.keys.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that is started again and again, and how long it takes from there to an answer.
 *
 * @param environment all that it gets beside a PATH and a locale
 * @param messages what is sent to it, each after the answer to the one before; a message without an
 *     id has none
 */
record Launch(
    List<String> command, Map<String, String> environment, Path folder, List<String> messages) {
  private static final int PATIENCE_SECONDS = 60;

  /**
   * @param millis to the last answer
   * @param processorMillis the processor time until then of the threads that it had then; 0 when it
   *     had ended
   * @param resident the memory that it held then, in bytes; 0 when it had ended
   */
  record Outcome(double millis, double processorMillis, long resident) {}

  /** What is done with a program that runs. */
  interface Wait {
    void until(BufferedReader out, OutputStream in) throws IOException;
  }

  /**
   * Starts it, and waits for its answers.
   *
   * @throws IllegalStateException when it does not answer
   */
  Outcome run() throws IOException, InterruptedException {
    return run(this::converse);
  }

  /** Starts it, waits as told, and ends it. */
  Outcome run(Wait wait) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(Map.of("PATH", System.getenv("PATH"), "LANG", "C.UTF-8"));
    builder.environment().putAll(environment);
    builder.redirectError(folder.resolve("errors.txt").toFile());
    long begin = System.nanoTime();
    Process process = builder.start();
    try (OutputStream in = process.getOutputStream();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      wait.until(out, in);
      double millis = (System.nanoTime() - begin) / 1e6;
      return new Outcome(
          millis,
          process.isAlive() ? processorMillis(process) : 0,
          process.isAlive() ? resident(process) : 0);
    } finally {
      process.destroy();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  private static double processorMillis(Process process) {
    Path tasks = Path.of("/proc", Long.toString(process.pid()), "task");
    long nanos = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        nanos += Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", 2)[0]);
      }
      return nanos / 1e6;
    } catch (IOException | DirectoryIteratorException e) {
      // It, or one of its threads, ended meanwhile.
      return 0;
    }
  }

  private static long resident(Process process) throws IOException {
    try {
      return Contender.resident(process.pid());
    } catch (IOException | IllegalStateException e) {
      // It ended meanwhile.
      return 0;
    }
  }

  private void converse(BufferedReader out, OutputStream in) throws IOException {
    if (messages.isEmpty()) {
      answer(out);
    }
    for (String message : messages) {
      in.write((message + "\n").getBytes(StandardCharsets.UTF_8));
      in.flush();
      if (message.contains("\"id\":")) {
        answer(out);
      }
    }
  }

  private void answer(BufferedReader out) throws IOException {
    String line = out.readLine();
    if (line == null || line.contains("\"error\"") || line.contains("cannot be used yet")) {
      throw new IllegalStateException(command + " answered " + line + "; see " + folder);
    }
  }
}
