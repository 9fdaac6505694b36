package io.millrace.scheduler.mesos.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts a stream of bytes, in pieces of any size, into records: the length in decimal digits, a line
 * feed, so many bytes, and the next. It holds what has arrived of one record, never what a length
 * only promises. After a {@link RecordException} it is of no more use. One thread.
 */
public final class RecordDecoder {
  /** Takes whole records. */
  public interface Sink {
    /**
     * A record.
     *
     * @param record its bytes; the sink's own from here on
     * @throws RecordException if it is none; the stream is given up
     */
    void onRecord(byte[] record) throws RecordException;
  }

  private static final int FIRST_BYTES = 8 << 10;
  private static final int MOST_DIGITS = 10;

  private final int mostBytes;
  private int digits;
  private long length;
  private boolean inRecord;
  private byte[] bytes = new byte[0];
  private int held;
  private boolean broken;

  /** Refuses records of more bytes than these. */
  public RecordDecoder(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  /**
   * Takes the next bytes, all of them.
   *
   * @throws RecordException if they are no records, or one is too large
   * @throws IllegalStateException after such an exception
   */
  public void decode(ByteBuffer piece, Sink sink) throws RecordException {
    if (broken) {
      throw new IllegalStateException("stream of records was given up");
    }
    broken = true; // unless this returns
    while (piece.hasRemaining()) {
      if (inRecord) {
        fill(piece);
      } else {
        takeDigit(piece.get());
      }
      if (inRecord && held == length) {
        emit(sink);
      }
    }
    broken = false;
  }

  /** Whether the stream could end here without a part of a record being lost. */
  public boolean isBetweenRecords() {
    return !inRecord && digits == 0;
  }

  private void takeDigit(byte next) throws RecordException {
    if (next == '\n') {
      if (digits == 0) {
        throw new RecordException("record without a length");
      }
      if (length > mostBytes) {
        throw new RecordException("record too large: bytes=" + length + ", most=" + mostBytes);
      }
      inRecord = true;
      return;
    }
    if (next < '0' || next > '9' || digits == MOST_DIGITS) {
      throw new RecordException(
          "length of a record is no number: digits=" + digits + ", byte=" + next);
    }
    length = length * 10 + next - '0';
    digits++;
  }

  private void fill(ByteBuffer piece) {
    int taken = (int) Math.min(length - held, piece.remaining());
    if (held + taken > bytes.length) {
      int grown = Math.max(held + taken, Math.max(FIRST_BYTES, (int) Math.min(2L * held, length)));
      bytes = Arrays.copyOf(bytes, (int) Math.min(grown, length));
    }
    piece.get(bytes, held, taken);
    held += taken;
  }

  private void emit(Sink sink) throws RecordException {
    byte[] record = bytes.length == held ? bytes : Arrays.copyOf(bytes, held);
    bytes = new byte[0];
    held = 0;
    digits = 0;
    length = 0;
    inRecord = false;
    sink.onRecord(record);
  }
}
