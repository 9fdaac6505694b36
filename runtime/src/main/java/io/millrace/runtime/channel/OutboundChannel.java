package io.millrace.runtime.channel;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.runtime.frame.Bits;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.transport.FrameSender;
import java.util.Arrays;

/**
 * The sending end of a channel: numbers records, batches them into frames, keeps frames until they
 * are acked, resumes where the receiver stands.
 *
 * <p>The window is one array. From {@code head}: frames that are not acked; from {@code sendAt}:
 * those that are yet to be sent on this connection; from {@code openAt} to {@code tail}: the open
 * frame. Nothing is sent before the receiver has said where it stands.
 */
public final class OutboundChannel {
  private static final int FIRST_BYTES = 1024;
  private static final long UNSENT = Long.MIN_VALUE + 2;

  private final Outbound owner;
  private final int destination;
  private final ChannelSettings settings;
  private final Marks marks;
  private final long[] sentMarks;
  private int sentMarksVersion = -1;

  private byte[] buffer = new byte[0];
  private int head;
  private int sendAt;
  private int openAt;
  private int tail;

  private long nextSequence = 1;
  private long ackedNext = 1;
  private long sentPosition = FrameHeader.NO_POSITION;
  private boolean resumed;
  private boolean full;
  private boolean unsent;

  private int openCount;
  private long openMask;
  private long openItem;

  private boolean marked;
  private int markOpenAt;
  private int markTail;
  private long markSequence;
  private int markOpenCount;
  private long markOpenMask;

  OutboundChannel(Outbound owner, int destination, ChannelSettings settings, Marks marks) {
    this.owner = owner;
    this.destination = destination;
    this.settings = settings;
    this.marks = marks;
    this.sentMarks = new long[marks.size()];
    Arrays.fill(sentMarks, UNSENT);
  }

  /**
   * Appends a record. One that the receiver is known to have is numbered and forgotten: so a replay
   * costs no window.
   */
  public void append(
      int topic,
      long eventTimeMs,
      byte[] key,
      int keyAt,
      int keyLength,
      byte[] value,
      int valueAt,
      int valueLength) {
    if (nextSequence < ackedNext) {
      nextSequence++;
      return;
    }
    int bytes = FrameHeader.RECORD_LENGTH + keyLength + valueLength;
    if (openCount > 0 && tail - openAt + bytes > settings.frameBytes()) {
      sealBefore(bytes);
    }
    openItem = owner.item();
    if (openCount == 0) {
      open();
    }
    reserve(bytes + marks.size() * FrameHeader.WATERMARK_LENGTH);
    int at = tail;
    Bits.putLong(buffer, at, eventTimeMs);
    Bits.putInt(buffer, at + 8, valueLength);
    Bits.putShort(buffer, at + 12, keyLength);
    Bits.putShort(buffer, at + 14, topic);
    System.arraycopy(key, keyAt, buffer, at + FrameHeader.RECORD_LENGTH, keyLength);
    System.arraycopy(
        value, valueAt, buffer, at + FrameHeader.RECORD_LENGTH + keyLength, valueLength);
    tail = at + bytes;
    openCount++;
    openMask |= 1L << topic;
    nextSequence++;
    unsent(true);
    if (!full && tail - head > settings.windowBytes()) {
      full = true;
      owner.becameFull();
    }
  }

  /** The rest of an item goes into the frame that it was begun in, however large that gets. */
  private void sealBefore(int bytes) {
    if (openItem != owner.item() || openItem == 0) {
      seal();
    } else if (tail - openAt + bytes > settings.frameBytes() + settings.recordBytes()) {
      throw new IllegalArgumentException(
          "too many records made of one: bytes="
              + (tail - openAt + bytes)
              + ", destination="
              + destination
              + "; at most "
              + settings.recordBytes()
              + " to one partition: emit them from a function, which is called once per record");
    }
  }

  private void unsent(boolean some) {
    if (some != unsent) {
      unsent = some;
      owner.unsentChanged(some);
    }
  }

  private void open() {
    reserve(FrameHeader.LENGTH);
    FrameHeader.init(buffer, tail, FrameType.DATA);
    owner.stamp(buffer, tail);
    FrameHeader.destination(buffer, tail, destination);
    FrameHeader.firstSequence(buffer, tail, nextSequence);
    openAt = tail;
    tail += FrameHeader.LENGTH;
    openMask = 0;
  }

