package dev.kasava.keys.access;

import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.machine.Spares;

/** Checks to use again. Thread-safe; never blocks. */
final class Checks {
  private final KeyFormat format;
  private final Spares<Check> idle = new Spares<>();

  Checks(KeyFormat format) {
    this.format = format;
  }

  Check take() {
    Check found = idle.take();
    return found == null ? new Check(format) : found;
  }

  void giveBack(Check check) {
    check.wipe();
    idle.giveBack(check);
  }
}
