package io.millrace.examples.couponguard;

import io.millrace.examples.couponguard.Action.Kind;
import io.millrace.functions.Context;
import io.millrace.functions.ListSpec;
import io.millrace.functions.ListState;
import io.millrace.functions.StateSpec;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import java.time.Duration;

/** Per user: brings together what is known, and emits it whenever a coupon may be at stake. */
final class UserFeatures implements StreamFunction<Action> {

  /** An action as far as it is counted. */
  record Recent(Kind kind, long atMs) {}

  static final ListSpec<Recent> RECENT = ListSpec.of("recent", Recent.class);
  static final StateSpec<Visit> VISIT = StateSpec.of("visit", Visit.class);
  static final TimerSpec FORGET = TimerSpec.eventTime("forget");
  private static final long HOUR_MS = Duration.ofHours(1).toMillis();
  private static final int COUNTED = 200; // nobody human does more in an hour

  @Override
  public void onRecord(StreamRecord<Action> record, Context context) {
    Action action = record.value();
    ListState<Recent> recent = context.list(RECENT);
    if (recent.size() == COUNTED) {
      recent.removeFirst(1);
    }
    recent.add(new Recent(action.kind(), action.timeMs()));
    // On the hour, so that a user has few timers: setting the same one again changes nothing.
    context.setTimer(FORGET, (action.timeMs() / HOUR_MS + 2) * HOUR_MS);

    if (action.kind() != Kind.BROWSE && action.kind() != Kind.LOGIN) {
      update(context.getOr(VISIT, Visit.NEW).with(action), context);
    }
  }

  void onSignal(StreamRecord<DeviceSignal> signal, Context context) {
    // A farm's other accounts may be news to a user whose visit has long been over.
    context.get(VISIT).ifPresent(visit -> update(visit.with(signal.value()), context));
  }

  void onCycle(StreamRecord<RefundCycle> cycle, Context context) {
    update(context.getOr(VISIT, Visit.NEW).withCycle(), context);
  }

  private static void update(Visit visit, Context context) {
    context.put(VISIT, visit);
    int[] counts = new int[Kind.values().length];
    for (Recent recent : context.list(RECENT)) {
      if (recent.atMs() > context.eventTimeMs() - HOUR_MS) {
        counts[recent.kind().ordinal()]++;
      }
    }
    context.emit(
        CouponGuardApp.FEATURES,
        new Features(
            context.key(String.class),
            visit.device(),
            counts[Kind.BROWSE.ordinal()],
            counts[Kind.CLAIM.ordinal()],
            counts[Kind.ORDER.ordinal()],
            counts[Kind.REFUND.ordinal()],
            visit.accounts(),
            visit.cheapOrders(),
            visit.cycles(),
            visit.orderAfterMs() < 0 ? -1 : visit.orderAfterMs() / 1000.0));
  }

  @Override
  public void onTimer(Timer timer, Context context) {
    ListState<Recent> recent = context.list(RECENT);
    int old = 0;
    while (old < recent.size() && recent.get(old).atMs() <= timer.atMs() - HOUR_MS) {
      old++;
    }
    recent.removeFirst(old);
    if (recent.isEmpty()) {
      context.remove(VISIT);
    }
  }
}
