package io.millrace.functions.window;

import java.util.function.ToLongFunction;

/** What kind of windows there are. */
sealed interface Shape {

  /** Windows that are the same for all keys. */
  record Aligned(Panes panes) implements Shape {}

  /** Windows that end when nothing has come for a gap, which a record may tell. */
  record Sessions(ToLongFunction<Object> gapMs) implements Shape {}

  /** Windows of the last {@code size} records, one every {@code slide} records. */
  record Counted(int size, int slide) implements Shape {}
}
