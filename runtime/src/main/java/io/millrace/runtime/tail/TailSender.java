package io.millrace.runtime.tail;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.frame.Bits;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.journal.JournalReader;
import io.millrace.runtime.journal.ReadableJournal;
import io.millrace.runtime.transport.FrameSender;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The owner's side of readers elsewhere: gives each the stable entries of its topics, as far as it
 * takes them. Keeps nothing that a reader does not tell again. Used by the partition's thread.
 */
public final class TailSender implements AutoCloseable {
  /** Bytes of a TAIL frame's body: flags (4), what is wanted no more (8), topics (8). */
  static final int TAIL_BODY = 20;

  /** Bytes in front of the entries of a TAILED frame: flags (4), end (8), stable (8). */
  static final int TAILED_BODY = 20;

  /** In TAIL: begin at the offset, whatever was sent before. */
  static final int BEGIN = 1;

  /** In TAILED: the entries from the asked offset to {@code end} were deleted. */
  static final int GONE = 2;

  /** Frames that a reader has not taken yet, at most. */
  private static final int WINDOW = 16;

  /** So many entries without a wanted topic are passed over before the reader hears of it. */
  private static final int MOST_PASSED = 1 << 13;

  private final FrameStamp stamp;
  private final int partition;
  private final ReadableJournal journal;
  private final FrameSender sender;
  private final int frameBytes;
  private final Map<Long, Tail> byOrigin = new HashMap<>();
  private final List<Tail> tails = new ArrayList<>();
  private final ByteOutput entry = new ByteOutput(1024);

  /**
   * A sender beside an owner.
   *
   * @param stamp of the partition, with the owner's term
   * @param journal gives stable entries
   * @param frameBytes about the size of a frame of entries; one entry always fits
   */
  public TailSender(
      FrameStamp stamp,
      int partition,
      ReadableJournal journal,
      FrameSender sender,
      int frameBytes) {
    this.stamp = stamp;
    this.partition = partition;
    this.journal = journal;
    this.sender = sender;
    this.frameBytes = frameBytes;
  }

  /** Takes a TAIL frame. */
  public void onFrame(byte[] frame, int at) {
    if (FrameHeader.generation(frame, at) != stamp.generation()
        || FrameHeader.length(frame, at) < FrameHeader.LENGTH + TAIL_BODY) {
      return;
    }
    int body = at + FrameHeader.LENGTH;
    Tail tail = byOrigin.computeIfAbsent(FrameHeader.origin(frame, at), this::begin);
    tail.floor = Bits.getLong(frame, body + 4);
    tail.topics = Bits.getLong(frame, body + 12);
    tail.told(FrameHeader.firstSequence(frame, at), (Bits.getInt(frame, body) & BEGIN) != 0);
  }

  /**
   * Sends what can be sent; returns how many frames.
   *
   * @param mostEntries how many entries at most are read for each reader
   */
  public int work(int mostEntries) {
    int work = 0;
    for (int i = 0; i < tails.size(); i++) {
      work += tails.get(i).work(mostEntries);
    }
    return work;
  }

  private Tail begin(long origin) {
    Tail tail = new Tail(origin);
    tails.add(tail);
    return tail;
  }

  /** Entries below this are wanted by no reader of these origins; 0 if one was not heard of. */
  public long floor(long[] origins) {
    long floor = Long.MAX_VALUE;
    for (long origin : origins) {
      Tail tail = byOrigin.get(origin);
      floor = Math.min(floor, tail == null ? 0 : tail.floor);
    }
    return floor;
  }

  @Override
  public void close() {
    tails.forEach(Tail::stopReading);
  }

  /** One reader elsewhere. */
  private final class Tail {
    private final long origin;
    private final ByteOutput batch = new ByteOutput(1 << 12);
    private final long[] sentEnds = new long[WINDOW];
    private int firstSent;
    private int sent;
    private JournalReader reader;
    private long asked = -1;
    private long from;
    private long end;
    private int passed;
    private boolean entryHeld;
    private boolean answerDue;
    private boolean gone;
    private long topics;
    private long floor;

    Tail(long origin) {
      this.origin = origin;
      emptyBatch();
    }

    void told(long offset, boolean begin) {
      answerDue = true;
      if (begin) {
        begin(offset);
        return;
      }
      while (sent > 0 && sentEnds[firstSent] <= offset) {
        firstSent = (firstSent + 1) % WINDOW;
        sent--;
      }
    }

    private void begin(long offset) {
      stopReading();
      asked = offset;
      from = offset;
      end = offset;
      sent = 0;
      gone = offset < journal.startOffset();
      if (gone) {
        end = journal.startOffset();
      }
    }

    int work(int mostEntries) {
      if (asked < 0 || asked > journal.stableOffset()) {
        return 0; // a reader knows more than we do: we are about to learn it, or are replaced
      }
      int frames = 0;
      int left = mostEntries;
      while (!gone && sent < WINDOW) {
        if (reader == null) {
          reader = journal.reader(asked);
        }
        int entries = fill(left);
        left -= entries;
        boolean worth = batch.length() > FrameHeader.LENGTH + TAILED_BODY || passed >= MOST_PASSED;
        if (!worth || !send()) {
          break;
        }
        frames++;
      }
      return answerDue && send() ? frames + 1 : frames;
    }

    private int fill(int most) {
      int read = 0;
      while (read < most && (entryHeld || reader.read(entry))) {
        entryHeld = true;
        byte[] bytes = entry.array();
        boolean wanted =
            FrameHeader.type(bytes, 0) == FrameType.DATA
                && (FrameHeader.topicMask(bytes, 0) & topics) != 0;
        if (wanted) {
          boolean empty = batch.length() == FrameHeader.LENGTH + TAILED_BODY;
          if (!empty && batch.length() + entry.length() > frameBytes) {
            break;
          }
          batch.writeBytes(bytes, 0, entry.length());
        } else {
          passed++;
        }
        end = FrameHeader.offset(bytes, 0) + FrameHeader.span(bytes, 0);
        entryHeld = false;
        read++;
        if (passed >= MOST_PASSED) {
          break;
        }
      }
      return read;
    }

    private boolean send() {
      byte[] frame = batch.array();
      FrameHeader.init(frame, 0, FrameType.TAILED);
      FrameHeader.length(frame, 0, batch.length());
      FrameHeader.application(frame, 0, stamp.application());
      FrameHeader.generation(frame, 0, stamp.generation());
      FrameHeader.term(frame, 0, stamp.term());
      FrameHeader.origin(frame, 0, origin);
      FrameHeader.destination(frame, 0, partition);
      FrameHeader.firstSequence(frame, 0, from);
      Bits.putInt(frame, FrameHeader.LENGTH, gone ? GONE : 0);
      Bits.putLong(frame, FrameHeader.LENGTH + 4, end);
      Bits.putLong(frame, FrameHeader.LENGTH + 12, journal.stableOffset());
      FrameHeader.seal(frame, 0);
      if (!sender.offer(frame, 0, batch.length())) {
        return false;
      }
      answerDue = false;
      if (end > from && !gone) {
        sentEnds[(firstSent + sent) % WINDOW] = end;
        sent++;
        from = end;
      }
      emptyBatch();
      return true;
    }

    private void emptyBatch() {
      batch.length(0);
      batch.length(FrameHeader.LENGTH + TAILED_BODY);
      passed = 0;
    }

    void stopReading() {
      if (reader != null) {
        reader.close();
        reader = null;
      }
      entryHeld = false;
      emptyBatch();
    }
  }
}
