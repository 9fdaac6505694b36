package io.millrace.runtime.frame;

import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The fixed header in front of every frame: accessors on a byte array, little-endian. Layout and
 * meaning: {@code docs/formats/frame.md}.
 *
 * <p>A body of {@code recordCount} records and then {@code watermarkCount} watermark entries
 * follows. The body has a checksum of its own, computed once by the sender; the header's is renewed
 * when the receiver fills in offset and time.
 */
public final class FrameHeader {
  /** The version written. */
  public static final int VERSION = 1;

  /** Bytes of the header. */
  public static final int LENGTH = 104;

  /** Bytes of a watermark entry: topic (4), time (8). */
  public static final int WATERMARK_LENGTH = 12;

  /** Bytes in front of a record's key: event time (8), value length (4), key length and topic. */
  public static final int RECORD_LENGTH = 16;

  /** {@link #sourcePosition} of channels whose origin has no positions. */
  public static final long NO_POSITION = -1;

  private static final int LENGTH_AT = 0;
  private static final int VERSION_AT = 4;
  private static final int TYPE_AT = 5;
  private static final int HEADER_CRC_AT = 8;
  private static final int BODY_CRC_AT = 12;
  private static final int APPLICATION_AT = 16;
  private static final int ORIGIN_AT = 24;
  private static final int DESTINATION_AT = 32;
  private static final int TERM_AT = 36;
  private static final int GENERATION_AT = 40;
  private static final int CODE_VERSION_AT = 44;
  private static final int EPOCH_AT = 48;
  private static final int FIRST_SEQUENCE_AT = 56;
  private static final int RECORD_COUNT_AT = 64;
  private static final int WATERMARK_COUNT_AT = 68;
  private static final int SOURCE_POSITION_AT = 72;
  private static final int JOURNAL_TIME_AT = 80;
  private static final int OFFSET_AT = 88;
  private static final int TOPIC_MASK_AT = 96;

  private FrameHeader() {}

  /** Writes a header with all fields zero but version and type, and no source position. */
  public static void init(byte[] frame, int at, FrameType type) {
    Arrays.fill(frame, at, at + LENGTH, (byte) 0);
    frame[at + VERSION_AT] = VERSION;
    frame[at + TYPE_AT] = (byte) type.code();
    length(frame, at, LENGTH);
    sourcePosition(frame, at, NO_POSITION);
  }

  /** Bytes of the whole frame. */
  public static int length(byte[] frame, int at) {
    return Bits.getInt(frame, at + LENGTH_AT);
  }

  public static void length(byte[] frame, int at, int value) {
    Bits.putInt(frame, at + LENGTH_AT, value);
  }

  public static int version(byte[] frame, int at) {
    return frame[at + VERSION_AT];
  }

  /** The type, or null if the code is unknown. */
  public static FrameType type(byte[] frame, int at) {
    return FrameType.ofCode(frame[at + TYPE_AT]);
  }

  /** Which application's frame it is: a hash of its name and the moment of its creation. */
  public static long application(byte[] frame, int at) {
    return Bits.getLong(frame, at + APPLICATION_AT);
  }

  public static void application(byte[] frame, int at, long value) {
    Bits.putLong(frame, at + APPLICATION_AT, value);
  }

  /** Who numbers the channel; see {@link Origin}. */
  public static long origin(byte[] frame, int at) {
    return Bits.getLong(frame, at + ORIGIN_AT);
  }

  public static void origin(byte[] frame, int at, long value) {
    Bits.putLong(frame, at + ORIGIN_AT, value);
  }

  /** The partition at the receiving end of the channel. */
  public static int destination(byte[] frame, int at) {
    return Bits.getInt(frame, at + DESTINATION_AT);
  }

  public static void destination(byte[] frame, int at, int value) {
    Bits.putInt(frame, at + DESTINATION_AT, value);
  }

  /** The sender's term; in a journal, that of the owner who journaled it. */
  public static int term(byte[] frame, int at) {
    return Bits.getInt(frame, at + TERM_AT);
  }

  public static void term(byte[] frame, int at, int value) {
    Bits.putInt(frame, at + TERM_AT, value);
  }

  /** Which life of the application's journals: a rewind starts a new one. */
  public static int generation(byte[] frame, int at) {
    return Bits.getInt(frame, at + GENERATION_AT);
  }

  public static void generation(byte[] frame, int at, int value) {
    Bits.putInt(frame, at + GENERATION_AT, value);
  }

  /** The code version that wrote the values. */
  public static int codeVersion(byte[] frame, int at) {
    return Bits.getInt(frame, at + CODE_VERSION_AT);
  }

  public static void codeVersion(byte[] frame, int at, int value) {
    Bits.putInt(frame, at + CODE_VERSION_AT, value);
  }

  /** The epoch in which it was produced; of an ACK, in which the last acked was journaled. */
  public static long epoch(byte[] frame, int at) {
    return Bits.getLong(frame, at + EPOCH_AT);
  }

  public static void epoch(byte[] frame, int at, long value) {
    Bits.putLong(frame, at + EPOCH_AT, value);
  }

  /** The sequence of the first record in its channel, from 1. */
  public static long firstSequence(byte[] frame, int at) {
    return Bits.getLong(frame, at + FIRST_SEQUENCE_AT);
  }

  public static void firstSequence(byte[] frame, int at, long value) {
    Bits.putLong(frame, at + FIRST_SEQUENCE_AT, value);
  }

  public static int recordCount(byte[] frame, int at) {
    return Bits.getInt(frame, at + RECORD_COUNT_AT);
  }

  public static void recordCount(byte[] frame, int at, int value) {
    Bits.putInt(frame, at + RECORD_COUNT_AT, value);
  }

