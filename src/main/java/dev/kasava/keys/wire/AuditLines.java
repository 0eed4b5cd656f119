package dev.kasava.keys.wire;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.service.ReadAudit;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The whole audit log as one JSON record a line (jsonlines.org), read a page at a time so that it
 * is never in memory as a whole. Thread-safe.
 */
public final class AuditLines {
  public static final String TYPE = "application/jsonl";

  /** Writes the lines; may block. */
  @FunctionalInterface
  public interface Writing {
    void to(OutputStream out) throws IOException;
  }

  private final ReadAudit log;
  private final Shapes shapes;
  private final Json json;

  public AuditLines(ReadAudit log, Shapes shapes, Json json) {
    this.log = log;
    this.shapes = shapes;
    this.json = json;
  }

  /**
   * The log, if the caller may read it; nothing is written before {@link Writing#to}.
   *
   * @param key the id of the key that it is to be about; null for all keys
   */
  public Outcome<Writing> of(Caller caller, @Nullable String key) {
    return page(caller, key, null).map(first -> out -> write(caller, key, first, out));
  }

  private Outcome<ReadAudit.Page> page(
      Caller caller, @Nullable String key, @Nullable String cursor) {
    return log.read(caller, new ReadAudit.Request(key, cursor, ReadAudit.MOST));
  }

  private void write(Caller caller, @Nullable String key, ReadAudit.Page first, OutputStream out)
      throws IOException {
    write(first, out);
    for (String next = first.nextCursor(); next != null; ) {
      next = writeNext(caller, key, next, out);
    }
  }

  /** Answers where the next page begins; null after the last. */
  private @Nullable String writeNext(
      Caller caller, @Nullable String key, String cursor, OutputStream out) throws IOException {
    return switch (page(caller, key, cursor)) {
      case Outcome.Done<ReadAudit.Page>(ReadAudit.Page page) -> {
        write(page, out);
        yield page.nextCursor();
      }
      case Outcome.Refused<ReadAudit.Page> refused -> null;
    };
  }

  private void write(ReadAudit.Page page, OutputStream out) throws IOException {
    for (AuditShape made : shapes.audit(page).records()) {
      out.write(json.bytes(made));
      out.write('\n');
    }
  }
}
