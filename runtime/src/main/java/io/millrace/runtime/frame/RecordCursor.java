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
    int room = end - record - FrameHeader.RECORD_LENGTH - keyLength();
    int length = valueLength();
    if (length < 0 || length > room) {
      throw new IllegalStateException("frame ends inside a record: left=" + left);
    }
    next = end - room + length;
    return true;
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
    return Bits.getInt(array, record + 8);
  }

  public int keyLength() {
    return Bits.unsignedShort(array, record + 12);
  }

  /** The topic's number. */
  public int topic() {
    return Bits.unsignedShort(array, record + 14);
  }

  /** Where the key starts in {@link #array()}. */
  public int keyOffset() {
    return record + FrameHeader.RECORD_LENGTH;
  }

  /** Where the value starts in {@link #array()}. */
  public int valueOffset() {
    return record + FrameHeader.RECORD_LENGTH + keyLength();
  }
}
