package io.millrace.state.rocksdb;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.frame.Bits;

/**
 * Changes that go to a database together, in the form that RocksDB has for them, so that the border
 * to native code is crossed once for many: sequence (8 bytes, zero), count (4), then for each
 * change its tag, the key and for a put the value, each behind its length.
 */
final class Batch {
  private static final int COUNT_AT = 8;
  private static final int FULL_BYTES = 1 << 20;
  private static final int REMOVE = 0;
  private static final int PUT = 1;

  private final Database database;
  private ByteOutput bytes = new ByteOutput(64 << 10);
  private int count;

  Batch(Database database) {
    this.database = database;
    begin();
  }

  private void begin() {
    if (bytes.array().length > 2 * FULL_BYTES) {
      bytes = new ByteOutput(FULL_BYTES);
    }
    bytes.length(0);
    bytes.writeLong(0);
    bytes.writeInt(0);
    count = 0;
  }

  void put(int table, byte[] keys, int at, int length, byte[] values, int valueAt, int valueBytes) {
    key(PUT, table, keys, at, length);
    bytes.writeVarInt(valueBytes);
    bytes.writeBytes(values, valueAt, valueBytes);
    writeIfFull();
  }

  void remove(int table, byte[] keys, int at, int length) {
    key(REMOVE, table, keys, at, length);
    writeIfFull();
  }

  private void key(int tag, int table, byte[] keys, int at, int length) {
    count++;
    bytes.writeByte(tag);
    bytes.writeVarInt(Database.PREFIX_BYTES + length);
    bytes.writeByte(table >>> 8);
    bytes.writeByte(table);
    bytes.writeBytes(keys, at, length);
  }

  private void writeIfFull() {
    if (bytes.length() >= FULL_BYTES) {
      write();
    }
  }

  /** Writes what was added since. */
  void write() {
    if (count > 0) {
      Bits.putInt(bytes.array(), COUNT_AT, count);
      database.write(bytes.toByteArray());
      begin();
    }
  }
}
