package io.millrace.systemtests.processes.app;

import io.millrace.functions.AsyncCall;
import io.millrace.functions.AsyncResult;
import io.millrace.functions.Context;
import io.millrace.functions.ListSpec;
import io.millrace.functions.ListState;
import io.millrace.functions.Settings;
import io.millrace.functions.StateSpec;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import java.util.concurrent.locks.LockSupport;

/** Counts and sums per user; reminds, and asks the outside, now and then. */
public final class Ledger implements StreamFunction<Purchase> {
  public static final int REMINDER_EVERY = 7;
  public static final int SCORE_EVERY = 11;

  static final StateSpec<Total> TOTAL = StateSpec.of("total", Total.class);
  static final ListSpec<Long> DUE = ListSpec.of("due", Long.class);
  static final TimerSpec REMIND = TimerSpec.processingTime("remind");
  static final AsyncCall<Total, Long> SCORE =
      AsyncCall.of("score", Total.class, Long.class, Ledger::slowScore);

  private static final long REMIND_AFTER_MS = 20;
  private static final long CALL_NS = 2_000_000;

  private long fee;
  private boolean erratic;

  /** {@code fee} is added to every amount; {@code erratic=yes} breaks determinism. */
  @Override
  public void open(Settings settings) {
    fee = Long.parseLong(settings.setting("fee", "0"));
    erratic = settings.setting("erratic", "no").equals("yes");
  }

  @Override
  public void onRecord(StreamRecord<Purchase> record, Context context) {
    Purchase purchase = record.value();
    Total before = context.getOr(TOTAL, new Total(purchase.user(), 0, 0));
    long amount = purchase.amount() + fee + (erratic ? System.nanoTime() & 7 : 0);
    Total total = new Total(purchase.user(), before.count() + 1, before.sum() + amount);
    context.put(TOTAL, total);
    context.emit(LedgerApp.TOTALS, total);
    if (total.count() % REMINDER_EVERY == 0) {
      context.list(DUE).add(total.count());
      context.setTimer(REMIND, context.nowMs() + REMIND_AFTER_MS);
    }
    if (total.count() % SCORE_EVERY == 0) {
      context.async(SCORE, total);
    }
    if (!purchase.device().isEmpty()) {
      context.emit(LedgerApp.SALES, new DeviceSale(purchase.device(), purchase.amount()));
    }
  }

  @Override
  public void onTimer(Timer timer, Context context) {
    String user = context.key(String.class);
    ListState<Long> due = context.list(DUE);
    for (int i = 0; i < due.size(); i++) {
      context.emit(LedgerApp.REMINDERS, new Reminder(user, due.get(i)));
    }
    due.clear();
  }

  @Override
  public void onAsyncResult(AsyncResult<?, ?> result, Context context) {
    if (!result.succeeded()) {
      throw new IllegalStateException("call failed: " + result.error());
    }
    Total asked = (Total) result.request();
    context.emit(
        LedgerApp.SCORES, new Score(asked.user(), asked.count(), (Long) result.response()));
  }

  private static Long slowScore(Total total) {
    LockSupport.parkNanos(CALL_NS);
    return score(total);
  }

  /** What the call says. */
  public static long score(Total total) {
    return total.sum() * 31 + total.count();
  }
}
