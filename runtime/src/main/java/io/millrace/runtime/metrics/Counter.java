package io.millrace.runtime.metrics;

import java.util.Locale;

/** Everything that is counted per partition. */
public enum Counter {
  RECORDS_IN("records folded from the journal for the first time"),
  RECORDS_REPLAYED("records folded again after a start, or along by a follower"),
  RECORDS_INLINE("records handed over inside the partition"),
  RECORDS_EMITTED("records emitted by functions"),
  FRAMES_IN("frames journaled"),
  FRAMES_OUT("frames sent"),
  BYTES_JOURNALED("bytes appended to the journal"),
  DUPLICATES("records dropped because they were journaled already"),
  GAPS("frames refused because something before them was missing"),
  STALE("frames refused because they belong to another generation or application"),
  CORRUPT("frames refused because their checksum or shape was wrong"),
  JOURNAL_REFUSED("frames refused because the journal had no room"),
  TIMERS_FIRED("timers fired"),
  LATE("records earlier than the event clock of a function that read them"),
  LATE_DROPPED("records that functions dropped because they came too late"),
  UNKNOWN_TOPIC("records of topics that the application no longer has"),
  RETRIES("calls repeated after a failure"),
  SKIPPED("records dropped by a failure policy"),
  DEAD_LETTERS("records sent to dead-letter topics"),
  QUARANTINED("records put aside with their key"),
  ASYNC_CALLS("asynchronous calls made"),
  SNAPSHOTS("snapshots committed"),
  SNAPSHOT_FAILURES("snapshots that could not be written");

  private final String description;

  Counter(String description) {
    this.description = description;
  }

  /** Whether it is counted by the fold, so that a replay, or a follower, counts it again. */
  boolean isOfFold() {
    return switch (this) {
      case RECORDS_IN,
          RECORDS_INLINE,
          RECORDS_EMITTED,
          TIMERS_FIRED,
          LATE,
          LATE_DROPPED,
          UNKNOWN_TOPIC,
          RETRIES,
          SKIPPED,
          DEAD_LETTERS,
          QUARANTINED ->
          true;
      default -> false;
    };
  }

  /** What is counted, for people. */
  public String description() {
    return description;
  }

  /** The name in metrics and JSON: {@code records_in}. */
  public String metricName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
