package io.millrace.examples.gmv;

import io.millrace.functions.Context;
import io.millrace.functions.MapSpec;
import io.millrace.functions.MapState;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/**
 * Per category: tumbling windows of a minute, by event time. A minute is told when the watermark
 * has passed its end. Orders that come later, up to {@link #LATENESS}, are added and the minute is
 * told again, corrected; later ones are put aside.
 */
final class TurnoverPerMinute implements StreamFunction<Order> {
  static final Duration MINUTE = Duration.ofMinutes(1);
  static final Duration LATENESS = Duration.ofMinutes(10);

  /** A minute that is not forgotten yet. */
  record Sum(long orders, BigDecimal amount, long late, int results) {
    static final Sum NONE = new Sum(0, BigDecimal.ZERO, 0, 0);

    Sum plus(Order order, boolean isLate) {
      return new Sum(orders + 1, amount.add(order.amount()), late + (isLate ? 1 : 0), results);
    }

    Sum told() {
      return new Sum(orders, amount, late, results + 1);
    }
  }

  static final MapSpec<Long, Sum> MINUTES = MapSpec.of("minutes", Long.class, Sum.class);
  static final TimerSpec CLOSE = TimerSpec.eventTime("close");
  static final TimerSpec FORGET = TimerSpec.eventTime("forget");
  private static final long MINUTE_MS = MINUTE.toMillis();
  private static final long LATENESS_MS = LATENESS.toMillis();

  @Override
  public void onRecord(StreamRecord<Order> order, Context context) {
    long startMs = Math.floorDiv(order.eventTimeMs(), MINUTE_MS) * MINUTE_MS;
    long endMs = startMs + MINUTE_MS;
    if (endMs + LATENESS_MS <= context.watermarkMs()) {
      context.emit(GmvApp.TOO_LATE, order.value());
      return;
    }
    boolean isLate = endMs <= context.watermarkMs();
    MapState<Long, Sum> minutes = context.map(MINUTES);
    minutes.put(startMs, minutes.getOr(startMs, Sum.NONE).plus(order.value(), isLate));
    context.setTimer(CLOSE, endMs); // a late order's has passed, so it fires at once
    context.setTimer(FORGET, endMs + LATENESS_MS);
  }

  @Override
  public void onTimer(Timer timer, Context context) {
    MapState<Long, Sum> minutes = context.map(MINUTES);
    if (timer.spec().equals(CLOSE)) {
      long startMs = timer.atMs() - MINUTE_MS;
      minutes.get(startMs).ifPresent(sum -> tell(startMs, sum, context));
    } else {
      minutes.remove(timer.atMs() - MINUTE_MS - LATENESS_MS);
    }
  }

  private static void tell(long startMs, Sum sum, Context context) {
    context.map(MINUTES).put(startMs, sum.told());
    context.emit(
        GmvApp.TURNOVER,
        new Turnover(
            context.key(String.class),
            Instant.ofEpochMilli(startMs),
            sum.orders(),
            sum.amount(),
            sum.late(),
            sum.results()));
  }
}
