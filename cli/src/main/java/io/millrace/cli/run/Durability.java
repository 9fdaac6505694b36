package io.millrace.cli.run;

import java.util.Locale;

/** When a record counts as safe. */
public enum Durability {
  /** At once: nothing is kept, a crash loses all. */
  NONE,
  /** When it is in the journal on this machine: survives the death of the process. */
  LOCAL;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
