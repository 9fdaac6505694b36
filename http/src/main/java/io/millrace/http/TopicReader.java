package io.millrace.http;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.Codec;
import io.millrace.runtime.codec.KeyCodec;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.frame.RecordCursor;
import io.millrace.runtime.journal.JournalException;
import io.millrace.runtime.journal.JournalReader;
import io.millrace.runtime.journal.ReadableJournal;
import io.millrace.runtime.plan.OlderCodecs;
import io.millrace.runtime.plan.TopicPlan;
import java.util.List;

/** Reads the records of one topic from the journal of one partition. Used by one thread. */
final class TopicReader implements AutoCloseable {
  private final TopicPlan topic;
  private final int partition;
  private final ReadableJournal journal;
  private final OlderCodecs codecs;
  private final ByteOutput frame = new ByteOutput(1 << 14);
  private final RecordCursor cursor = new RecordCursor();
  private final ByteInput value = new ByteInput();
  private JournalReader reader;
  private Codec<Object> codec;
  private long from;
  private long offset;
  private long journaledMs;
  private boolean inFrame;

  /** A reader that begins at {@code from}, or at the oldest record that is there. */
  TopicReader(
      TopicPlan topic, int partition, ReadableJournal journal, OlderCodecs codecs, long from) {
    this.topic = topic;
    this.partition = partition;
    this.journal = journal;
    this.codecs = codecs;
    openAt(from);
  }

  private void openAt(long wanted) {
    from = Math.max(wanted, journal.startOffset());
    try {
      reader = journal.reader(from);
    } catch (JournalException e) {
      // deleted between the question and the answer
      from = Math.max(from, journal.startOffset());
      reader = journal.reader(from);
    }
    inFrame = false;
  }

  /** The next record, or null if there is none yet. */
  RecordView next() {
    while (true) {
      while (inFrame && cursor.next()) {
        long at = offset++;
        if (cursor.topic() == topic.number() && at >= from) {
          return view(at);
        }
      }
      inFrame = false;
      if (!nextFrame()) {
        return null;
      }
    }
  }

  /** Adds the next records, so many at most; returns how many there were. */
  int read(int most, List<RecordView> to) {
    for (int i = 0; i < most; i++) {
      RecordView view = next();
      if (view == null) {
        return i;
      }
      to.add(view);
    }
    return most;
  }

  /** Moves to the next frame that may hold records of the topic. */
  private boolean nextFrame() {
    long bit = 1L << topic.number();
    while (read()) {
      byte[] array = frame.array();
      if (FrameHeader.type(array, 0) == FrameType.DATA
          && (FrameHeader.topicMask(array, 0) & bit) != 0) {
        cursor.wrap(array, 0);
        offset = FrameHeader.offset(array, 0);
        journaledMs = FrameHeader.journalTimeMs(array, 0);
        codec = codecs.topic(topic, FrameHeader.codeVersion(array, 0));
        inFrame = true;
        return true;
      }
    }
    return false;
  }

  private boolean read() {
    try {
      return reader.read(frame);
    } catch (JournalException e) {
      if (journal.startOffset() <= reader.offset()) {
        throw e; // not deleted, hence damaged
      }
      reader.close();
      openAt(journal.startOffset());
      return reader.read(frame);
    }
  }

  private RecordView view(long at) {
    value.wrap(cursor.array(), cursor.valueOffset(), cursor.valueLength());
    String key =
        cursor.keyLength() == 0
            ? ""
            : KeyCodec.toText(cursor.array(), cursor.keyOffset(), cursor.keyLength());
    return new RecordView(
        topic.topic().name(),
        partition,
        at,
        cursor.eventTimeMs(),
        journaledMs,
        key,
        codec.decode(value));
  }

  /** The offset behind the last record that was looked at. */
  long position() {
    return inFrame ? offset : reader.offset();
  }

  @Override
  public void close() {
    reader.close();
  }
}
