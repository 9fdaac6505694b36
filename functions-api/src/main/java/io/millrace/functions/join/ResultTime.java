package io.millrace.functions.join;

import io.millrace.functions.Context;

/** The event time of what is joined. */
final class ResultTime {
  private ResultTime() {}

  /** The time of the partners' result, not behind the event clock. */
  static long of(Context context, long timeMs, long otherMs) {
    return of(context, Math.max(timeMs, otherMs));
  }

  /** The time of a record's result, not behind the event clock. */
  static long of(Context context, long timeMs) {
    long clock = context.watermarkMs();
    return clock == Long.MAX_VALUE ? timeMs : Math.max(timeMs, clock);
  }
}
