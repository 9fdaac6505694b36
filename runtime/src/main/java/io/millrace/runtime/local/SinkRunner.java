package io.millrace.runtime.local;

import io.millrace.functions.StreamRecord;
import io.millrace.functions.connect.NoRoomException;
import io.millrace.functions.connect.SinkPosition;
import io.millrace.functions.connect.SinkStart;
import io.millrace.functions.connect.SinkWriter;
import io.millrace.runtime.Clock;
import io.millrace.runtime.plan.SinkPlan;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Writes what a feed gives to a sink, at its own pace. {@link #work} is one turn; a sink has a
 * thread of its own.
 */
public final class SinkRunner {
  private static final long COMMIT_NS = 200_000_000L;

  /** Where the engine keeps the positions, or only they moved: a file is forced each time. */
  private static final long SLOW_COMMIT_NS = 1_000_000_000L;

  /** How long written records stay unseen while more keep coming. */
  private static final long FLUSH_NS = 10_000_000L;

  /** How often a target without room is tried. */
  private static final long RETRY_NS = 1_000_000_000L;

  /** Positions that the engine keeps, on their way to the disk. */
  private record Pending(List<SinkPosition> positions, CompletableFuture<Void> written) {}

  private final SinkPlan plan;
  private final int places;
  private final Clock clock;
  private final SinkPositions fallback;
  private final SinkHistory history;
  private final SinkWriter<Object> writer;
  private final boolean keepsPositions;
  private final SinkFeed feed;
  private final SinkFeed.Target target = this::write;
  private final AtomicLong written = new AtomicLong();
  private final Valve valve;
  private final int place;
  private volatile List<SinkPosition> committed;
  private Pending pending;
  private boolean unseen;
  private boolean uncommitted;
  private boolean moved;
  private long flushNs;
  private long commitNs;
  private long retryNs;
  private volatile String waiting;

  /**
   * Opens a sink.
   *
   * @param places how many positions it keeps
   * @param feeding chooses the feed by the positions that the sink has: none if it is new
   * @param fallback keeps the positions of a sink that keeps none itself
   * @param history its former commits
   */
  public SinkRunner(
      SinkPlan plan,
      int places,
      Function<List<SinkPosition>, SinkFeed> feeding,
      SinkPositions fallback,
      SinkHistory history,
      Clock clock,
      Valve valve,
      int place) {
    this.plan = plan;
    this.places = places;
    this.valve = valve;
    this.place = place;
    this.clock = clock;
    this.fallback = fallback;
    this.history = history;
    try {
      writer = plan.spec().sink().open(new SinkStart<>(plan.name(), plan.topic().topic(), places));
      Optional<List<SinkPosition>> own = writer.committed();
      keepsPositions = own.isPresent();
      List<SinkPosition> positions = own.or(fallback::read).orElse(List.of());
      checkCount(positions);
      positions = history.opened(writer, positions);
      feed = feeding.apply(positions);
      committed = positions.isEmpty() ? Collections.nCopies(places, SinkPosition.START) : positions;
      history.committed(writer, committed, clock.nowMs());
    } catch (Exception e) {
      throw failed("open", e);
    }
  }

  private void checkCount(List<SinkPosition> positions) {
    if (!positions.isEmpty() && positions.size() != places) {
      throw new IllegalStateException(
          "sink was written by an application with another number of partitions: then="
              + positions.size()
              + ", now="
              + places
              + "; choose another target or start with --partitions "
              + positions.size());
    }
  }

  /** Goes to where the sink is; after the partitions were recovered. */
  public void start() {
    feed.begin(committed);
  }

  /** One turn; returns how much was done. */
  public int work() {
    long nowNs = clock.nanoTime();
    if (waiting != null && nowNs < retryNs) {
      valve.sinkLag(place, feed.lag());
      return 0;
    }
    int read = 0;
    try {
      takeNoteOfPending(false);
      read = feed.read(target);
      moved |= read > 0;
      if (unseen && (read == 0 || nowNs - flushNs > FLUSH_NS)) {
        flush();
        flushNs = nowNs;
      }
      if (isCommitDue(nowNs)) {
        commit();
        commitNs = nowNs;
      }
      if (pending == null) {
        goOn();
      }
    } catch (NoRoomException e) {
      await(e, nowNs);
    }
    return read;
  }

  /** A sink that waits commits as soon as it can, to know whether there is room. */
  private boolean isCommitDue(long nowNs) {
    long pause = uncommitted && keepsPositions ? COMMIT_NS : SLOW_COMMIT_NS;
    return pending == null
        && (uncommitted || moved)
        && (waiting != null || nowNs - commitNs > pause);
  }

  private void await(NoRoomException problem, long nowNs) {
    retryNs = nowNs + RETRY_NS;
    waiting = problem.getMessage();
    valve.sinkLag(place, feed.lag());
  }

  private void goOn() {
    if (waiting != null) {
      waiting = null;
      valve.sinkLag(place, 0);
    }
  }

  private void flush() throws NoRoomException {
    try {
      writer.flush();
    } catch (Exception e) {
      throw failedUnlessFull("write", e);
    }
    unseen = false;
  }

  private void write(int from, long position, Object value, long eventTimeMs)
      throws NoRoomException {
    try {
      writer.write(from, position, new StreamRecord<>(plan.topic().topic(), value, eventTimeMs));
    } catch (Exception e) {
      throw failedUnlessFull("write", e);
    }
    unseen = true;
    uncommitted = true;
    written.lazySet(written.getPlain() + 1);
  }

  /** The last turn, with a commit, of an orderly stop. */
  public void finish() {
    try {
      takeNoteOfPending(true);
      feed.read(target);
      commit();
      takeNoteOfPending(true);
    } catch (NoRoomException e) {
      throw failed("commit", e);
    }
  }

  /** Makes durable what was written; positions that the engine keeps are yet to follow. */
  private void commit() throws NoRoomException {
    List<SinkPosition> positions = feed.positions();
    try {
      writer.commit(positions);
      if (keepsPositions) {
        committed(positions);
      } else {
        pending = new Pending(positions, fallback.write(positions));
      }
    } catch (Exception e) {
      throw failedUnlessFull("commit", e);
    }
    unseen = false;
    uncommitted = false;
    moved = false;
  }

  private void committed(List<SinkPosition> positions) throws Exception {
    history.committed(writer, positions, clock.nowMs());
    committed = positions;
  }

  private void takeNoteOfPending(boolean await) throws NoRoomException {
    if (pending == null || !await && !pending.written.isDone()) {
      return;
    }
    Pending done = pending;
    pending = null;
    try {
      done.written.join();
      committed(done.positions);
      goOn();
    } catch (CompletionException e) {
      moved = true; // so that it is tried again
      if (e.getCause() instanceof RuntimeException cause
          && cause.getCause() instanceof IOException) {
        throw new NoRoomException(cause.getMessage(), cause);
      }
      throw failed("commit", e);
    } catch (Exception e) {
      throw failedUnlessFull("commit", e);
    }
  }

  private RuntimeException failedUnlessFull(String what, Exception e) throws NoRoomException {
    if (e instanceof NoRoomException full) {
      throw full;
    }
    return failed(what, e);
  }

  private IllegalStateException failed(String what, Exception e) {
    return new IllegalStateException(
        "sink failed to " + what + ": sink=" + plan.name() + ", error=" + FailureText.of(e), e);
  }

  /** Whether all that there is was read; what is not committed yet is when it closes. */
  public boolean isCaughtUp() {
    return waiting == null && feed.isCaughtUp();
  }

  /** Whether all that there is was read and is committed; by the thread that works. */
  public boolean isSettled() {
    return isCaughtUp() && !uncommitted && pending == null;
  }

  /** Entries of a partition's journal below this are no longer needed; for any thread. */
  public long committedOffset(int partition) {
    return Math.min(feed.journalFloor(committed, partition), history.floor(partition));
  }

  /**
   * Journal entries that it had passed beyond the cut of a rewind, when it was opened, if it takes
   * nothing back: what it wrote of them is written again.
   */
  public long notTakenBack() {
    return history.notTakenBack();
  }

  /** Records written since the start; for any thread. */
  public long written() {
    return written.get();
  }

  public String name() {
    return plan.name();
  }

  /** Why it waits, or null; for any thread. */
  public String waiting() {
    return waiting;
  }

  /** Closes feed and writer; what was not committed will be written again. */
  public void close() {
    feed.close();
    if (pending != null) {
      pending.written.exceptionally(e -> null).join(); // nothing is written here any more
    }
    try {
      writer.close();
    } catch (IOException e) {
      throw failed("close", e);
    }
  }
}
