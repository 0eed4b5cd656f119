package dev.kasava.keys.cli;

import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.service.ExportKeys;
import dev.kasava.keys.service.ImportKeys;
import dev.kasava.keys.service.ImportKeys.Entry;
import dev.kasava.keys.service.ImportKeys.Fate;
import dev.kasava.keys.service.PortableKey;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.PortableKeyShape;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys into the data folder itself and out of it. */
public final class LocalTransfers implements Transfers {
  private final Verbs verbs;
  private final Json json = new Json();
  private final Runnable whenClosed;

  /**
   * @param whenClosed gives the data folder free
   */
  public LocalTransfers(Verbs verbs, Runnable whenClosed) {
    this.verbs = verbs;
    this.whenClosed = whenClosed;
  }

  @Override
  public Imported take(InputStream lines, @Nullable String owner, boolean isDry, Progress progress)
      throws IOException {
    OwnerId usual = owner(owner).id();
    Tally tally = new Tally();
    List<Entry> entries = new ArrayList<>();
    try (JsonLines read = new JsonLines(lines)) {
      while (read.next()) {
        switch (read.text().then(this::key)) {
          case Outcome.Done<PortableKey>(var key) -> entries.add(new Entry(read.number(), key));
          case Outcome.Refused<PortableKey>(var refusal) -> tally.bad(read.number(), refusal);
        }
      }
    }
    List<Fate> fates = verbs.importKeys().check(entries, usual);
    List<Entry> fresh = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      tally.note(entries.get(i).line(), fates.get(i));
      if (fates.get(i) instanceof Fate.Added) {
        fresh.add(entries.get(i));
      }
    }
    boolean isDone = !isDry && tally.bad.isEmpty();
    if (isDone) {
      tally.added = 0;
      add(fresh, usual, tally, progress);
    }
    return tally.imported(isDone);
  }

  private void add(List<Entry> entries, OwnerId usual, Tally tally, Progress progress) {
    for (int from = 0; from < entries.size(); from += ImportKeys.AT_A_TIME) {
      int to = Math.min(from + ImportKeys.AT_A_TIME, entries.size());
      List<Entry> some = entries.subList(from, to);
      List<Fate> fates = verbs.importKeys().add(some, usual);
      for (int i = 0; i < some.size(); i++) {
        tally.note(some.get(i).line(), fates.get(i));
      }
      progress.at(to, entries.size());
    }
  }

  private Outcome<PortableKey> key(byte[] line) {
    return json.read(line, PortableKeyShape.class).then(PortableKeyShape::parsed);
  }

  private static final class Tally {
    private long added;
    private long here;
    private long ended;
    private final List<BadLine> bad = new ArrayList<>();

    void bad(int line, Refusal refusal) {
      bad.add(
          new BadLine(
              line,
              refusal instanceof Refusal.Invalid invalid ? invalid.field() : "",
              refusal.message()));
    }

    void note(int line, Fate fate) {
      switch (fate) {
        case Fate.Added one -> added++;
        case Fate.Here(var isEnded) -> {
          here++;
          ended += isEnded ? 1 : 0;
        }
        case Fate.Refused(var refusal) -> bad(line, refusal);
      }
    }

    Imported imported(boolean isDone) {
      bad.sort(Comparator.comparingInt(BadLine::line));
      return new Imported(isDone, added, here, ended, List.copyOf(bad));
    }
  }

  @Override
  public ExportKeys.Exported write(@Nullable String owner, OutputStream lines) throws IOException {
    List<Owner> owners = owner == null ? verbs.owners().list() : List.of(owner(owner));
    ExportKeys.Exported all = new ExportKeys.Exported(0, 0);
    try {
      for (Owner one : owners) {
        all = all.plus(verbs.exportKeys().export(one, key -> write(lines, key)));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return all;
  }

  private void write(OutputStream lines, PortableKey key) {
    try {
      lines.write(json.bytes(PortableKeyShape.of(key)));
      lines.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Owner owner(@Nullable String reference) {
    return reference == null
        ? verbs.owners().list().stream().findFirst().orElseThrow(LocalOwners::noSuchOwner)
        : LocalOwners.find(verbs.owners(), reference);
  }

  @Override
  public void close() {
    whenClosed.run();
  }
}
