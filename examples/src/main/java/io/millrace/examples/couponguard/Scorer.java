package io.millrace.examples.couponguard;

import io.millrace.functions.Context;
import io.millrace.functions.StateSpec;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import java.time.Duration;
import java.time.Instant;

/**
 * Per user: an alert when the model says so, once per period. The model is state that all keys
 * share; a record on its broadcast topic replaces it while everything runs.
 */
final class Scorer implements StreamFunction<Features> {
  static final StateSpec<Coefficients> MODEL = StateSpec.of("model", Coefficients.class).shared();
  static final StateSpec<Long> ALERTED = StateSpec.of("alerted", Long.class);
  static final TimerSpec PERIOD_OVER = TimerSpec.eventTime("period-over");

  private final Coefficients firstModel;
  private final long periodMs;

  Scorer(Coefficients firstModel, Duration period) {
    this.firstModel = firstModel;
    this.periodMs = period.toMillis();
  }

  @Override
  public void onRecord(StreamRecord<Features> record, Context context) {
    if (context.get(ALERTED).isPresent()) {
      return;
    }
    Features features = record.value();
    Coefficients model = context.getOr(MODEL, firstModel);
    double score = model.score(features);
    if (score >= model.threshold()) {
      long atMs = context.eventTimeMs();
      context.put(ALERTED, atMs);
      context.setTimer(PERIOD_OVER, atMs + periodMs);
      Instant time = Instant.ofEpochMilli(atMs);
      context.emit(
          CouponGuardApp.ALERTS,
          new Alert(features.user(), score, model.version(), features, time));
    }
  }

  void onCoefficients(StreamRecord<Coefficients> model, Context context) {
    context.put(MODEL, model.value());
  }

  @Override
  public void onTimer(Timer timer, Context context) {
    context.remove(ALERTED);
  }
}
