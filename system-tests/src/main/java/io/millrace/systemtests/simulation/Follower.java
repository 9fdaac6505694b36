package io.millrace.systemtests.simulation;

import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.replication.FollowerJournal;

/** One incarnation of a partition's follower: a second copy of its journal, on another host. */
final class Follower extends Endpoint {
  private final JournalCopy copy;
  private final FollowerJournal journal;
  private final Network network;
  private final Fuse fuse = new Fuse();
  private Endpoint answersTo;

  Follower(FrameStamp stamp, int partition, JournalCopy copy, Network network) {
    super(0);
    this.copy = copy;
    this.network = network;
    this.journal = new FollowerJournal(stamp, partition, new SimulatedJournal(copy, fuse));
  }

  JournalCopy copy() {
    return copy;
  }

  /** The highest term that it has heard of. */
  int term() {
    return journal.term();
  }

  /** The coordinator named a new owner. */
  void term(int raised) {
    journal.term(raised);
  }

  /** Who sent what it takes next. */
  void hears(Endpoint from) {
    answersTo = from;
  }

  /** Who gets its answers. */
  Endpoint answersTo() {
    return answersTo;
  }

  @Override
  void deliver(byte[] frame) {
    journal.onFrame(frame, 0);
  }

  @Override
  void disconnected(int partition) {
    // the owner asks again
  }

  @Override
  int work() {
    return answersTo == null ? 0 : journal.work(network.senderOf(this, fuse));
  }
}
