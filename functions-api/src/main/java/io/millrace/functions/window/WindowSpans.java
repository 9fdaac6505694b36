package io.millrace.functions.window;

/**
 * Where windows are in event time, for operators that fire them by themselves. Made by {@link
 * Windows#spans}. Windows are in the order of their ends, and are found by them. Pure.
 */
public sealed interface WindowSpans {

  /** Windows that are the same for all keys. */
  final class Aligned implements WindowSpans {
    private final Panes panes;

    Aligned(Panes panes) {
      this.panes = panes;
    }

    /** The end of the last window that has this time, or {@link Long#MIN_VALUE} if none has. */
    public long lastEnd(long ms) {
      return panes.lastEnd(panes.paneStart(Windows.checked(ms)));
    }

    /** The end of the first window that has this time and ends after {@code afterMs}; one must. */
    public long firstEndAfter(long ms, long afterMs) {
      return panes.firstEndAfter(panes.paneStart(ms), afterMs);
    }

    /** The start of the window that ends here. */
    public long start(long endMs) {
      return panes.windowStart(endMs);
    }

    /** The start of the window behind the one that ends here. */
    public long nextStart(long endMs) {
      return panes.windowStart(panes.nextEnd(endMs));
    }
  }

  /**
   * Windows of one key that end when nothing has come for a gap.
   *
   * @param gapMs from the last record to the end
   */
  record Sessions(long gapMs) implements WindowSpans {}
}
