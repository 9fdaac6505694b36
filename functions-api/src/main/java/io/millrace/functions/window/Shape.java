package io.millrace.functions.window;

import java.util.function.ToLongFunction;

/** What kind of windows there are. */
sealed interface Shape {

  /** Windows that are the same for all keys. */
  record Aligned(Panes panes) implements Shape {}

  /**
   * Windows that end when nothing has come for a gap.
   *
   * @param gapMs the gap; 0 = each record tells it
   * @param gapMsOf the gap behind a record
   */
  record Sessions(long gapMs, ToLongFunction<Object> gapMsOf) implements Shape {
    @Override
    public String toString() {
      return "Sessions[gapMs=" + (gapMs == 0 ? "told by records" : gapMs) + "]";
    }
  }

  /** Windows of the last {@code size} records, one every {@code slide} records. */
  record Counted(int size, int slide) implements Shape {}
}
