package io.millrace.cli.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.cli.text.Quantity;
import io.millrace.runtime.local.ApplicationStatus;
import io.millrace.runtime.metrics.Counter;
import java.util.Locale;
import java.util.Map;

/**
 * What a run came to: what it did for the first time. What it did again after a crash, up to where
 * a former run had been, is not in any count but {@code replayed}.
 *
 * @param application its name
 * @param outcome {@code finished}, {@code stopped} or {@code failed}
 * @param error why it failed, or null
 * @param records records read from sources or published
 * @param emitted records that functions emitted
 * @param sinks records written, by sink
 * @param malformed items that could not be read
 * @param deadLetters records that went to dead-letter topics
 * @param skipped records that a failure policy dropped
 * @param quarantined records put aside with their key
 * @param late records earlier than the event clock of the function that read them
 * @param replayed records that a former run had folded and that were folded again at the start
 * @param seconds how long it took, from when it had recovered
 * @param data where its data is, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunSummary(
    String application,
    String outcome,
    String error,
    long records,
    long emitted,
    Map<String, Long> sinks,
    long malformed,
    long deadLetters,
    long skipped,
    long quarantined,
    long late,
    long replayed,
    double seconds,
    String data) {

  static RunSummary of(ApplicationStatus status, long published, double seconds, String data) {
    Tally tally = Tally.of(status, published);
    return new RunSummary(
        status.name(),
        status.phase().toLowerCase(Locale.ROOT),
        status.failure(),
        tally.records(),
        tally.emitted(),
        status.sinks(),
        tally.malformed(),
        status.counters().get(Counter.DEAD_LETTERS),
        status.counters().get(Counter.SKIPPED),
        status.counters().get(Counter.QUARANTINED),
        status.counters().get(Counter.LATE),
        status.counters().get(Counter.RECORDS_REPLAYED),
        Math.round(seconds * 1000) / 1000.0,
        data);
  }

  /** For people, without what is zero. */
  public String toText() {
    StringBuilder text = new StringBuilder(application).append(' ').append(outcome);
    text.append(": ").append(Quantity.count(records)).append(" records in ");
    text.append(Quantity.seconds(seconds));
    if (seconds > 0 && records > 0) {
      text.append(" (").append(Quantity.rate(records / seconds)).append(')');
    }
    line(text, "emitted", Quantity.count(emitted));
    sinks.forEach((sink, count) -> line(text, "sink " + sink, Quantity.count(count)));
    counted(text, "malformed", malformed);
    counted(text, "dead letters", deadLetters);
    counted(text, "skipped", skipped);
    counted(text, "quarantined", quarantined);
    counted(text, "late", late);
    counted(text, "replayed", replayed);
    if (data != null) {
      line(text, "data", data);
    }
    return text.toString();
  }

  private static void counted(StringBuilder text, String name, long count) {
    if (count > 0) {
      line(text, name, Quantity.count(count));
    }
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "%n  %-16s %s", name, value));
  }
}
