package io.millrace.functions.window;

/** The one window that has no end, of one pane. */
record GlobalPanes() implements Panes {

  @Override
  public long paneStart(long ms) {
    return Long.MIN_VALUE;
  }

  @Override
  public long nextPane(long pane) {
    return Long.MAX_VALUE;
  }

  @Override
  public long lastEnd(long pane) {
    return Long.MAX_VALUE;
  }

  @Override
  public long firstEndAfter(long pane, long ms) {
    return Long.MAX_VALUE;
  }

  @Override
  public long nextEnd(long end) {
    return Long.MAX_VALUE;
  }

  @Override
  public long windowStart(long end) {
    return Long.MIN_VALUE;
  }

  @Override
  public long panesPerWindow() {
    return 1;
  }

  @Override
  public boolean isGlobal() {
    return true;
  }
}
