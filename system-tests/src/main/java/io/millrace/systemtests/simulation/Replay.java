package io.millrace.systemtests.simulation;

import io.millrace.functions.AsyncCall;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.Settings;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalReader;
import io.millrace.runtime.metrics.Counters;
import io.millrace.runtime.partition.AsyncCalls;
import io.millrace.runtime.partition.EpochDigests;
import io.millrace.runtime.partition.Partition;
import io.millrace.runtime.partition.PartitionPorts;
import io.millrace.runtime.partition.PartitionSettings;
import io.millrace.runtime.snapshot.MemorySnapshotStore;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Folds a whole journal again, from its first entry, without any fault, and keeps all that it
 * emits, by destination: what the channels of this partition must hold.
 *
 * <p>Its journal hides the partition's own channel from recovery, so that the records of that
 * channel are emitted again too, and captures them instead of appending them.
 */
final class Replay {
  private static final int MOST_TURNS = 100_000;

  private final PartitionSettings settings;
  private final JournalCopy history;
  private final Records emitted = new Records();
  private final Deque<byte[]> replies = new ArrayDeque<>();
  private final SimulatedClock.Ticker ticker = new SimulatedClock.Ticker();
  private final Partition partition;

  Replay(PartitionSettings settings, JournalCopy history) {
    this.settings = settings;
    this.history = history;
    partition =
        new Partition(
            settings,
            Workload.PLAN,
            new PartitionPorts(
                new Recording(),
                new MemorySnapshotStore(),
                this::receive,
                new SimulatedClock(ticker),
                new NoCalls()),
            new Counters());
    partition.digests().begin();
  }

  /** Folds everything. */
  Replay run() {
    partition.recoverToRehearse(Settings.of(Map.of()));
    for (int turn = 0; partition.foldedOffset() < history.end() || turn < 1; turn++) {
      turn(turn);
    }
    // the open frames go out once there is nothing else to do
    for (int turn = 0; turn < 100; turn++) {
      turn(turn);
    }
    return this;
  }

  private void turn(int turn) {
    if (turn > MOST_TURNS) {
      throw new AssertionError(
          "replay does not end: partition=" + settings.partition() + ", " + partition.status());
    }
    ticker.advance(2_000_000);
    partition.work(ticker.ns());
    for (byte[] reply = replies.poll(); reply != null; reply = replies.poll()) {
      partition.onFrame(reply, 0, reply.length);
    }
  }

  /** The digest of the state at the end. */
  long digest() {
    return partition.digest();
  }

  /** What was folded, epoch by epoch. */
  EpochDigests digests() {
    return partition.digests();
  }

  /** What was emitted; channels are numbered by destination. */
  Records emitted() {
    return emitted;
  }

  /** Takes frames as a receiver that has nothing and keeps everything. */
  private boolean receive(byte[] frame, int at, int length) {
    FrameType type = FrameHeader.type(frame, at);
    byte[] copy = new byte[length];
    System.arraycopy(frame, at, copy, 0, length);
    if (type == FrameType.RESUME) {
      reply(copy, FrameType.STAND, 1);
    } else if (type == FrameType.DATA) {
      emitted.add(FrameHeader.destination(copy, 0), copy);
      reply(
          copy,
          FrameType.ACK,
          FrameHeader.firstSequence(copy, 0) + FrameHeader.recordCount(copy, 0));
    }
    return true;
  }

  private void reply(byte[] to, FrameType type, long next) {
    byte[] reply = new byte[FrameHeader.LENGTH];
    FrameHeader.init(reply, 0, type);
    FrameHeader.application(reply, 0, FrameHeader.application(to, 0));
    FrameHeader.generation(reply, 0, FrameHeader.generation(to, 0));
    FrameHeader.term(reply, 0, Integer.MAX_VALUE);
    FrameHeader.origin(reply, 0, FrameHeader.origin(to, 0));
    FrameHeader.destination(reply, 0, FrameHeader.destination(to, 0));
    FrameHeader.firstSequence(reply, 0, next);
    FrameHeader.seal(reply, 0);
    replies.add(reply);
  }

  private final class Recording implements Journal {
    private final SimulatedJournal entries = new SimulatedJournal(history, new Fuse());
    private final long own = Origin.ofPartition(settings.partition());

    @Override
    public boolean append(byte[] frame, int at, int length) {
      if (FrameHeader.type(frame, at) != FrameType.DATA || FrameHeader.origin(frame, at) != own) {
        return false;
      }
      byte[] copy = new byte[length];
      System.arraycopy(frame, at, copy, 0, length);
      emitted.add(settings.partition(), copy);
      return true;
    }

    @Override
    public void scan(long offset, Consumer<ByteOutput> visitor) {
      entries.scan(
          offset,
          entry -> {
            byte[] frame = entry.array();
            if (FrameHeader.type(frame, 0) != FrameType.DATA
                || FrameHeader.origin(frame, 0) != own) {
              visitor.accept(entry);
            }
          });
    }

    @Override
    public long startOffset() {
      return 0;
    }

    @Override
    public long endOffset() {
      return history.end();
    }

    @Override
    public long stableOffset() {
      return history.end();
    }

    @Override
    public long sizeBytes() {
      return 0;
    }

    @Override
    public JournalReader reader(long offset) {
      return entries.reader(offset);
    }

    @Override
    public void release(long offset) {
      // everything is kept
    }

    @Override
    public void cut(long offset) {
      throw new AssertionError("nothing is cut in a replay: offset=" + offset);
    }

    @Override
    public void startOver(long offset) {
      throw new AssertionError("nothing is thrown away in a replay: offset=" + offset);
    }

    @Override
    public void close() {
      // holds nothing
    }
  }

  private static final class NoCalls implements AsyncCalls {
    @Override
    public void start(long callId, AsyncCall<Object, Object> call, Object request) {
      // its outcome is in the journal, or the call is pending still
    }

    @Override
    public int poll(Outcome outcome, int limit) {
      return 0;
    }
  }
}
