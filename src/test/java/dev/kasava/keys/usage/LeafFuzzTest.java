package dev.kasava.keys.usage;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.store.UsageStore;
import dev.kasava.keys.store.UsageStore.Tally;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Journals of usage that something damaged. */
final class LeafFuzzTest {
  private static final byte[] HEAD = Leaf.head();
  private static final int TITLE = 32;
  private static final long TITLES_AT = Leaf.SIZE - (long) Leaf.LINES * TITLE;
  private static final long WORDS_AT = TITLES_AT - (long) Leaf.LINES * Long.BYTES;
  private static final byte[] ID = "key_0123456789abcdefghijkl".getBytes(StandardCharsets.US_ASCII);

  @FuzzTest(maxDuration = "", maxExecutions = 15_000)
  void aDamagedLeafIsReadOrRefused(FuzzedDataProvider data) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(Leaf.SIZE, Long.BYTES);
      MemorySegment.copy(HEAD, 0, memory, ValueLayout.JAVA_BYTE, 0, HEAD.length);
      if (data.consumeInt(0, 9) == 9) {
        write(memory, data.consumeInt(0, HEAD.length), data.consumeBytes(20));
      }
      while (data.remainingBytes() > 0) {
        int line = data.pickValue(new int[] {0, 1, Leaf.LINES - 1});
        long title = TITLES_AT + (long) line * TITLE;
        memory.set(ValueLayout.JAVA_LONG, WORDS_AT + (long) line * Long.BYTES, data.consumeLong());
        memory.set(ValueLayout.JAVA_BYTE, title, (byte) data.consumeInt(-1, 5));
        memory.set(ValueLayout.JAVA_BYTE, title + 1, (byte) ID.length);
        write(memory, title + 2, ID);
        if (data.consumeBoolean()) {
          write(memory, title + data.consumeInt(0, 2), data.consumeBytes(TITLE - 2));
        }
      }
      Optional<Leaf.Reading> read = new Leaf(arena, memory, null).read();
      for (Tally tally : read.map(Leaf.Reading::tallies).orElse(List.of())) {
        assertThat(KeyId.parse(tally.key().value())).contains(tally.key());
        assertThat(tally.requests()).isPositive();
        assertThat(tally.lastAt()).isAfterOrEqualTo(UsageStore.startOfQuarter(tally.quarter()));
      }
    }
  }

  private static void write(MemorySegment memory, long at, byte[] bytes) {
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, at, bytes.length);
  }
}
