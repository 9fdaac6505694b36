package io.millrace.examples.couponguard;

import io.millrace.functions.window.Window;
import java.time.Instant;

/**
 * How much a model alerted in one hour of event time, as far as it is known: the last one of an
 * hour holds.
 *
 * @param hour its beginning
 * @param score the mean of the alerts' scores
 */
public record AlertRate(String model, Instant hour, long alerts, double score) {

  /** The alerts of an hour. */
  record Alerts(long count, double score) {}

  static AlertRate of(String model, Window hour, Alerts alerts) {
    return new AlertRate(
        model, Instant.ofEpochMilli(hour.startMs()), alerts.count(), alerts.score());
  }
}
