package io.millrace.systemtests.processes.app;

import io.millrace.functions.Context;
import io.millrace.functions.MapSpec;
import io.millrace.functions.MapState;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;

/** Sums per device and window of event time; says each sum once, when the window is over. */
public final class DeviceWindows implements StreamFunction<DeviceSale> {
  public static final long WINDOW_MS = 1000;

  static final MapSpec<Long, DeviceWindow> OPEN =
      MapSpec.of("open", Long.class, DeviceWindow.class);
  static final TimerSpec CLOSE = TimerSpec.eventTime("close");

  @Override
  public void onRecord(StreamRecord<DeviceSale> record, Context context) {
    DeviceSale sale = record.value();
    long startMs = Math.floorDiv(record.eventTimeMs(), WINDOW_MS) * WINDOW_MS;
    MapState<Long, DeviceWindow> open = context.map(OPEN);
    DeviceWindow before = open.getOr(startMs, new DeviceWindow(sale.device(), startMs, 0, 0));
    open.put(
        startMs,
        new DeviceWindow(sale.device(), startMs, before.count() + 1, before.sum() + sale.amount()));
    context.setTimer(CLOSE, startMs + WINDOW_MS);
  }

  @Override
  public void onTimer(Timer timer, Context context) {
    long startMs = timer.atMs() - WINDOW_MS;
    MapState<Long, DeviceWindow> open = context.map(OPEN);
    context.emit(LedgerApp.WINDOWS, open.get(startMs).orElseThrow());
    open.remove(startMs);
  }
}
