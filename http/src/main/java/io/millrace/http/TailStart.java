package io.millrace.http;

import io.millrace.runtime.journal.ReadableJournal;

/**
 * Where a tail begins in a journal.
 *
 * @param offset from this one on, or one of the two below
 */
record TailStart(long offset) {
  /** What becomes stable from now on. */
  static final TailStart NOW = new TailStart(-1);

  /** All that is kept. */
  static final TailStart START = new TailStart(-2);

  /** Reads an offset, {@code start} or {@code now}. */
  static TailStart of(String parameter, String text) {
    return switch (text) {
      case "start" -> START;
      case "now" -> NOW;
      default -> new TailStart(Reading.number(parameter, text, 0, Long.MAX_VALUE));
    };
  }

  /** The offset in a journal; what is not there any more is passed over. */
  long in(ReadableJournal journal) {
    return equals(NOW) ? journal.stableOffset() : Math.max(offset, journal.startOffset());
  }
}
