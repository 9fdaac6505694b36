package io.millrace.storage.mirror;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.frame.Bits;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.storage.mirror.MirrorManifest.Segment;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.zip.CRC32C;

/** Reads a file of journal entries in a mirror. What is behind its last good entry is no part. */
final class MirrorSegment implements Closeable {
  private static final long MAGIC = 0x31524D4C4C494D4DL; // "MMILLMR1", little-endian
  private static final int VERSION = 1;
  private static final int HEADER_LENGTH = 48;
  private static final int CRC_AT = HEADER_LENGTH - 4;

  private final String file;
  private final DataInputStream in;
  private long position;
  private long offset;

  private MirrorSegment(String file, DataInputStream in, long start) {
    this.file = file;
    this.in = in;
    this.offset = start;
  }

  /** The first bytes of a segment. */
  static byte[] header(long application, int partition, int term, int generation, long start) {
    byte[] header = new byte[HEADER_LENGTH];
    Bits.putLong(header, 0, MAGIC);
    Bits.putInt(header, 8, VERSION);
    Bits.putInt(header, 12, partition);
    Bits.putLong(header, 16, application);
    Bits.putInt(header, 24, term);
    Bits.putInt(header, 28, generation);
    Bits.putLong(header, 32, start);
    Bits.putInt(header, CRC_AT, crc(header));
    return header;
  }

  private static int crc(byte[] header) {
    CRC32C crc = new CRC32C();
    crc.update(header, 0, CRC_AT);
    return (int) crc.getValue();
  }

  /**
   * Opens a segment.
   *
   * @throws IOException if it is not the one that the manifest names
   */
  static MirrorSegment open(MirrorFolder folder, MirrorManifest manifest, Segment segment)
      throws IOException {
    String file = folder.path(segment.file());
    DataInputStream in =
        new DataInputStream(new BufferedInputStream(folder.files().open(file), 1 << 18));
    try {
      byte[] header = new byte[HEADER_LENGTH];
      in.readFully(header);
      if (Bits.getLong(header, 0) != MAGIC || Bits.getInt(header, CRC_AT) != crc(header)) {
        throw new IOException("mirror corrupt: file=" + file + ", byte=0, fault=header");
      }
      if (Bits.getInt(header, 8) != VERSION) {
        throw new IOException(
            "mirror's segment is of another version: file="
                + file
                + ", version="
                + Bits.getInt(header, 8)
                + "; this release reads "
                + VERSION);
      }
      if (Bits.getInt(header, 12) != manifest.partition()
          || Bits.getLong(header, 16) != manifest.application()
          || Bits.getLong(header, 32) != segment.start()) {
        throw new IOException("mirror's segment is of another journal: file=" + file);
      }
      MirrorSegment opened = new MirrorSegment(file, in, segment.start());
      opened.position = HEADER_LENGTH;
      return opened;
    } catch (EOFException e) {
      in.close();
      throw new IOException("mirror's segment is cut short: file=" + file, e);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /** The offset of the entry that {@link #read} gives next. */
  long offset() {
    return offset;
  }

  /**
   * Reads the next entry into {@code frame}, replacing its content.
   *
   * @throws IOException if there is none, or it is damaged; names the byte
   */
  void read(ByteOutput frame) throws IOException {
    String fault = fault(frame);
    if (fault != null) {
      throw new IOException(
          "mirror corrupt: file="
              + file
              + ", byte="
              + position
              + ", offset="
              + offset
              + ", fault="
              + fault);
    }
  }

  /**
   * As {@link #read}, where entries may end anywhere: what is not whole was never flushed.
   *
   * @return false if there is no further entry
   */
  boolean readIfWhole(ByteOutput frame) throws IOException {
    return fault(frame) == null;
  }

  /** Reads the next entry; why there is none, or null. */
  private String fault(ByteOutput frame) throws IOException {
    frame.length(0);
    frame.length(FrameHeader.LENGTH);
    try {
      in.readFully(frame.array(), 0, FrameHeader.LENGTH);
      int length = FrameHeader.length(frame.array(), 0);
      if (length < FrameHeader.LENGTH || length > 1 << 30) {
        return "length=" + length;
      }
      frame.length(length);
      in.readFully(frame.array(), FrameHeader.LENGTH, length - FrameHeader.LENGTH);
    } catch (EOFException e) {
      return "entries missing";
    }
    String fault = FrameHeader.faultOf(frame.array(), 0, frame.length());
    if (fault != null) {
      return fault;
    }
    if (FrameHeader.offset(frame.array(), 0) != offset) {
      return "offset differs: entry=" + FrameHeader.offset(frame.array(), 0);
    }
    position += frame.length();
    offset += FrameHeader.span(frame.array(), 0);
    return null;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
