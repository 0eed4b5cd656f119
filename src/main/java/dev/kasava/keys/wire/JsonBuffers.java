package dev.kasava.keys.wire;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.util.BufferRecycler;
import tools.jackson.core.util.RecyclerPool;

/**
 * Buffers of Jackson's to use again. Neither kept by thread, as virtual threads come and go, nor in
 * one queue that all threads change; each thread looks in a place that it shares with few.
 * Thread-safe; never blocks.
 */
final class JsonBuffers implements RecyclerPool<BufferRecycler> {
  private static final long serialVersionUID = 1;
  private static final int PLACES = 64;

  private final transient AtomicReferenceArray<@Nullable BufferRecycler> idle =
      new AtomicReferenceArray<>(PLACES);

  @Override
  public BufferRecycler acquirePooled() {
    BufferRecycler found = idle.getAndSet(place(), null);
    return found == null ? new BufferRecycler() : found;
  }

  @Override
  public void releasePooled(BufferRecycler used) {
    idle.lazySet(place(), used);
  }

  private static int place() {
    return (int) Thread.currentThread().threadId() & PLACES - 1;
  }
}
