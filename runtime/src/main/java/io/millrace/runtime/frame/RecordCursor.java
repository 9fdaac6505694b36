package io.millrace.runtime.frame;

/**
 * Walks over the records of a frame, in place.
 *
 * <pre>{@code
 * for (cursor.wrap(frame, at); cursor.next(); ) { ... cursor.topic() ... }
 * }</pre>
 */
public final class RecordCursor {
  private byte[] array;
  private int next;
  private int end;
  private int left;
  private int record;
  private int keyLength;
  private int valueLength;
  private int topic;

  /** Moves before the first record of the frame at {@code at}. */
  public RecordCursor wrap(byte[] frame, int at) {
    array = frame;
    next = at + FrameHeader.LENGTH;
    end = at + FrameHeader.length(frame, at);
    left = FrameHeader.recordCount(frame, at);
    return this;
  }

  /**
   * Moves to the next record; false behind the last.
   *
   * @throws IllegalStateException if the record is not whole, which a checked frame never has
   */
  public boolean next() {
    if (left == 0) {
      return false;
    }
    if (end - next < FrameHeader.RECORD_LENGTH) {
      throw new IllegalStateException("frame ends inside a record: left=" + left);
    }
    left--;
    record = next;
    // one access for all three: code that is not fully compiled yet, as in a replay, pays for each
    long lengths = Bits.getLong(array, record + 8);
    valueLength = (int) lengths;
    keyLength = (int) (lengths >>> 32) & 0xFFFF;
    topic = (int) (lengths >>> 48);
    int room = end - record - FrameHeader.RECORD_LENGTH - keyLength;
    if (valueLength < 0 || valueLength > room) {
      throw new IllegalStateException("frame ends inside a record: left=" + left);
    }
    next = end - room + valueLength;
    return true;
  }

  /** How many records {@link #next} still goes to. */
  public int left() {
    return left;
  }

  /** The array that is walked over. */
  public byte[] array() {
    return array;
  }

  /** Where the record starts in {@link #array()}. */
  public int recordOffset() {
    return record;
  }

  /** Bytes of the whole record. */
  public int recordLength() {
    return next - record;
  }

  public long eventTimeMs() {
    return Bits.getLong(array, record);
  }

  public int valueLength() {
    return valueLength;
  }

  public int keyLength() {
    return keyLength;
  }

  /** The topic's number. */
  public int topic() {
    return topic;
  }

  /** Where the key starts in {@link #array()}. */
  public int keyOffset() {
    return record + FrameHeader.RECORD_LENGTH;
  }

  /** Where the value starts in {@link #array()}. */
  public int valueOffset() {
    return record + FrameHeader.RECORD_LENGTH + keyLength;
  }
}
