package dev.kasava.keys.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The peppers of an installation, for its operator. Closing gives the data folder free. Every
 * method may throw {@link CommandFailure} with what to do.
 */
public interface PepperKeeper extends AutoCloseable {
  /** What a pepper is for. */
  enum State {
    /** New digests are made with it. */
    CURRENT,
    /** Older secrets are still found by it. */
    RETIRED,
    /** Known, and to be the next current one. */
    WAITING,
    /** Known, and of no use. */
    UNUSED
  }

  /**
   * @param secrets how many that did not end need it
   * @param signingKeys how many keys for access tokens are sealed under it
   */
  record Version(int number, State state, long secrets, long signingKeys) {}

  /** All of them, the current one first. */
  List<Version> versions();

  /** Where they are written down. */
  Path file();

  /** Adds a new one, which waits; the version that waits already if there is one. */
  int prepare();

  /** How long until every server has surely read the file; zero or negative when it has. */
  Duration untilRead();

  /** Has this version used for new digests from now on. */
  void activate(int version);

  /** Has a retired version needed no longer. */
  void remove(int version);

  @Override
  void close();
}
