package dev.kasava.keys.wire;

import dev.kasava.keys.machine.Spares;
import tools.jackson.core.util.BufferRecycler;
import tools.jackson.core.util.RecyclerPool;

/** Buffers of Jackson's to use again. Thread-safe; never blocks. */
final class JsonBuffers implements RecyclerPool<BufferRecycler> {
  private static final long serialVersionUID = 1;

  private final transient Spares<BufferRecycler> idle = new Spares<>();

  @Override
  public BufferRecycler acquirePooled() {
    BufferRecycler found = idle.take();
    return found == null ? new BufferRecycler() : found;
  }

  @Override
  public void releasePooled(BufferRecycler used) {
    idle.giveBack(used);
  }
}
