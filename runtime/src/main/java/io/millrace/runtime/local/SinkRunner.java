package io.millrace.runtime.local;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.connect.NoRoomException;
import io.millrace.functions.connect.SinkPosition;
import io.millrace.functions.connect.SinkStart;
import io.millrace.functions.connect.SinkWriter;
import io.millrace.runtime.Clock;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.frame.RecordCursor;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalReader;
import io.millrace.runtime.plan.OlderCodecs;
import io.millrace.runtime.plan.SinkPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Reads the journals of all partitions at its own pace and writes one topic's records to a sink.
 * {@link #work} is one turn; a sink has a thread of its own.
 */
final class SinkRunner {
  private static final int FRAMES_PER_TURN = 256;
  private static final int NONE = -1;
  private static final long COMMIT_NS = 200_000_000L;

  /** Where the engine keeps the positions, or only they moved: a file is forced each time. */
  private static final long SLOW_COMMIT_NS = 1_000_000_000L;

  /** How long written records stay unseen while more keep coming. */
  private static final long FLUSH_NS = 10_000_000L;

  /** How often a target without room is tried. */
  private static final long RETRY_NS = 1_000_000_000L;

  private final SinkPlan plan;
  private final OlderCodecs older;
  private final int generation;
  private final Clock clock;
  private final SinkPositions fallback;
  private final SinkWriter<Object> writer;
  private final boolean keepsPositions;
  private final JournalReader[] readers;
  private final Journal[] journals;
  private final AtomicLongArray committed;
  private final ByteOutput frame = new ByteOutput(1 << 16);
  private final RecordCursor cursor = new RecordCursor();
  private final ByteInput value = new ByteInput();
  private final int topic;
  private final long topicBit;
  private final AtomicLong written = new AtomicLong();
  private final Valve valve;
  private final int place;
  private boolean unseen;
  private boolean uncommitted;
  private boolean moved;
  private long flushNs;
  private long commitNs;

  /** The partition whose frame was written in part, up to {@link #heldFrom}; or none. */
  private int heldPartition = NONE;

  private long heldFrom;
  private long retryNs;
  private volatile String waiting;

  SinkRunner(
      SinkPlan plan,
      OlderCodecs older,
      int generation,
      List<Journal> journals,
      SinkPositions fallback,
      Clock clock,
      Valve valve,
      int place) {
    this.plan = plan;
    this.valve = valve;
    this.place = place;
    this.older = older;
    this.generation = generation;
    this.clock = clock;
    this.fallback = fallback;
    this.topic = plan.topic().number();
    this.topicBit = 1L << topic;
    this.journals = journals.toArray(Journal[]::new);
    this.readers = new JournalReader[journals.size()];
    this.committed = new AtomicLongArray(journals.size());
    try {
      writer =
          plan.spec()
              .sink()
              .open(new SinkStart<>(plan.name(), plan.topic().topic(), journals.size()));
      Optional<List<SinkPosition>> own = writer.committed();
      keepsPositions = own.isPresent();
      List<SinkPosition> positions = own.or(fallback::read).orElse(List.of());
      checkPositions(positions);
      for (int p = 0; p < readers.length; p++) {
        committed.set(p, positions.isEmpty() ? 0 : positions.get(p).offset());
      }
    } catch (Exception e) {
      throw failed("open", e);
    }
  }

  private void checkPositions(List<SinkPosition> positions) {
    if (!positions.isEmpty() && positions.size() != readers.length) {
      throw new IllegalStateException(
          "sink was written by an application with another number of partitions: then="
              + positions.size()
              + ", now="
              + readers.length
              + "; choose another target or start with --partitions "
              + positions.size());
    }
    for (int p = 0; p < positions.size(); p++) {
      long end = journals[p].endOffset();
      if (positions.get(p).offset() > end) {
        throw new IllegalStateException(ahead(p, positions.get(p).offset(), end));
      }
    }
  }

  /** Why a sink has more of a partition than its journal, and what can be done. */
  private String ahead(int partition, long sink, long end) {
    String where = "partition=" + partition + ", sink=" + sink + ", journal=" + end;
    return journals[partition]
        .removed()
        .map(
            removed ->
                "journal lost what the sink has written: "
                    + where
                    + ", removed at its end: "
                    + removed
                    + "; nothing was changed but that: restore the data directory from a copy, or"
                    + " move the sink's target away, whole, and start again: what sources and"
                    + " partitions still have is worked off again, and the sink writes all that the"
                    + " journals hold (records that clients published beyond offset "
                    + end
                    + " have to be published again; what the moved target holds beyond it, the new"
                    + " one will hold too)")
        .orElseGet(
            () ->
                "sink is ahead of the journal: "
                    + where
                    + "; it belongs to another data directory: choose another target or the right"
                    + " --data, or move the target away to have all written that these journals"
                    + " hold");
  }

  /**
   * Opens the readers; after the partitions were recovered.
   *
   * @throws IllegalStateException if a journal no longer has what comes next
   */
  void start() {
    for (int p = 0; p < readers.length; p++) {
      long start = journals[p].startOffset();
      if (committed.get(p) > 0 && committed.get(p) < start) {
        throw new IllegalStateException(
            "sink is behind the journal: sink="
                + plan.name()
                + ", partition="
                + p
                + ", sink="
                + committed.get(p)
                + ", journal starts at="
                + start
                + "; records in between are gone: restore the sink's target as it was, or choose"
                + " another");
      }
      readers[p] = journals[p].reader(Math.max(committed.get(p), start));
    }
  }

  /** One turn; returns the number of frames read. */
  int work() {
    long nowNs = clock.nanoTime();
    if (waiting != null && nowNs < retryNs) {
      valve.sinkLag(place, lag());
      return 0;
    }
    int frames = 0;
    try {
      writeHeld();
      for (int p = 0; p < readers.length; p++) {
        frames += read(p);
      }
      if (unseen && (frames == 0 || nowNs - flushNs > FLUSH_NS)) {
        flush();
        flushNs = nowNs;
      }
      if (isCommitDue(nowNs)) {
        commit();
        commitNs = nowNs;
      }
      goOn();
    } catch (NoRoomException e) {
      await(e, nowNs);
    }
    return frames;
  }

  /** A sink that waits commits as soon as it can, to know whether there is room. */
  private boolean isCommitDue(long nowNs) {
    long pause = uncommitted && keepsPositions ? COMMIT_NS : SLOW_COMMIT_NS;
    return (uncommitted || moved) && (waiting != null || nowNs - commitNs > pause);
  }

  private void await(NoRoomException problem, long nowNs) {
    retryNs = nowNs + RETRY_NS;
    waiting = problem.getMessage();
    valve.sinkLag(place, lag());
  }

  private void goOn() {
    if (waiting != null) {
      waiting = null;
      valve.sinkLag(place, 0);
    }
  }

  /** How many offsets of the partition that is furthest ahead are not written yet. */
  private long lag() {
    long most = 0;
    for (int p = 0; p < readers.length; p++) {
      most = Math.max(most, journals[p].stableOffset() - readers[p].offset());
    }
    return most;
  }

  private void flush() throws NoRoomException {
    try {
      writer.flush();
    } catch (Exception e) {
      throw failedUnlessFull("write", e);
    }
    unseen = false;
  }

  private int read(int partition) throws NoRoomException {
    JournalReader reader = readers[partition];
    int frames = 0;
    while (frames < FRAMES_PER_TURN && reader.read(frame)) {
      frames++;
      moved = true;
      byte[] array = frame.array();
      if ((FrameHeader.topicMask(array, 0) & topicBit) != 0
          && FrameHeader.type(array, 0) == FrameType.DATA) {
        write(partition, array, committed.get(partition));
      }
    }
    return frames;
  }

  /** Writes the rest of the frame for which there was no room. */
  private void writeHeld() throws NoRoomException {
    if (heldPartition != NONE) {
      int partition = heldPartition;
      heldPartition = NONE;
      write(partition, frame.array(), heldFrom);
    }
  }

  private void write(int partition, byte[] array, long from) throws NoRoomException {
    long offset = FrameHeader.offset(array, 0);
    for (cursor.wrap(array, 0); cursor.next(); offset++) {
      if (cursor.topic() != topic || offset < from) {
        continue;
      }
      value.wrap(array, cursor.valueOffset(), cursor.valueLength());
      try {
        Object decoded = older.topic(plan.topic(), FrameHeader.codeVersion(array, 0)).decode(value);
        writer.write(
            partition,
            offset,
            new StreamRecord<>(plan.topic().topic(), decoded, cursor.eventTimeMs()));
      } catch (NoRoomException e) {
        heldPartition = partition;
        heldFrom = offset;
        throw e;
      } catch (Exception e) {
        throw failed("write", e);
      }
      unseen = true;
      uncommitted = true;
      written.lazySet(written.getPlain() + 1);
    }
  }

  /** The last turn, with a commit, of an orderly stop. */
  void finish() {
    try {
      writeHeld();
      for (int p = 0; p < readers.length; p++) {
        read(p);
      }
      commit();
    } catch (NoRoomException e) {
      throw failed("commit", e);
    }
  }

  /** Makes durable what was written. */
  private void commit() throws NoRoomException {
    List<SinkPosition> positions = new ArrayList<>();
    for (JournalReader reader : readers) {
      positions.add(new SinkPosition(generation, reader.offset()));
    }
    try {
      writer.commit(positions);
      if (!keepsPositions) {
        write(positions);
      }
    } catch (Exception e) {
      throw failedUnlessFull("commit", e);
    }
    for (int p = 0; p < readers.length; p++) {
      committed.set(p, positions.get(p).offset());
    }
    unseen = false;
    uncommitted = false;
    moved = false;
  }

  private void write(List<SinkPosition> positions) throws NoRoomException {
    try {
      fallback.write(positions);
    } catch (RuntimeException e) {
      if (e.getCause() instanceof IOException) {
        throw new NoRoomException(e.getMessage(), e);
      }
      throw e;
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

  /** Whether all that is stable was read; what is not committed yet is when it closes. */
  boolean isCaughtUp() {
    if (waiting != null) {
      return false;
    }
    for (int p = 0; p < readers.length; p++) {
      if (readers[p].offset() < journals[p].stableOffset()) {
        return false;
      }
    }
    return true;
  }

  /** Entries of a partition's journal below this are no longer needed; for any thread. */
  long committedOffset(int partition) {
    return committed.get(partition);
  }

  /** Records written since the start; for any thread. */
  long written() {
    return written.get();
  }

  String name() {
    return plan.name();
  }

  /** Why it waits, or null; for any thread. */
  String waiting() {
    return waiting;
  }

  /** Closes reader and writer; what was not committed will be written again. */
  void close() {
    Arrays.stream(readers).filter(reader -> reader != null).forEach(JournalReader::close);
    try {
      writer.close();
    } catch (IOException e) {
      throw failed("close", e);
    }
  }
}
