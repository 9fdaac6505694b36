package io.millrace.functions.window;

/**
 * How time is cut into windows, and windows into panes: the largest spans of which every window
 * consists. Pure. Windows are in the order of their ends, and are found by them.
 */
interface Panes {
  /** No window. */
  long NONE = Long.MIN_VALUE;

  /** The start of the pane that a time is in. */
  long paneStart(long ms);

  /** The start of the next pane of the same window. */
  long nextPane(long pane);

  /** The end of the last window that has this pane, or {@link #NONE}. */
  long lastEnd(long pane);

  /** The end of the first window that has this pane and ends after {@code ms}, if any has. */
  long firstEndAfter(long pane, long ms);

  /** The end of the window behind the one that ends here. */
  long nextEnd(long end);

  /** The start of the window that ends here. */
  long windowStart(long end);

  /** How many panes a window has. */
  long panesPerWindow();

  /** Whether this is the one window that has no end. */
  default boolean isGlobal() {
    return false;
  }
}
