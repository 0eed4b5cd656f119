package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xnio.OptionMap;

/** What Undertow asks of whoever speaks HTTP/2 for it. */
final class Http2Test {
  private final ByteBufferPool pool = new DefaultByteBufferPool(false, 16);
  private final HttpHandler root = exchange -> {};
  private final Http2 http2 =
      new Http2(pool, OptionMap.EMPTY, new Capacity(1, Duration.ofSeconds(2)), root);

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void itHasWhatItWasGiven() {
    assertThat(http2.getRootHandler()).isSameAs(root);
    assertThat(http2.getUndertowOptions()).isSameAs(OptionMap.EMPTY);
    assertThat(http2.getBufferPool()).isSameAs(pool);
    assertThat(http2.held()).isZero();
  }

  @Test
  void itTakesWhatIsSetLater() {
    HttpHandler other = exchange -> {};
    OptionMap options = OptionMap.create(UndertowOptions.DECODE_URL, true);
    http2.setRootHandler(other);
    http2.setUndertowOptions(options);

    assertThat(http2.getRootHandler()).isSameAs(other);
    assertThat(http2.getUndertowOptions()).isSameAs(options);
  }

  @Test
  void itCountsNothingForUndertow() {
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(http2::getConnectorStatistics);
  }
}
