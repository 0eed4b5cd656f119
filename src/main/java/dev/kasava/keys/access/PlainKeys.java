package dev.kasava.keys.access;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Grant;
import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.SecretReader;
import dev.kasava.keys.store.StoredSecret;
import dev.kasava.keys.usage.UsageMeter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Live secrets with nothing special about them, which are nearly all: no limit, no other secret
 * beside them. Packed into arrays, so that a million of a few owners take 100 MB and finding one
 * allocates nothing; what keys have in common is kept once.
 *
 * <p>A secret is told by the first 128 bits of its HMAC, which are what IPsec takes of one, too
 * (RFC 4868). Rows are never used again, so whoever still looks at a forgotten one sees that it is.
 * One writer at a time, which {@link KeyView} sees to; any number of readers, who neither block nor
 * lock.
 */
final class PlainKeys {
  /** The most that are remembered at a time. */
  static final int MOST = 1 << 20;

  private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);

  /** A slot holds a row's number, counted from 1, and some bits of its digest above. */
  private static final int NUMBER_BITS = 21;

  private static final int NUMBER = (1 << NUMBER_BITS) - 1;
  private static final int FREE = 0;

  /** Terms stand below, and above them when the key expires, in milliseconds; 0 for never. */
  private static final int TERMS_BITS = 20;

  private static final int TERMS = (1 << TERMS_BITS) - 1;

  /** Moving more than this to where there is room would be due again too soon. */
  private static final int WORTH_MOVING = MOST / 4 * 3;

  private static final long LATEST = Long.MAX_VALUE >> TERMS_BITS;

  private final UsageMeter meter;
  private final CommonTerms commonTerms = new CommonTerms();
  private final List<PlainPage> written = new ArrayList<>();
  private volatile PlainPage[] pages = {};
  private volatile int[] slots = new int[1 << 10];
  private int[] first = new int[1 << 8];
  private int rows;
  private int forgotten;

  PlainKeys(UsageMeter meter) {
    this.meter = meter;
  }

  /** Whether this is the place for it. */
  static boolean isPlain(StoredSecret secret) {
    return secret instanceof StoredSecret.Live(Grant grant, Instant until, boolean isSuccessor)
        && until == null
        && !isSuccessor
        && grant.overlap() == null
        && grant.rateLimit() == null
        && KeyId.parse(grant.keyId().value()).isPresent()
        && isKept(grant.expiresAt());
  }

  private static boolean isKept(@Nullable Instant expiry) {
    if (expiry == null) {
      return true;
    }
    long millis = expiry.toEpochMilli();
    return millis > 0 && millis <= LATEST && Instant.ofEpochMilli(millis).equals(expiry);
  }

  /** How many are remembered; for the writer. */
  int size() {
    return rows - forgotten;
  }

  /** The row of what was digested last; negative when there is none. */
  int find(SecretReader digested) {
    return find(digested.word(0), digested.word(1));
  }

  private int find(long a, long b) {
    int[] all = slots;
    int mask = all.length - 1;
    for (int at = (int) a & mask; ; at = (at + 1) & mask) {
      int slot = (int) INTS.getAcquire(all, at);
      if (slot == FREE) {
        return -1;
      }
      int row = (slot & NUMBER) - 1;
      if ((slot & ~NUMBER) == tag(b) && page(row).is(row % PlainPage.ROWS, a, b)) {
        return row;
      }
    }
  }

  private static int tag(long b) {
    return (int) b << NUMBER_BITS;
  }

  private PlainPage page(int row) {
    return pages[row / PlainPage.ROWS];
  }

  CommonTerms.Terms terms(int row) {
    return commonTerms.get((int) page(row).terms(row % PlainPage.ROWS) & TERMS);
  }

  /** Whether the key has expired, at a time in milliseconds since 1970. */
  boolean isExpired(int row, long millis) {
    long expiry = expiry(row);
    return expiry != 0 && expiry <= millis;
  }

  private long expiry(int row) {
    return page(row).terms(row % PlainPage.ROWS) >>> TERMS_BITS;
  }

  KeyId keyId(int row) {
    return new KeyId(page(row).id(row % PlainPage.ROWS));
  }

  StoredSecret.Live secret(int row) {
    CommonTerms.Terms common = terms(row);
    long expiry = expiry(row);
    return new StoredSecret.Live(
        new Grant(
            keyId(row),
            common.owner(),
            new KeyName(page(row).name(row % PlainPage.ROWS)),
            common.scopes(),
            expiry == 0 ? null : Instant.ofEpochMilli(expiry)),
        null,
        false);
  }

  /** Counts an accepted request. */
  void count(int row, Client client, long millis) {
    PlainPage page = page(row);
    int number = row % PlainPage.ROWS;
    long place = page.place(number);
    if (!meter.countAt(place, client, millis)) {
      page.place(number, place, meter.countPast(place, keyId(row), client, millis));
    }
  }

  /**
   * Takes in a {@linkplain #isPlain plain} secret, unless it is there; for the writer.
   *
   * @return false when there is no room for another
   */
  boolean add(KeyDigest digest, Grant grant) {
    if (find(digest.a(), digest.b()) >= 0) {
      return true;
    }
    if (isFull()) {
      return false;
    }
    Instant expiry = grant.expiresAt();
    int common = commonTerms.numberOf(grant.owner(), grant.scopes());
    int row = nextRow();
    page(row)
        .write(
            row % PlainPage.ROWS,
            digest,
            grant.keyId().value() + grant.name().text(),
            (expiry == null ? 0 : expiry.toEpochMilli()) << TERMS_BITS | common);
    if (rows > slots.length / 4 * 3) {
      grow();
    } else {
      link(slots, row);
    }
    return true;
  }

  private boolean isFull() {
    return size() == MOST
        || rows == NUMBER - 1
        || commonTerms.size() == TERMS
        || forgotten > Math.max(PlainPage.ROWS, size());
  }

  private int nextRow() {
    if (rows % PlainPage.ROWS == 0) {
      written.add(new PlainPage());
      pages = written.toArray(PlainPage[]::new);
    }
    return rows++;
  }

  private void grow() {
    int[] wider = new int[slots.length * 2];
    first = new int[wider.length / 4];
    for (int row = 0; row < rows; row++) {
      if (!isForgotten(row)) {
        link(wider, row);
      }
    }
    slots = wider;
  }

  private boolean isForgotten(int row) {
    return page(row).isForgotten(row % PlainPage.ROWS);
  }

  /** Makes a row findable, in place of a forgotten one: else much-changed keys leave a long way. */
  private void link(int[] all, int row) {
    PlainPage page = page(row);
    int place = row % PlainPage.ROWS;
    int hash = keyId(row).hashCode() & first.length - 1;
    page.next[place] = first[hash];
    first[hash] = row + 1;
    KeyDigest digest = page.digest(place);
    int mask = all.length - 1;
    int at = (int) digest.a() & mask;
    while (all[at] != FREE && !isForgotten((all[at] & NUMBER) - 1)) {
      at = (at + 1) & mask;
    }
    INTS.setRelease(all, at, tag(digest.b()) | row + 1);
  }

  /**
   * The same with room for many more, or an empty one where that is the only way; for the writer.
   */
  PlainKeys renewed() {
    PlainKeys fresh = new PlainKeys(meter);
    for (int row = 0; row < rows && size() < WORTH_MOVING; row++) {
      if (!isForgotten(row)) {
        fresh.add(page(row).digest(row % PlainPage.ROWS), secret(row).grant());
      }
    }
    return fresh.commonTerms.size() < WORTH_MOVING ? fresh : new PlainKeys(meter);
  }

  /** Forgets the secrets of a key; for the writer. */
  void forget(KeyId key) {
    int hash = key.hashCode() & first.length - 1;
    int number = first[hash];
    first[hash] = 0;
    while (number != 0) {
      int row = number - 1;
      PlainPage page = page(row);
      int place = row % PlainPage.ROWS;
      number = page.next[place];
      if (keyId(row).equals(key)) {
        forget(row);
      } else {
        page.next[place] = first[hash];
        first[hash] = row + 1;
      }
    }
  }

  private void forget(int row) {
    page(row).forget(row % PlainPage.ROWS);
    forgotten++;
  }

  /** Forgets all of them; for the writer, who has no more use for this then. */
  void forgetAll() {
    for (int row = 0; row < rows; row++) {
      forget(row);
    }
  }
}
