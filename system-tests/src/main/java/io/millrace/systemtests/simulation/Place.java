package io.millrace.systemtests.simulation;

import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;

/** What there is of one partition: its owner, who holds copies of its journal, what was stable. */
final class Place {
  private final History history;
  private final SimulatedClock clock;
  private Owner owner;
  private Follower follower;
  private boolean inSync;
  private JournalCopy mirror = new JournalCopy();
  private int term;

  Place(int partition, SimulatedClock clock) {
    this.history = new History(partition);
    this.clock = clock;
  }

  /** The current owner; null before the first. */
  Owner owner() {
    return owner;
  }

  void owner(Owner next) {
    owner = next;
  }

  /** Who copies the owner's journal; null if nobody does. */
  Follower follower() {
    return follower;
  }

  /** What the coordinator has written down: who follows, and whether it may be promoted. */
  void follower(Follower next, boolean isInSync) {
    if (follower != null) {
      follower.die();
    }
    follower = next;
    inSync = isInSync;
  }

  /** It is written down that the follower may be promoted. */
  void inSync() {
    inSync = true;
  }

  /** Whether the follower has all that was ever stable. */
  boolean isInSync() {
    return inSync;
  }

  /** What the mirror has of the journal. */
  JournalCopy mirror() {
    return mirror;
  }

  void mirror(JournalCopy copy) {
    mirror = copy;
  }

  History history() {
    return history;
  }

  SimulatedClock clock() {
    return clock;
  }

  /** The term of the current owner. */
  int term() {
    return term;
  }

  /** The coordinator is about to name another owner. */
  void raiseTerm() {
    term++;
    if (follower != null) {
      follower.term(term);
    }
  }

  /** The mirror takes up to {@code limit} entries more, stable ones only. */
  void mirrorMore(int limit) {
    JournalCopy copy = owner.journal().copy();
    for (int i = 0; i < limit; i++) {
      int next = mirror.count();
      if (next >= copy.count() || copy.endOf(next) > owner.replicated().stableOffset()) {
        return;
      }
      mirror.add(copy.entry(next));
    }
  }

  /** The index of the entry with which a journal enters an epoch, -1 if it never does. */
  static int indexOfEpoch(JournalCopy journal, long epoch) {
    int cut = cut(journal, epoch);
    boolean entered = cut > 0 && isEpoch(journal.entry(cut - 1), epoch);
    return entered ? cut - 1 : -1;
  }

  /**
   * How many entries of a journal are before the cut of an epoch: up to that with which it is
   * entered, or before the next epoch if it was passed over; -1 if it was not entered yet.
   */
  static int cut(JournalCopy journal, long epoch) {
    for (int i = 0; i < journal.count(); i++) {
      byte[] entry = journal.entry(i);
      if (FrameHeader.type(entry, 0) == FrameType.EPOCH && FrameHeader.epoch(entry, 0) >= epoch) {
        return isEpoch(entry, epoch) ? i + 1 : i;
      }
    }
    return -1;
  }

  private static boolean isEpoch(byte[] entry, long epoch) {
    return FrameHeader.type(entry, 0) == FrameType.EPOCH && FrameHeader.epoch(entry, 0) == epoch;
  }
}
