package dev.kasava.keys.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How much a server takes on.
 *
 * @param connections how many may be open at a time, at least 1
 * @param patience how long a client may take over a header or a body, or not take an answer; at
 *     least 2 seconds
 */
public record Capacity(int connections, Duration patience) {
  /** Leaves a busy machine three seconds to cut what is slow within ten. */
  private static final Duration USUAL_PATIENCE = Duration.ofSeconds(7);

  /** More than this are no use to a server that answers within a millisecond. */
  private static final int ENOUGH_CONNECTIONS = 10_000;

  /** The buffers and the state of a connection with a request under way, with some to spare. */
  private static final int CONNECTION_BYTES = 24 * 1024;

  /** What the program has open besides: its libraries, the database and its selectors. */
  private static final int OTHER_FILES = 250;

  private static final int LEAST_CONNECTIONS = 16;

  /** How many files a process may have open where the system does not tell. */
  private static final int USUAL_FILES = 10_240;

  /** How many requests may run on workers or wait for one; with more, answers come too late. */
  static final int MOST_ON_WORKERS = 1_000;

  /** How many answers may be written at a time by workers that wait for their clients. */
  static final int MOST_LONG_ANSWERS = 16;

  /** As much as the system and the heap allow: there are always files left for everything else. */
  public static Capacity ofThisMachine() {
    return new Capacity(connections(openFiles(), Runtime.getRuntime().maxMemory()), USUAL_PATIENCE);
  }

  static int connections(long files, long memory) {
    long spare = files - Math.max(OTHER_FILES, files / 8);
    long most = Math.min(spare, memory / CONNECTION_BYTES);
    return Math.clamp(most, LEAST_CONNECTIONS, ENOUGH_CONNECTIONS);
  }

  /** How many buffers the connections of HTTP/2 may hold back: half the memory that there is. */
  int buffers() {
    return Math.toIntExact(Runtime.getRuntime().maxMemory() / 2 / Server.BUFFER_BYTES);
  }

  /** How much of the larger bodies may be in memory at a time, in bytes. */
  static long bodyBytes() {
    return Math.max(2L * Server.MAX_BODY_BYTES, Runtime.getRuntime().maxMemory() / 4);
  }

  /** Asking the system's bean would load a good deal at the start. */
  private static long openFiles() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
        if (line.startsWith("Max open files")) {
          String soft = line.substring("Max open files".length()).strip().split(" ", 2)[0];
          return soft.equals("unlimited") ? Integer.MAX_VALUE : Long.parseLong(soft);
        }
      }
    } catch (IOException | NumberFormatException e) {
      // Not Linux: what is usual has to do.
    }
    return USUAL_FILES;
  }
}
