package dev.kasava.keys.store;

import java.time.Duration;

final class MemoryLimitStoreTest extends LimitStoreContract {
  private static final class Shared implements LimitStoreContract.Shared {
    private final MemoryLimitStore store = new MemoryLimitStore();

    @Override
    public LimitStore one() {
      return store;
    }

    @Override
    public LimitStore other() {
      return store;
    }

    @Override
    public void letPass(Duration duration) {
      store.letPass(duration);
    }

    @Override
    public int size() {
      return store.size();
    }

    @Override
    public void close() {
      // Nothing is kept.
    }
  }

  @Override
  protected LimitStoreContract.Shared open() {
    return new Shared();
  }
}
