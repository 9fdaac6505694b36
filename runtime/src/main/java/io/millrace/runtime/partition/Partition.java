package io.millrace.runtime.partition;

import io.millrace.functions.ByteOutput;
import io.millrace.functions.Settings;
import io.millrace.runtime.channel.InboundChannel;
import io.millrace.runtime.channel.InboundChannels;
import io.millrace.runtime.channel.Marks;
import io.millrace.runtime.channel.Outbound;
import io.millrace.runtime.frame.Bits;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.journal.JournalException;
import io.millrace.runtime.metrics.Counter;
import io.millrace.runtime.metrics.Counters;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.OlderCodecs;
import io.millrace.runtime.rewind.RewindRange;
import io.millrace.runtime.snapshot.SnapshotException;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.state.PartitionState;
import io.millrace.runtime.transport.FrameSender;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A partition: it journals what arrives on its channels, folds what is stable, and sends what the
 * fold emits. Whoever holds its journal and snapshots can be it.
 *
 * <p>Made in phase NEW; {@link #recover} reads snapshot and journal; then {@link #onFrame} and
 * {@link #work} are called again and again, by one thread at a time. A follower's begins with
 * {@link #follow} instead, and is that once it is {@link #promote promoted}. Nothing waits. An
 * exception from the journal or from user code whose policy is to stop fails the partition and is
 * thrown once.
 */
public final class Partition {
  private static final int ENTRIES_PER_TURN = 64;
  private static final long TICK_CHECK_NS = 1_000_000L;

  private final PartitionSettings settings;
  private final ApplicationPlan plan;
  private final OlderCodecs older;
  private final PartitionPorts ports;
  private final Counters counters;
  private LongSupplier retentionFloor = () -> Long.MAX_VALUE;
  private Supplier<RewindRange> rewindable = () -> RewindRange.NONE;

  private final InboundChannels channels;
  private final Outbound outbound;
  private final Outbox outbox;
  private final EntryLog log;
  private final Retention retention;
  private final PartitionState state;
  private final Fold fold;
  private Feeder feeder;
  private Inbox inbox;
  private Snapshotter snapshotter;

  private final FrameSender origins = this::sendToOrigin;
  private final AsyncCalls.Outcome outcomes = this::journalOutcome;
  private final ByteOutput built = new ByteOutput(256);
  private final ByteOutput asyncValue = new ByteOutput(128);
  private volatile Phase phase = Phase.NEW;
  private volatile Throwable failure;
  private long replayEnd;
  private boolean snapshotWanted;
  private boolean lastWanted;
  private boolean worked;
  private long tickCheckNs;

  /** What was acked in this epoch is forgotten, even if the journal has no room to enter it yet. */
  private volatile long restoredEpoch;

  /** A partition of an application that no older code ever ran. */
  public Partition(
      PartitionSettings settings, ApplicationPlan plan, PartitionPorts ports, Counters counters) {
    this(settings, plan, OlderCodecs.none(), ports, counters);
  }

  /**
   * A partition.
   *
   * @param older reads what older code versions wrote
   */
  public Partition(
      PartitionSettings settings,
      ApplicationPlan plan,
      OlderCodecs older,
      PartitionPorts ports,
      Counters counters) {
    this.settings = settings;
    this.plan = plan;
    this.older = older;
    this.ports = ports;
    this.counters = counters;
    Marks marks = new Marks(plan.markedTopics());
    this.channels = new InboundChannels();
    this.outbound =
        new Outbound(settings.stamp(), settings.partitions(), settings.channels(), marks);
    this.log = new EntryLog(ports.journal(), ports.clock(), settings.stamp(), counters);
    this.outbox =
        new Outbox(
            outbound,
            settings.partitions(),
            ports.sender(),
            counters,
            settings.watermarkIntervalNs(),
            settings.lingerNs());
    this.retention = new Retention(plan);
    this.state = new PartitionState(ports.state().open(settings.partition()));
    this.fold =
        new Fold(
            plan,
            older,
            settings.partition(),
            settings.partitions(),
            settings.channels().recordBytes(),
            outbound,
            marks,
            state,
            counters);
  }

  /** Entries below this offset are wanted by nobody outside the partition: sinks, readers. */
  public void retentionFloor(LongSupplier floor) {
    retentionFloor = floor;
  }

  /** What is needed to rewind to these epochs is kept. Before it is recovered, or follows. */
  public void rewindable(Supplier<RewindRange> range) {
    rewindable = range;
  }

  /**
   * Loads the newest snapshot and finds out what the journal holds behind it. Afterwards the
   * partition answers its channels; {@link #work} replays the rest.
   */
  public void recover(Settings userSettings) {
    recover(userSettings, Recovery::run);
  }

  /**
   * Like {@link #recover}, by any code: what other code folded first is folded by this one. For a
   * partition whose frames go nowhere, since others may have got other records.
   */
  public void recoverToRehearse(Settings userSettings) {
    recover(userSettings, Recovery::runRehearsal);
  }

  private void recover(Settings userSettings, Function<Recovery, SnapshotId> way) {
    try {
      Recovery recovery = recovery();
      restored(recovery, way.apply(recovery));
      boolean foldedBefore = log.deployed() != EntryLog.NO_CODE;
      own();
      fold.open(userSettings);
      become(Phase.REPLAYING);
      if (foldedBefore && feeder.foldedOffset() < replayEnd) {
        counters.beginReplay();
      }
    } catch (Exception e) {
      throw fail(e);
    }
  }

  private Recovery recovery() {
    return new Recovery(settings, plan, older, ports, log, channels, outbound, state, fold);
  }

  private void restored(Recovery recovery, SnapshotId snapshot) {
    feeder = new Feeder(ports.journal(), fold, channels, recovery.foldedOffset());
    inbox = new Inbox(settings.partition(), log, feeder, channels, recovery.unstable(), counters);
    snapshotter =
        new Snapshotter(ports.snapshots(), state, counters, settings.snapshotsKept(), snapshot);
    snapshotter.rewindable(rewindable);
    if (snapshot != null) {
      restoredEpoch = snapshot.epoch();
    }
  }

  /** What the journal holds is the partition's from here on: it answers its channels. */
  private void own() {
    replayEnd = log.endOffset();
    inbox.recovered();
    inbox.advance(restoredEpoch);
    outbox.ownChannel(settings.partition(), (frame, at, length) -> inbox.onData(frame, at, length));
    InboundChannel own = channels.channel(outbound.origin());
    outbound.channel(settings.partition()).acked(own.stableNext());
    outbound.channel(settings.partition()).standsAt(own.journaledNext());
  }

  /**
   * Instead of {@link #recover}: loads the newest snapshot, then folds along what {@link #copied}
   * tells, as far as it is stable, until it is {@link #promote promoted}. Sends nothing, journals
   * nothing.
   *
   * @return null, or why the snapshots and the journal that are here are no start for this code:
   *     then it stays as it is, and is to be closed
   */
  public String follow(Settings userSettings) {
    try {
      Recovery recovery = recovery();
      SnapshotId snapshot;
      try {
        snapshot = recovery.runFollowing();
      } catch (JournalException | SnapshotException e) {
        return e.getMessage();
      }
      restored(recovery, snapshot);
      fold.open(userSettings);
      counters.beginReplay();
      become(Phase.FOLLOWING);
      return null;
    } catch (Exception e) {
      throw fail(e);
    }
  }

  /** Takes note of an entry of the owner's journal that was just appended to this one. */
  public void copied(byte[] frame, int at, int length) {
    try {
      inbox.copied(frame, at, length);
    } catch (RuntimeException | Error e) {
      throw fail(e);
    }
  }

  /**
   * While it follows: everything below {@code next} is stable at a destination.
   *
   * @param epoch the epoch that the owner was in when it knew
   * @return false if the journal has not entered that epoch yet: what was acked in an epoch must
   *     not be forgotten before
   */
  public boolean acked(int destination, long next, long epoch) {
    if (epoch > knownEpoch()) {
      return false;
    }
    outbound.channel(destination).acked(next);
    return true;
  }

  /** While it follows: the partition is this one's from here on, with all that its journal has. */
  public void promote(int term) {
    if (phase != Phase.FOLLOWING) {
      throw new IllegalStateException(
          "only a follower that folds can be promoted: partition="
              + settings.partition()
              + ", phase="
              + phase);
    }
    try {
      log.term(term);
      outbound.term(term);
      own();
      become(Phase.REPLAYING);
    } catch (RuntimeException | Error e) {
      throw fail(e);
    }
  }

  /** Everything below this is stable at a destination. */
  public long ackedNext(int destination) {
    return outbound.channel(destination).ackedNext();
  }

  /** Bytes in windows that acks have freed so far. */
  public long freedBytes() {
    return outbound.freedBytes();
  }

  /** How many partitions there are. */
  public int partitions() {
    return settings.partitions();
  }

  /** Lets go of the journal's files; what follows is read anew. */
  public void stopReading() {
    if (feeder != null) {
      feeder.closeReader();
    }
  }

  /**
   * Instead of {@link #recover} and {@link #work}: folds again what a failed owner of the same
   * journal had folded, and takes the last snapshot there, so that mended code can fold the rest.
   * Nothing is sent.
   *
   * @param offset where the owner failed: see {@link #foldedOffset}
   */
  public void refold(long offset, Settings userSettings) {
    recover(userSettings);
    feeder.workUpTo(offset);
    lastSnapshot();
    while (isSnapshotting()) {
      snapshots();
      Thread.onSpinWait();
    }
    if (snapshotter.last() == null || snapshotter.last().offset() != offset) {
      throw new IllegalStateException(
          "snapshot for mended code not written: partition="
              + settings.partition()
              + ", offset="
              + offset
              + "; is the disk full?");
    }
  }

  /** Takes a frame that arrived; it may be changed in place. */
  public void onFrame(byte[] frame, int at, int length) {
    if (!phase.isActive()) {
      return;
    }
    if (FrameHeader.generation(frame, at) != settings.generation()
        || FrameHeader.application(frame, at) != settings.application()) {
      counters.increment(Counter.STALE);
      return;
    }
    try {
      switch (FrameHeader.type(frame, at)) {
        case DATA -> {
          inbox.onData(frame, at, length);
          worked = true;
        }
        case RESUME -> inbox.onResume(frame, at);
        case ACK -> {
          if (inbox.advance(FrameHeader.epoch(frame, at))) {
            outbox.onAck(frame, at, ports.clock().nanoTime());
          }
        }
        case STAND -> outbox.onStand(frame, at, ports.clock().nanoTime());
        default -> counters.increment(Counter.CORRUPT);
      }
    } catch (RuntimeException | Error e) {
      throw fail(e);
    }
  }

  /**
   * One turn: folds what waits, sends what can be sent, writes a slice of a snapshot.
   *
   * @param nowNs the clock's nanoTime
   * @return how much was done; 0 if there was nothing to do
   */
  public int work(long nowNs) {
    return work(nowNs, true);
  }

  /**
   * Like {@link #work(long)}.
   *
   * @param drained whether all frames that had arrived were handed over; if not, open frames may
   *     wait for more
   */
  public int work(long nowNs, boolean drained) {
    if (!phase.isActive() && phase != Phase.FOLLOWING) {
      return 0;
    }
    try {
      return phase == Phase.FOLLOWING ? follow() : turn(nowNs, drained);
    } catch (RuntimeException | Error e) {
      throw fail(e);
    }
  }

  private int turn(long nowNs, boolean drained) {
    boolean deployed = inbox.deploy() && log.isDeployStable();
    long end = phase == Phase.REPLAYING ? replayEnd : Long.MAX_VALUE;
    int work = deployed ? feeder.work(ENTRIES_PER_TURN, end) : 0;
    if (phase == Phase.REPLAYING && deployed && feeder.foldedOffset() >= replayEnd) {
      goLive();
    }
    if (phase == Phase.LIVE) {
      work += live(nowNs);
    }
    if (lastWanted && !fold.isInterrupted()) {
      feeder.freeze();
    }
    boolean idle = work == 0 && !worked;
    worked = false;
    work += outbox.work(nowNs, drained && feeder.isCaughtUp());
    work += inbox.work(nowNs, origins);
    work += snapshots();
    if (idle && state.hasRoom()) {
      fold.sweep(64);
    }
    if (work > 0 || !idle) {
      counters.publish();
      if (!settings.durable()) {
        ports.journal().release(Math.min(feeder.foldedOffset(), retentionFloor.getAsLong()));
      }
    }
    return work;
  }

  private int follow() {
    int work = log.isDeployed() && log.isDeployStable() ? feeder.work(ENTRIES_PER_TURN) : 0;
    fold.pendingCalls().startNone();
    for (InboundChannel channel = inbox.nextStable();
        channel != null;
        channel = inbox.nextStable()) {
      if (channel.origin() == outbound.origin()) {
        outbound.channel(settings.partition()).acked(channel.stableNext());
      }
      work++;
    }
    work += snapshots();
    if (work > 0) {
      counters.publish();
    } else if (state.hasRoom()) {
      fold.sweep(64);
    }
    return work;
  }

  private void goLive() {
    counters.endReplay();
    counters.publish();
    fold.pendingCalls().startAll();
    become(Phase.LIVE);
  }

  private int live(long nowNs) {
    int work = fold.pendingCalls().start(ports.calls());
    counters.add(Counter.ASYNC_CALLS, work);
    work += ports.calls().poll(outcomes, 64);
    if (nowNs - tickCheckNs >= TICK_CHECK_NS && feeder.isCaughtUp()) {
      tickCheckNs = nowNs;
      if (fold.nextProcessingTimerMs() <= ports.clock().nowMs()
          && inbox.journalControl(log.control(FrameType.TICK))) {
        work++;
      }
    }
    return work;
  }

  private void journalOutcome(long callId, Object response, String error) {
    byte[] id = new byte[8];
    Bits.putLong(id, 0, callId);
    asyncValue.length(0);
    fold.pendingCalls().encodeOutcome(callId, response, error, asyncValue);
    if (asyncValue.length() > 0 && !journalOne(FrameType.ASYNC_RESULT, 0, id, asyncValue)) {
      fold.pendingCalls().startAgain(callId);
    }
  }

  /** Journals one record as an entry of the partition's own; false if there is no room now. */
  private boolean journalOne(FrameType type, long time, byte[] key, ByteOutput value) {
    built.length(0);
    built.length(FrameHeader.LENGTH + FrameHeader.RECORD_LENGTH + key.length + value.length());
    byte[] frame = built.array();
    FrameHeader.init(frame, 0, type);
    log.stampFrame(frame);
    FrameHeader.length(frame, 0, built.length());
    FrameHeader.recordCount(frame, 0, 1);
    int at = FrameHeader.LENGTH;
    Bits.putLong(frame, at, time);
    Bits.putInt(frame, at + 8, value.length());
    Bits.putShort(frame, at + 12, key.length);
    Bits.putShort(frame, at + 14, 0);
    System.arraycopy(key, 0, frame, at + FrameHeader.RECORD_LENGTH, key.length);
    System.arraycopy(
        value.array(), 0, frame, at + FrameHeader.RECORD_LENGTH + key.length, value.length());
    FrameHeader.seal(frame, 0);
    if (!inbox.deploy() || !log.append(frame, 0, built.length())) {
      return false;
    }
    feeder.appended(frame, 0, built.length());
    return true;
  }

  private boolean sendToOrigin(byte[] frame, int at, int length) {
    if (FrameHeader.origin(frame, at) != outbound.origin()) {
      return ports.sender().offer(frame, at, length);
    }
    if (FrameHeader.type(frame, at) == FrameType.ACK) {
      outbox.onAck(frame, at, 0);
    } else {
      outbox.onStand(frame, at, 0);
    }
    return true;
  }

  private int snapshots() {
    if (snapshotWanted && !snapshotter.isWriting() && !fold.isInterrupted()) {
      snapshotWanted = false;
      long offset = feeder.foldedOffset();
      if (snapshotter.last() == null || snapshotter.last().offset() < offset || lastWanted) {
        beginSnapshot(offset);
      }
    }
    if (!snapshotter.isWriting()) {
      return 0;
    }
    if (snapshotter.work()) {
      release();
    }
    return 1;
  }

  private void beginSnapshot(long offset) {
    outbound.sealAll();
    ByteOutput meta = new ByteOutput(4096);
    meta.writeByte(Snapshotter.META_CHUNK);
    meta.writeByte(Recovery.META_VERSION);
    meta.writeByte(lastWanted ? 1 : 0);
    Recovery.saveMeta(meta, offset, log, channels, outbound, settings.partitions(), fold);
    SnapshotId id =
        new SnapshotId(
            settings.partition(),
            settings.generation(),
            offset,
            knownEpoch(),
            settings.codeVersion());
    snapshotter.begin(id, meta);
  }

  private void release() {
    retention.add(snapshotter.last().offset(), fold.nowMs());
    long floor =
        Math.min(
            Math.min(snapshotter.neededOffset(), retention.floor(fold.nowMs())),
            retentionFloor.getAsLong());
    if (floor > 0) {
      ports.journal().release(floor);
    }
  }

  /** Takes a snapshot as soon as possible, unless nothing happened since the last one. */
  public void snapshot() {
    snapshotWanted = true;
  }

  /** Folds nothing more, and takes a snapshot that says so: other code may go on from there. */
  public void lastSnapshot() {
    snapshotWanted = true;
    if (phase == Phase.FOLLOWING) {
      // the owner may fold on
      return;
    }
    lastWanted = true;
    if (!fold.isInterrupted()) {
      feeder.freeze();
    }
  }

  /**
   * Whether a partition that user code failed can be folded again up to where it failed: nothing of
   * what the failed entry emits was sent.
   */
  public boolean isRefoldable() {
    return failure instanceof FunctionFailedException && !feeder.isPartlyApplied();
  }

  /** Whether a snapshot is wanted or being written. */
  public boolean isSnapshotting() {
    return snapshotWanted || snapshotter != null && snapshotter.isWriting();
  }

  /** Enters a later epoch as soon as the journal has room. */
  public void epoch(long epoch) {
    if (phase.isActive()) {
      inbox.advance(epoch);
    }
  }

  /** The epoch that it is in; for any thread. */
  public long knownEpoch() {
    return Math.max(log.epoch(), restoredEpoch);
  }

  /** What was on its way to a partition is lost. */
  public void disconnected(int destination) {
    outbox.disconnected(destination);
  }

  /** Whether calls with a key are put aside, as far as the journal is folded. */
  public boolean isQuarantined(int functionNumber, byte[] key) {
    return fold.isQuarantined(functionNumber, key);
  }

  /** Releases a quarantined key; false if the journal has no room now. */
  public boolean release(int functionNumber, byte[] key) {
    return phase.isActive()
        && journalOne(FrameType.RELEASE, functionNumber, key, new ByteOutput(0));
  }

  /** Whether nothing waits here: all is folded, sent and acked. */
  public boolean isQuiet() {
    return phase == Phase.LIVE
        && feeder.isCaughtUp()
        && outbound.isSettled()
        && fold.pendingCalls().size() == 0;
  }

  /** An order-independent digest of all live state; the same in every fold of the same entries. */
  public long digest() {
    return state.digest(fold.nowMs());
  }

  /** What it folded, epoch by epoch, in sums; by its own thread. */
  public EpochDigests digests() {
    return fold.digests();
  }

  /** The fold's view for state look-ups, by the partition's thread. */
  public StateReader stateReader() {
    return new StateReader(plan, state, fold);
  }

  /** When its earliest processing-time timer is due, ms; {@link Long#MAX_VALUE} without one. */
  public long nextProcessingTimerMs() {
    return fold.nextProcessingTimerMs();
  }

  /** Which partition it is, from 0. */
  public int number() {
    return settings.partition();
  }

  /** All entries below this are folded. */
  public long foldedOffset() {
    return feeder.foldedOffset();
  }

  /** Records that are journaled and not folded. */
  public long lag() {
    return feeder == null ? 0 : log.endOffset() - feeder.foldedOffset();
  }

  /** How the partition stands; by its own thread. */
  public PartitionStatus status() {
    boolean known = feeder != null;
    return new PartitionStatus(
        settings.partition(),
        phase,
        log.term(),
        settings.generation(),
        log.epoch(),
        known ? feeder.foldedOffset() : 0,
        log.stableOffset(),
        log.endOffset(),
        ports.journal().startOffset(),
        known && snapshotter.last() != null ? snapshotter.last().offset() : -1,
        ports.journal().sizeBytes(),
        state.entries(),
        state.sizeBytes(),
        fold.pendingCalls().size(),
        log.isRefused(),
        failure == null ? null : String.valueOf(failure.getMessage()));
  }

  /** What is counted. */
  public Counters counters() {
    return counters;
  }

  /** What it is doing; for any thread. */
  public Phase phase() {
    return phase;
  }

  /** Why it failed, or null; for any thread. */
  public Throwable failure() {
    return failure;
  }

  /** Stops in order: closes the user's functions and the journal. */
  public void close() {
    boolean orderly = phase.isActive() || phase == Phase.FOLLOWING;
    try {
      if (snapshotter != null) {
        snapshotter.abort();
      }
      if (feeder != null) {
        feeder.closeReader();
      }
      if (orderly) {
        fold.close();
      }
    } catch (Exception e) {
      throw new IllegalStateException("function did not close: " + e, e);
    } finally {
      counters.publish();
      closeState();
      if (phase != Phase.CLOSED) {
        become(Phase.CLOSED);
      }
    }
  }

  private void closeState() {
    try {
      state.close();
    } finally {
      ports.journal().close();
    }
  }

  private RuntimeException fail(Throwable cause) {
    if (phase != Phase.FAILED) {
      failure = cause;
      become(Phase.FAILED);
      counters.publish();
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException runtime
        ? runtime
        : new IllegalStateException(cause.toString(), cause);
  }

  private void become(Phase next) {
    if (!phase.mayBecome(next)) {
      throw new IllegalStateException("phase cannot change: from=" + phase + ", to=" + next);
    }
    phase = next;
  }
}
