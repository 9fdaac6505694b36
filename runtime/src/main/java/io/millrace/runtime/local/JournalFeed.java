package io.millrace.runtime.local;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.connect.NoRoomException;
import io.millrace.functions.connect.SinkPosition;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.frame.RecordCursor;
import io.millrace.runtime.journal.JournalReader;
import io.millrace.runtime.journal.ReadableJournal;
import io.millrace.runtime.plan.OlderCodecs;
import io.millrace.runtime.plan.SinkPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Feeds a sink from the journals of all partitions: a place is a partition. */
public final class JournalFeed implements SinkFeed {
  private static final int FRAMES_PER_TURN = 256;
  private static final int NONE = -1;

  private final SinkPlan plan;
  private final OlderCodecs older;
  private final int generation;
  private final ReadableJournal[] journals;
  private final JournalReader[] readers;
  private final long[] begun;
  private final ByteOutput frame = new ByteOutput(1 << 16);
  private final RecordCursor cursor = new RecordCursor();
  private final ByteInput value = new ByteInput();
  private final int topic;
  private final long topicBit;

  /** The partition whose frame was written in part, up to {@link #heldFrom}; or none. */
  private int heldPartition = NONE;

  private long heldFrom;

  private JournalFeed(
      SinkPlan plan, OlderCodecs older, int generation, List<? extends ReadableJournal> journals) {
    this.plan = plan;
    this.older = older;
    this.generation = generation;
    this.topic = plan.topic().number();
    this.topicBit = 1L << topic;
    this.journals = journals.toArray(ReadableJournal[]::new);
    this.readers = new JournalReader[journals.size()];
    this.begun = new long[journals.size()];
  }

  /**
   * A feed for a sink that has been written to.
   *
   * @param positions those of the sink, one per partition; none if it is new
   * @throws IllegalStateException if they are none of these journals
   */
  public static JournalFeed of(
      SinkPlan plan,
      OlderCodecs older,
      int generation,
      List<? extends ReadableJournal> journals,
      List<SinkPosition> positions) {
    JournalFeed feed = new JournalFeed(plan, older, generation, journals);
    feed.check(positions);
    return feed;
  }

  private void check(List<SinkPosition> positions) {
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

  @Override
  public void begin(List<SinkPosition> positions) {
    for (int p = 0; p < readers.length; p++) {
      long start = journals[p].startOffset();
      begun[p] = positions.get(p).offset();
      if (begun[p] > 0 && begun[p] < start) {
        throw new IllegalStateException(
            "sink is behind the journal: sink="
                + plan.name()
                + ", partition="
                + p
                + ", sink="
                + begun[p]
                + ", journal starts at="
                + start
                + "; records in between are gone: restore the sink's target as it was, or choose"
                + " another");
      }
      readers[p] = journals[p].reader(Math.max(begun[p], start));
    }
  }

  @Override
  public int read(Target target) throws NoRoomException {
    writeHeld(target);
    int frames = 0;
    for (int p = 0; p < readers.length; p++) {
      frames += read(p, target);
    }
    return frames;
  }

  private int read(int partition, Target target) throws NoRoomException {
    JournalReader reader = readers[partition];
    int frames = 0;
    while (frames < FRAMES_PER_TURN && reader.read(frame)) {
      frames++;
      byte[] array = frame.array();
      if ((FrameHeader.topicMask(array, 0) & topicBit) != 0
          && FrameHeader.type(array, 0) == FrameType.DATA) {
        write(partition, array, begun[partition], target);
      }
    }
    return frames;
  }

  /** Writes the rest of the frame for which there was no room. */
  private void writeHeld(Target target) throws NoRoomException {
    if (heldPartition != NONE) {
      int partition = heldPartition;
      heldPartition = NONE;
      write(partition, frame.array(), heldFrom, target);
    }
  }

  private void write(int partition, byte[] array, long from, Target target) throws NoRoomException {
    long offset = FrameHeader.offset(array, 0);
    for (cursor.wrap(array, 0); cursor.next(); offset++) {
      if (cursor.topic() != topic || offset < from) {
        continue;
      }
      value.wrap(array, cursor.valueOffset(), cursor.valueLength());
      Object decoded = older.topic(plan.topic(), FrameHeader.codeVersion(array, 0)).decode(value);
      try {
        target.write(partition, offset, decoded, cursor.eventTimeMs());
      } catch (NoRoomException e) {
        heldPartition = partition;
        heldFrom = offset;
        throw e;
      }
    }
  }

  @Override
  public List<SinkPosition> positions() {
    List<SinkPosition> positions = new ArrayList<>();
    for (JournalReader reader : readers) {
      positions.add(new SinkPosition(generation, reader.offset()));
    }
    return positions;
  }

  @Override
  public long journalFloor(List<SinkPosition> committed, int partition) {
    return committed.get(partition).offset();
  }

  @Override
  public long lag() {
    long most = 0;
    for (int p = 0; p < readers.length; p++) {
      most = Math.max(most, journals[p].stableOffset() - readers[p].offset());
    }
    return most;
  }

  @Override
  public boolean isCaughtUp() {
    for (int p = 0; p < readers.length; p++) {
      if (readers[p].offset() < journals[p].stableOffset()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    Arrays.stream(readers).filter(reader -> reader != null).forEach(JournalReader::close);
  }
}
