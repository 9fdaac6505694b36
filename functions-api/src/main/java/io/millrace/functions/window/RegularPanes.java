package io.millrace.functions.window;

/**
 * Windows of {@code sizeMs}, one every {@code slideMs}; one starts at {@code offsetMs}. Tumbling if
 * both are the same.
 */
record RegularPanes(long sizeMs, long slideMs, long offsetMs, long paneMs) implements Panes {

  static RegularPanes of(long sizeMs, long slideMs, long offsetMs) {
    return new RegularPanes(
        sizeMs, slideMs, Math.floorMod(offsetMs, slideMs), gcd(sizeMs, slideMs));
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  private long floor(long ms, long step) {
    return ms - Math.floorMod(ms - offsetMs, step);
  }

  @Override
  public long paneStart(long ms) {
    return floor(ms, paneMs);
  }

  @Override
  public long nextPane(long pane) {
    return pane + paneMs;
  }

  @Override
  public long lastEnd(long pane) {
    long end = floor(pane, slideMs) + sizeMs;
    return end > pane ? end : NONE;
  }

  @Override
  public long firstEndAfter(long pane, long ms) {
    return floor(Math.max(pane, ms) - sizeMs, slideMs) + slideMs + sizeMs;
  }

  @Override
  public long nextEnd(long end) {
    return end + slideMs;
  }

  @Override
  public long windowStart(long end) {
    return end - sizeMs;
  }

  @Override
  public long panesPerWindow() {
    return sizeMs / paneMs;
  }
}
