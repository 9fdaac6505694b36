package io.millrace.runtime.partition;

import io.millrace.runtime.Clock;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.metrics.Counter;
import io.millrace.runtime.metrics.Counters;

/**
 * Appends entries to the journal: fills in offset, time and the owner's term, keeps epoch and time
 * monotonic.
 */
final class EntryLog {
  /** {@link #deployed} while no code has begun to fold. */
  static final int NO_CODE = 0;

  private final Journal journal;
  private final Clock clock;
  private FrameStamp stamp;
  private final Counters counters;
  private final byte[] control = new byte[FrameHeader.LENGTH];
  private long lastTimeMs;
  private volatile long epoch;
  private int deployed;
  private long deployedEnd;
  private boolean refused;

  EntryLog(Journal journal, Clock clock, FrameStamp stamp, Counters counters) {
    this.journal = journal;
    this.clock = clock;
    this.stamp = stamp;
    this.counters = counters;
  }

  /** The owner's term. */
  int term() {
    return stamp.term();
  }

  /** Another owner appends from here on. */
  void term(int term) {
    stamp = stamp.withTerm(term);
  }

  /** Appends a frame in place; false if the journal has no room now. */
  boolean append(byte[] frame, int at, int length) {
    return append(frame, at, length, lastTimeMs);
  }

  /**
   * Appends the DEPLOY entry of the code that runs: later than all before it, so that a snapshot
   * tells those that it knew from those that came after it.
   *
   * @param frame from {@link #control}, sealed
   * @return false if the journal has no room now
   */
  boolean appendDeploy(byte[] frame) {
    if (!append(frame, 0, FrameHeader.LENGTH, lastTimeMs + 1)) {
      return false;
    }
    deployed = stamp.codeVersion();
    deployedEnd = journal.endOffset();
    return true;
  }

  private boolean append(byte[] frame, int at, int length, long earliestMs) {
    long timeMs = Math.max(earliestMs, clock.nowMs());
    FrameHeader.offset(frame, at, journal.endOffset());
    FrameHeader.journalTimeMs(frame, at, timeMs);
    FrameHeader.term(frame, at, stamp.term());
    FrameHeader.sealHeader(frame, at);
    if (!journal.append(frame, at, length)) {
      counters.increment(Counter.JOURNAL_REFUSED);
      refused = true;
      return false;
    }
    refused = false;
    lastTimeMs = timeMs;
    counters.increment(Counter.FRAMES_IN);
    counters.add(Counter.BYTES_JOURNALED, length);
    return true;
  }

  /** A frame of the partition's own, without records, to be filled in and appended. */
  byte[] control(FrameType type) {
    FrameHeader.init(control, 0, type);
    stampFrame(control);
    return control;
  }

  /** Marks a frame as the partition's own. */
  void stampFrame(byte[] frame) {
    FrameHeader.application(frame, 0, stamp.application());
    FrameHeader.origin(frame, 0, stamp.origin());
    FrameHeader.term(frame, 0, stamp.term());
    FrameHeader.generation(frame, 0, stamp.generation());
    FrameHeader.codeVersion(frame, 0, stamp.codeVersion());
    FrameHeader.epoch(frame, 0, epoch);
  }

  /** Takes note of an entry that stands in the journal already. */
  void recovered(byte[] frame, int at) {
    lastTimeMs = Math.max(lastTimeMs, FrameHeader.journalTimeMs(frame, at));
    switch (FrameHeader.type(frame, at)) {
      case EPOCH -> epoch = Math.max(epoch, FrameHeader.epoch(frame, at));
      case DEPLOY -> {
        deployed = FrameHeader.codeVersion(frame, at);
        deployedEnd = FrameHeader.offset(frame, at) + FrameHeader.span(frame, at);
      }
      default -> {
        // says nothing about the log
      }
    }
  }

  long endOffset() {
    return journal.endOffset();
  }

  long stableOffset() {
    return journal.stableOffset();
  }

  /** The epoch of the last EPOCH entry. */
  long epoch() {
    return epoch;
  }

  void epoch(long entered) {
    epoch = entered;
  }

  /** Whether the code that runs has begun to fold, by its DEPLOY entry. */
  boolean isDeployed() {
    return deployed == stamp.codeVersion();
  }

  /** Whether that entry cannot be lost. */
  boolean isDeployStable() {
    return journal.stableOffset() >= deployedEnd;
  }

  /** The code that folds, by the last DEPLOY entry since one ended in order, or none. */
  int deployed() {
    return deployed;
  }

  void deployed(int version) {
    deployed = version;
  }

  long lastTimeMs() {
    return lastTimeMs;
  }

  void lastTimeMs(long ms) {
    lastTimeMs = Math.max(lastTimeMs, ms);
  }

  /** Whether the last append was refused. */
  boolean isRefused() {
    return refused;
  }
}