  /** Closes the open frame, if there is one. */
  public void seal() {
    if (openCount == 0) {
      return;
    }
    tail = finish(buffer, openAt, tail, openCount, openMask);
    openAt = tail;
    openCount = 0;
  }

  /** Writes marks behind the records and seals; returns the frame's end. */
  private int finish(byte[] frame, int at, int recordsEnd, int count, long mask) {
    int end = recordsEnd;
    int entries = 0;
    if (sentMarksVersion != marks.version()) {
      for (int i = 0; i < sentMarks.length; i++) {
        if (sentMarks[i] != marks.mark(i)) {
          sentMarks[i] = marks.mark(i);
          FrameHeader.putWatermark(frame, end, marks.topic(i), sentMarks[i]);
          end += FrameHeader.WATERMARK_LENGTH;
          entries++;
        }
      }
      sentMarksVersion = marks.version();
    }
    FrameHeader.length(frame, at, end - at);
    FrameHeader.recordCount(frame, at, count);
    FrameHeader.watermarkCount(frame, at, entries);
    FrameHeader.topicMask(frame, at, mask);
    FrameHeader.epoch(frame, at, owner.epoch());
    sentPosition = owner.position();
    FrameHeader.sourcePosition(frame, at, sentPosition);
    FrameHeader.seal(frame, at);
    return end;
  }

  private void reserve(int bytes) {
    if (buffer.length - tail >= bytes) {
      return;
    }
    int used = tail - head;
    byte[] target = buffer;
    if (used + bytes > buffer.length || head == 0) {
      long wanted = Math.max(Math.max(FIRST_BYTES, used + (long) bytes), 2L * buffer.length);
      if (wanted > Integer.MAX_VALUE - 16) {
        throw new IllegalStateException(
            "window too large: destination="
                + destination
                + ", bytes="
                + wanted
                + "; emit less per"
                + " call");
      }
      target = new byte[(int) wanted];
    }
    System.arraycopy(buffer, head, target, 0, used);
    buffer = target;
    sendAt -= head;
    openAt -= head;
    tail -= head;
    markOpenAt -= head;
    markTail -= head;
    head = 0;
  }

  /** Remembers this point; true if it was not remembered already since the last {@link #unmark}. */
  boolean mark() {
    if (marked) {
      return false;
    }
    marked = true;
    markOpenAt = openAt;
    markTail = tail;
    markSequence = nextSequence;
    markOpenCount = openCount;
    markOpenMask = openMask;
    return true;
  }

  void unmark() {
    marked = false;
  }

  /** Forgets what was appended since {@link #mark}. */
  void rollback() {
    marked = false;
    openAt = markOpenAt;
    tail = markTail;
    nextSequence = markSequence;
    openCount = markOpenCount;
    openMask = markOpenMask;
    announceMarks();
    checkRoom();
  }

  /**
   * Sends what can be sent; returns the number of frames.
   *
   * @param marksDue whether changed marks and positions are worth a frame without records
   */
  public int transmit(FrameSender sender, boolean marksDue) {
    if (!resumed) {
      return 0;
    }
    int sent = 0;
    while (sendAt < openAt) {
      int length = FrameHeader.length(buffer, sendAt);
      if (!sender.offer(buffer, sendAt, length)) {
        return sent;
      }
      sendAt += length;
      sent++;
    }
    unsent(openCount > 0);
    if (marksDue && openCount == 0 && isProgressUnsent()) {
      sent += transmitMarks(sender);
    }
    return sent;
  }

  private boolean isProgressUnsent() {
    return (marks.size() > 0 && sentMarksVersion != marks.version())
        || sentPosition != owner.position();
  }

  private int transmitMarks(FrameSender sender) {
    byte[] frame = owner.scratch();
    FrameHeader.init(frame, 0, FrameType.DATA);
    owner.stamp(frame, 0);
    FrameHeader.destination(frame, 0, destination);
    FrameHeader.firstSequence(frame, 0, nextSequence);
    long positionBefore = sentPosition;
    int length = finish(frame, 0, FrameHeader.LENGTH, 0, 0);
    if (sender.offer(frame, 0, length)) {
      return 1;
    }
    announceMarks();
    sentPosition = positionBefore;
    return 0;
  }

