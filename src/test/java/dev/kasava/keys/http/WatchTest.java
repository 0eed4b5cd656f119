package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.xnio.OptionMap;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;

/** What watches connections ends with the thread that serves them. */
final class WatchTest {
  /** A tick that comes amid the end of a server would be logged as its failure. */
  @Test
  void aThreadThatEndsIsWatchedNoMore() throws Exception {
    XnioWorker worker = Xnio.getInstance().createWorker(OptionMap.EMPTY);
    XnioIoThread thread = worker.getIoThread();
    worker.shutdown();
    worker.awaitTermination();
    Watch watch =
        new Watch(
            thread, connection -> {}, false, new Capacity(1, Duration.ofSeconds(7)), new Traffic());
    assertThatCode(watch::begin).doesNotThrowAnyException();
  }
}
