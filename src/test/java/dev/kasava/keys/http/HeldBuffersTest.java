package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.DefaultByteBufferPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HeldBuffersTest {
  private final ByteBufferPool pool = new DefaultByteBufferPool(false, 16);
  private final AtomicInteger ofAll = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final HeldBuffers buffers = of(closed, 2_000);

  private HeldBuffers of(AtomicInteger toClose, int mostOfAll) {
    return new HeldBuffers(pool, toClose::incrementAndGet, ofAll, mostOfAll);
  }

  private static List<PooledByteBuffer> take(HeldBuffers from, int count) {
    List<PooledByteBuffer> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add(from.allocate());
    }
    return taken;
  }

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void aConnectionThatHoldsTooManyIsClosed() {
    List<PooledByteBuffer> taken = take(buffers, HeldBuffers.MOST);
    assertThat(closed).hasValue(0);
    taken.removeLast().close();
    taken.add(buffers.allocate());
    assertThat(closed).hasValue(0);
    PooledByteBuffer oneMore = buffers.allocate();
    assertThat(closed).hasValue(1);
    assertThat(oneMore.isOpen()).as("it is used all the same").isTrue();
    assertThat(oneMore.getBuffer().capacity()).isEqualTo(16);
  }

  /** Two threads may do it. */
  @Test
  void oneThatIsGivenBackTwiceCountsOnce() {
    PooledByteBuffer one = buffers.allocate();
    var _ = buffers.allocate();
    one.close();
    one.close();
    assertThat(one.isOpen()).isFalse();
    assertThat(ofAll).hasValue(1);
  }

  @Test
  void whatAClosedConnectionKeptIsForgotten() {
    List<PooledByteBuffer> taken = take(buffers, 5);
    buffers.forget();
    assertThat(ofAll).hasValue(0);
    taken.forEach(PooledByteBuffer::close);
    buffers.forget();
    var _ = buffers.allocate();
    assertThat(ofAll).hasValue(0);
    assertThat(closed).hasValue(0);
  }

  @Test
  void whereAllTogetherHoldTooManyWhoeverHoldsMoreThanUsualIsClosed() {
    AtomicInteger otherClosed = new AtomicInteger();
    HeldBuffers other = of(otherClosed, 100);
    List<PooledByteBuffer> taken = take(buffers, 100);
    assertThat(closed).as("it may hold as many, and all may").hasValue(0);
    var _ = take(other, 3);
    assertThat(otherClosed).hasValue(0);
    PooledByteBuffer fourth = other.allocate();
    assertThat(otherClosed).hasValue(1);
    fourth.close();
    taken.forEach(PooledByteBuffer::close);
    var _ = take(other, 50);
    assertThat(otherClosed).as("there is room again").hasValue(1);
  }

  @Test
  void whatIsOfThePoolIsPassedOn() {
    try (ByteBufferPool direct = new DefaultByteBufferPool(true, 32)) {
      HeldBuffers held = new HeldBuffers(direct, closed::incrementAndGet, ofAll, 1);
      assertThat(held.getBufferSize()).isEqualTo(32);
      assertThat(held.isDirect()).isTrue();
      assertThat(held.getArrayBackedPool().isDirect()).isFalse();
    }
    assertThat(buffers.isDirect()).isFalse();
    assertThat(buffers.getBufferSize()).isEqualTo(16);
  }
}