  /** Everything below {@code next} is stable at the receiver. */
  public void acked(long next) {
    if (next < ackedNext) {
      return;
    }
    // the same ack once more may free a frame that was open, and could not go, at the first
    ackedNext = next;
    if (openCount > 0 && next >= nextSequence) {
      // the records that follow may be forgotten, and no frame has holes
      tail = openAt;
      openCount = 0;
    }
    while (head < openAt && frameEnd(head) <= next) {
      owner.freed(FrameHeader.length(buffer, head));
      head += FrameHeader.length(buffer, head);
    }
    sendAt = Math.max(sendAt, head);
    if (head == tail) {
      head = 0;
      sendAt = 0;
      openAt = 0;
      tail = 0;
      unsent(false);
    }
    checkRoom();
  }

  private void checkRoom() {
    if (full && tail - head <= settings.windowBytes()) {
      full = false;
      owner.becameFree();
    }
  }

  private long frameEnd(int at) {
    return FrameHeader.firstSequence(buffer, at) + FrameHeader.recordCount(buffer, at);
  }

  /**
   * The receiver waits for {@code next}: goes on from there.
   *
   * @throws IllegalStateException if the receiver lost what it had called stable
   */
  public void standsAt(long next) {
    if (next < ackedNext) {
      throw new IllegalStateException(
          "channel broken: origin="
              + Origin.describe(owner.origin())
              + ", destination="
              + destination
              + ", receiver stands at="
              + next
              + ", acked="
              + ackedNext
              + "; the receiver's journal lost stable entries: restore it or rewind the application");
    }
    resumed = true;
    sendAt = head;
    while (sendAt < openAt && frameEnd(sendAt) <= next) {
      sendAt += FrameHeader.length(buffer, sendAt);
    }
    unsent(sendAt < openAt || openCount > 0);
    announceMarks();
  }

  /** Continues the numbering of an origin that keeps no window of its own, such as a split. */
  public void startAt(long next) {
    nextSequence = next;
    ackedNext = next;
  }

  /** The connection was lost: nothing is sent until the receiver says where it stands. */
  public void disconnected() {
    resumed = false;
  }

  public boolean isResumed() {
    return resumed;
  }

  void announceMarks() {
    sentMarksVersion = -1;
    Arrays.fill(sentMarks, UNSENT);
  }

  /** Whether there are records that are not acked, or not even sealed. */
  public boolean isPending() {
    return tail != head;
  }

  /** Whether everything was sent and acked, marks and positions were sent. */
  public boolean isSettled() {
    return resumed && !isPending() && !isProgressUnsent();
  }

  /** Whether records wait in an open frame. */
  public boolean isOpen() {
    return openCount > 0;
  }

  /** The sequence that the next record gets. */
  public long nextSequence() {
    return nextSequence;
  }

  /** Everything below this sequence is stable at the receiver. */
  public long ackedNext() {
    return ackedNext;
  }

  /** Writes next sequence and unacked frames; the open frame must be sealed. */
  public void save(ByteOutput out) {
    out.writeLong(nextSequence);
    out.writeLong(ackedNext);
    out.writeInt(openAt - head);
    out.writeBytes(buffer, head, openAt - head);
  }

  /** Makes all frames the present owner's. */
  void restamp() {
    for (int at = head; at < openAt; at += FrameHeader.length(buffer, at)) {
      owner.restamp(buffer, at);
    }
    if (openCount > 0) {
      owner.stamp(buffer, openAt);
    }
  }

  /** Reads what {@link #save} wrote. */
  public void load(ByteInput in) {
    nextSequence = in.readLong();
    ackedNext = in.readLong();
    int bytes = in.readInt();
    buffer = in.readBytes(bytes);
    head = 0;
    sendAt = 0;
    openAt = bytes;
    tail = bytes;
    openCount = 0;
    unsent(bytes > 0);
    restamp();
    if (bytes > settings.windowBytes() && !full) {
      full = true;
      owner.becameFull();
    }
  }
}
