package io.millrace.systemtests.processes.app;

import io.millrace.functions.Context;
import io.millrace.functions.MapSpec;
import io.millrace.functions.MapState;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Timer;
import java.math.BigInteger;

/** {@link DeviceWindows} as it became later: what it keeps is of another type. */
final class LaterDeviceWindows implements StreamFunction<DeviceSale> {
  static final MapSpec<Long, Open> OPEN = MapSpec.of("open", Long.class, Open.class);

  /**
   * A window that is not over: without what is known anyway, with a sum that cannot overflow.
   *
   * @param latestMs the latest sale since it is kept, event time; 0 if there was none since
   */
  record Open(long count, BigInteger sum, long latestMs) {}

  @Override
  public void onRecord(StreamRecord<DeviceSale> record, Context context) {
    long startMs =
        Math.floorDiv(record.eventTimeMs(), DeviceWindows.WINDOW_MS) * DeviceWindows.WINDOW_MS;
    MapState<Long, Open> open = context.map(OPEN);
    Open before = open.getOr(startMs, new Open(0, BigInteger.ZERO, 0));
    open.put(
        startMs,
        new Open(
            before.count() + 1,
            before.sum().add(BigInteger.valueOf(record.value().amount())),
            Math.max(before.latestMs(), record.eventTimeMs())));
    context.setTimer(DeviceWindows.CLOSE, startMs + DeviceWindows.WINDOW_MS);
  }

  @Override
  public void onTimer(Timer timer, Context context) {
    long startMs = timer.atMs() - DeviceWindows.WINDOW_MS;
    MapState<Long, Open> open = context.map(OPEN);
    Open over = open.get(startMs).orElseThrow();
    context.emit(
        LedgerApp.WINDOWS,
        new DeviceWindow(
            context.key(String.class), startMs, over.count(), over.sum().longValueExact()));
    open.remove(startMs);
  }
}