  public static int watermarkCount(byte[] frame, int at) {
    return Bits.getInt(frame, at + WATERMARK_COUNT_AT);
  }

  public static void watermarkCount(byte[] frame, int at, int value) {
    Bits.putInt(frame, at + WATERMARK_COUNT_AT, value);
  }

  /** The origin's position after the last record, or {@link #NO_POSITION}. */
  public static long sourcePosition(byte[] frame, int at) {
    return Bits.getLong(frame, at + SOURCE_POSITION_AT);
  }

  public static void sourcePosition(byte[] frame, int at, long value) {
    Bits.putLong(frame, at + SOURCE_POSITION_AT, value);
  }

  /** When it was journaled, ms since 1970; 0 before. */
  public static long journalTimeMs(byte[] frame, int at) {
    return Bits.getLong(frame, at + JOURNAL_TIME_AT);
  }

  public static void journalTimeMs(byte[] frame, int at, long value) {
    Bits.putLong(frame, at + JOURNAL_TIME_AT, value);
  }

  /** The journal offset of the first record; 0 before it is journaled. */
  public static long offset(byte[] frame, int at) {
    return Bits.getLong(frame, at + OFFSET_AT);
  }

  public static void offset(byte[] frame, int at, long value) {
    Bits.putLong(frame, at + OFFSET_AT, value);
  }

  /** One bit per topic in it, topic number modulo 64: readers of one topic skip by it. */
  public static long topicMask(byte[] frame, int at) {
    return Bits.getLong(frame, at + TOPIC_MASK_AT);
  }

  public static void topicMask(byte[] frame, int at, long value) {
    Bits.putLong(frame, at + TOPIC_MASK_AT, value);
  }

  /** Offsets that the frame takes in a journal: one per record, one for a frame without. */
  public static int span(byte[] frame, int at) {
    return Math.max(1, recordCount(frame, at));
  }

  private static int watermarkAt(byte[] frame, int at, int entry) {
    return at + length(frame, at) - (watermarkCount(frame, at) - entry) * WATERMARK_LENGTH;
  }

  /** The topic of a watermark entry, from 0; entries stand behind the records. */
  public static int watermarkTopic(byte[] frame, int at, int entry) {
    return Bits.getInt(frame, watermarkAt(frame, at, entry));
  }

  public static long watermarkMs(byte[] frame, int at, int entry) {
    return Bits.getLong(frame, watermarkAt(frame, at, entry) + 4);
  }

  /** Writes a watermark entry at {@code place} of the array. */
  public static void putWatermark(byte[] frame, int place, int topic, long ms) {
    Bits.putInt(frame, place, topic);
    Bits.putLong(frame, place + 4, ms);
  }

  /** Computes both checksums: the last thing a sender does. */
  public static void seal(byte[] frame, int at) {
    Bits.putInt(frame, at + BODY_CRC_AT, crc(frame, at + LENGTH, length(frame, at) - LENGTH));
    sealHeader(frame, at);
  }

  /** Computes the header's checksum alone, after offset and time were filled in. */
  public static void sealHeader(byte[] frame, int at) {
    Bits.putInt(frame, at + HEADER_CRC_AT, headerCrc(frame, at));
  }

  private static int headerCrc(byte[] frame, int at) {
    Bits.putInt(frame, at + HEADER_CRC_AT, 0);
    return crc(frame, at, LENGTH);
  }

  private static int crc(byte[] array, int at, int length) {
    CRC32C crc = new CRC32C();
    crc.update(array, at, length);
    return (int) crc.getValue();
  }

  /**
   * What is wrong with the bytes as a frame, or null if nothing is. Looks at no byte beyond {@code
   * available}.
   */
  public static String faultOf(byte[] frame, int at, int available) {
    String fault = lengthOrVersionFault(frame, at, available);
    if (fault == null) {
      fault = checksumFault(frame, at);
    }
    return fault == null ? contentFault(frame, at) : fault;
  }

  /** {@link #faultOf} without the checksums, for bytes that a stronger seal has protected. */
  public static String shapeFaultOf(byte[] frame, int at, int available) {
    String fault = lengthOrVersionFault(frame, at, available);
    return fault == null ? contentFault(frame, at) : fault;
  }

  private static String lengthOrVersionFault(byte[] frame, int at, int available) {
    if (available < LENGTH) {
      return "cut short: bytes=" + available + "; a header has " + LENGTH;
    }
    int length = length(frame, at);
    if (length < LENGTH || length > available) {
      return "length out of range: length=" + length + "; from " + LENGTH + " to " + available;
    }
    if (version(frame, at) != VERSION) {
      return "unknown version: version=" + version(frame, at) + "; this release reads " + VERSION;
    }
    return null;
  }

  private static String checksumFault(byte[] frame, int at) {
    int stored = Bits.getInt(frame, at + HEADER_CRC_AT);
    int computed = headerCrc(frame, at);
    Bits.putInt(frame, at + HEADER_CRC_AT, stored);
    if (stored != computed) {
      return "header checksum differs";
    }
    if (Bits.getInt(frame, at + BODY_CRC_AT)
        != crc(frame, at + LENGTH, length(frame, at) - LENGTH)) {
      return "body checksum differs";
    }
    return null;
  }

  private static String contentFault(byte[] frame, int at) {
    if (type(frame, at) == null) {
      return "unknown type: code=" + frame[at + TYPE_AT];
    }
    if (recordCount(frame, at) < 0
        || watermarkCount(frame, at) < 0
        || LENGTH + (long) watermarkCount(frame, at) * WATERMARK_LENGTH > length(frame, at)) {
      return "counts out of range";
    }
    return null;
  }
}
