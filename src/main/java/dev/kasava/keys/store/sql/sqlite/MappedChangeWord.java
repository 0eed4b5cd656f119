package dev.kasava.keys.store.sql.sqlite;

import dev.kasava.keys.store.ChangeWord;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The change word in eight bytes of memory that every process with the same database open maps.
 *
 * <p>A writer {@link #enter enters} while it holds the database's write lock and {@link #leave
 * leaves} after its commit. One that dies in between leaves the word odd, so that nobody trusts
 * what it remembers until the next writer has been through. Thread-safe.
 */
final class MappedChangeWord implements ChangeWord {
  private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

  private final MemorySegment memory;

  MappedChangeWord(Path file) throws IOException {
    try (FileChannel channel = OwnFiles.open(file)) {
      // Freed with this object: threads that still look at it during a shutdown do no harm.
      memory =
          channel.map(
              FileChannel.MapMode.READ_WRITE, 0, ValueLayout.JAVA_LONG.byteSize(), Arena.ofAuto());
    }
  }

  @Override
  public long get() {
    return (long) WORD.getVolatile(memory, 0L);
  }

  /** Makes the word odd; answers what {@link #leave} wants. */
  long enter() {
    while (true) {
      long word = get();
      long odd = ChangeWord.isUnsettled(word) ? word + 2 : word + 1;
      if (WORD.compareAndSet(memory, 0L, word, odd)) {
        return odd;
      }
    }
  }

  /** Makes the word even, unless the next writer has entered already and will do so. */
  void leave(long entered) {
    WORD.compareAndSet(memory, 0L, entered, entered + 1);
  }
}
