package io.millrace.runtime.state;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.snapshot.SnapshotOutput;

/** The chunk that entries of one table are being added to, in a snapshot being written. */
final class TableChunk {
  /** First byte of every chunk of state. */
  static final byte KIND = 2;

  private static final int FULL_BYTES = 64 * 1024;
  private static final int FIRST_BYTES = 1024;
  private static final int ENTRIES_AT = 5;
  private static final int HEADER_BYTES = 9;

  private final SnapshotOutput out;
  private final int table;
  private ByteOutput bytes;
  private int capacity = FIRST_BYTES;
  private int entries;

  TableChunk(SnapshotOutput out, int table) {
    this.out = out;
    this.table = table;
  }

  int length() {
    return bytes == null ? 0 : bytes.length();
  }

  boolean isFull() {
    return length() >= FULL_BYTES;
  }

  /** Adds an entry whose value follows its key. */
  void add(byte[] array, int keyAt, int keyLength, int valueLength) {
    if (bytes == null) {
      bytes = new ByteOutput(capacity);
      bytes.writeByte(KIND);
      bytes.writeInt(table);
      bytes.length(HEADER_BYTES);
      capacity = FULL_BYTES + FIRST_BYTES;
    }
    bytes.writeVarInt(keyLength);
    bytes.writeVarInt(valueLength);
    bytes.writeBytes(array, keyAt, keyLength + valueLength);
    entries++;
  }

  /** Hands the chunk over, if there is one; false if it was refused. */
  boolean offer() {
    if (bytes == null) {
      return true;
    }
    if (!out.offer(finished(), bytes.length())) {
      return false;
    }
    begin();
    return true;
  }

  /** Hands the chunk over in any case. */
  void force() {
    out.force(finished(), bytes.length());
    begin();
  }

  private byte[] finished() {
    int length = bytes.length();
    bytes.length(ENTRIES_AT);
    bytes.writeInt(entries);
    bytes.length(length);
    return bytes.array();
  }

  private void begin() {
    bytes = null;
    entries = 0;
  }
}
