package io.millrace.cli.offline;

import io.millrace.cli.CommandFailedException;
import io.millrace.functions.AsyncCall;
import io.millrace.runtime.Clock;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.metrics.Counter;
import io.millrace.runtime.metrics.Counters;
import io.millrace.runtime.partition.AsyncCalls;
import io.millrace.runtime.partition.Partition;
import io.millrace.runtime.partition.PartitionPorts;
import io.millrace.runtime.partition.PartitionSettings;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.snapshot.SnapshotId;

/**
 * One fold of a partition's journal by the engine itself, with doubles around it: the journal takes
 * nothing, frames go nowhere, calls are not made again. One use, one thread.
 */
public final class Folding implements AutoCloseable {
  private static final long ALL = Long.MAX_VALUE / 2;

  private final ApplicationPlan plan;
  private final ApplicationMetadata metadata;
  private final Counters counters = new Counters();
  private final Partition partition;
  private final JournalView journal;
  private final long othersRecords;
  private final Clock clock = new StillClock();

  /**
   * A fold that has not begun.
   *
   * @param snapshot where it begins; null for an empty state
   * @param until it ends before this offset
   */
  public Folding(OfflineData data, int number, SnapshotId snapshot, long until, Emission emission) {
    ApplicationMetadata known = data.freshMetadata();
    plan = data.plan(known, emission);
    // another term, but only on paper: it also gives the codecs for what older code wrote
    metadata = known.started(data.codeHash(), plan);
    journal = new JournalView(data.journal(number), until);
    othersRecords = data.othersRecords(number, snapshot, journal.limit(), metadata.codeVersion());
    PartitionSettings settings =
        PartitionSettings.of(
            metadata.application(),
            number,
            metadata.partitions(),
            metadata.term(),
            metadata.generation(),
            metadata.codeVersion());
    PartitionPorts ports =
        new PartitionPorts(
            journal,
            new SnapshotView(data.snapshots(), snapshot),
            (frame, at, length) -> true,
            clock,
            new NoCalls(),
            data.state());
    partition = new Partition(settings, plan, metadata.olderCodecs(plan), ports, counters);
    partition.recoverToRehearse(plan.settings());
    for (int p = 0; p < metadata.partitions(); p++) {
      if (p != number) {
        // others have all that will ever be sent: then a fold costs no window
        ack(p, ALL);
      }
    }
  }

  /** Says that a destination has all below {@code next}. */
  private void ack(int destination, long next) {
    int number = partition.number();
    byte[] ack = new byte[FrameHeader.LENGTH];
    FrameHeader.init(ack, 0, FrameType.ACK);
    FrameHeader.application(ack, 0, metadata.application());
    FrameHeader.generation(ack, 0, metadata.generation());
    FrameHeader.origin(ack, 0, Origin.ofPartition(number));
    FrameHeader.destination(ack, 0, destination);
    FrameHeader.firstSequence(ack, 0, next);
    FrameHeader.seal(ack, 0);
    partition.onFrame(ack, 0, ack.length);
  }

  /** Folds a few entries; false at the end. */
  public boolean step() {
    long before = partition.foldedOffset();
    if (before >= journal.limit()) {
      return false;
    }
    partition.work(clock.nanoTime());
    if (journal.ownNext() > 0) {
      ack(partition.number(), journal.ownNext());
    }
    if (partition.foldedOffset() == before) {
      throw new CommandFailedException(
          "fold does not go on: partition="
              + partition.number()
              + ", offset="
              + before
              + "; please report this");
    }
    return true;
  }

  /** Where the entry is that is being folded. */
  public long offset() {
    return partition.foldedOffset();
  }

  /** Where the fold ends. */
  public long end() {
    return journal.limit();
  }

  /** Records folded so far. */
  public long records() {
    return counters.get(Counter.RECORDS_IN) + counters.get(Counter.RECORDS_REPLAYED);
  }

  /** Records that were journaled before this code ran: what it makes of them was not sent then. */
  public long othersRecords() {
    return othersRecords;
  }

  /** The digest of the state. */
  public long digest() {
    return partition.digest();
  }

  /** The application as it is folded. */
  public ApplicationPlan plan() {
    return plan;
  }

  @Override
  public void close() {
    partition.close();
  }

  /** Time that stands still: whatever a fold needs of it is in the journal. */
  private static final class StillClock implements Clock {
    private long nanos;

    @Override
    public long nowMs() {
      return 0;
    }

    @Override
    public long nanoTime() {
      return nanos++;
    }
  }

  /** Outcomes of calls are in the journal; one that is missing there stays missing. */
  private static final class NoCalls implements AsyncCalls {
    @Override
    public void start(long callId, AsyncCall<Object, Object> call, Object request) {
      // not made again
    }

    @Override
    public int poll(Outcome outcome, int limit) {
      return 0;
    }
  }
}
