package dev.kasava.keys.cli;

import dev.kasava.keys.store.MoveProgress;
import java.io.PrintStream;
import java.util.Locale;

/** How far a move is: a bar where somebody looks, and elsewhere a line for each table. */
final class MoveBar implements MoveProgress, AutoCloseable {
  private static final int WIDTH = 24;
  private static final int LINE = 72;

  private final PrintStream err;
  private final boolean isLive;
  private String shown = "";

  MoveBar(Terminal terminal) {
    this.err = terminal.err();
    this.isLive = terminal.isInteractive();
  }

  @Override
  public void at(Step step, String table, long done, long total) {
    boolean isWhole = done >= total;
    String what = step == Step.COPYING ? "Copying" : "Comparing";
    if (!isLive) {
      if (isWhole && total > 0) {
        show(
            String.format(
                Locale.ROOT,
                "%s %s: %,d %s",
                step == Step.COPYING ? "Copied" : "Compared",
                table,
                total,
                total == 1 ? "row" : "rows"));
      }
      return;
    }
    int filled = total == 0 ? WIDTH : (int) (WIDTH * Math.min(done, total) / total);
    show(
        String.format(
            Locale.ROOT,
            "%-9s %-14s [%s%s] %,d of %,d",
            what,
            table,
            "#".repeat(filled),
            "-".repeat(WIDTH - filled),
            done,
            total));
  }

  /** The same thing is not said twice. */
  private void show(String line) {
    if (line.equals(shown)) {
      return;
    }
    shown = line;
    if (isLive) {
      err.print("\r" + line + " ".repeat(Math.max(0, LINE - line.length())));
      err.flush();
    } else {
      err.println(line);
    }
  }

  /** Leaves the line to what comes next. */
  @Override
  public void close() {
    if (isLive && !shown.isEmpty()) {
      err.print("\r" + " ".repeat(Math.max(LINE, shown.length())) + "\r");
      err.flush();
      shown = "";
    }
  }
}
