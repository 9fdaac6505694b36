package io.millrace.systemtests.simulation;

import io.millrace.functions.Context;

/** What one instance of a function has seen of its clocks: neither may go back. */
final class Watch {
  private long watermarkMs = Long.MIN_VALUE;
  private long nowMs = Long.MIN_VALUE;

  void look(Context context) {
    if (context.watermarkMs() < watermarkMs) {
      throw new AssertionError(
          "watermark went back: from=" + watermarkMs + ", to=" + context.watermarkMs());
    }
    if (context.nowMs() < nowMs) {
      throw new AssertionError(
          "processing time went back: from=" + nowMs + ", to=" + context.nowMs());
    }
    watermarkMs = context.watermarkMs();
    nowMs = context.nowMs();
  }
}
