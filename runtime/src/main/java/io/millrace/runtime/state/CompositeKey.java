package io.millrace.runtime.state;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.runtime.frame.Bits;

/**
 * The key of one of the entries that a list or map of one key is made of: length of the key, the
 * key, then a suffix. The entry without suffix is the header.
 */
final class CompositeKey {
  private final ByteOutput bytes = new ByteOutput(64);
  private int prefixLength;

  /** Stands on the header of this key. */
  void bind(byte[] key, int at, int length) {
    bytes.length(0);
    bytes.writeVarInt(length);
    bytes.writeBytes(key, at, length);
    prefixLength = bytes.length();
  }

  /** Stands on a header whose composite key is given. */
  void bindHeader(byte[] header, int at, int length) {
    bytes.length(0);
    bytes.writeBytes(header, at, length);
    prefixLength = length;
  }

  CompositeKey header() {
    bytes.length(prefixLength);
    return this;
  }

  int prefixLength() {
    return prefixLength;
  }

  /** The whole key as it stands; more can be appended. */
  ByteOutput suffixed() {
    return bytes;
  }

  /** Without suffix; to append one to. */
  ByteOutput suffix() {
    bytes.length(prefixLength);
    return bytes;
  }

  CompositeKey ordinal(long ordinal) {
    suffix().writeLong(ordinal);
    return this;
  }

  CompositeKey ordinal(int kind, long ordinal) {
    suffix().writeByte(kind);
    bytes.writeLong(ordinal);
    return this;
  }

  private long hash() {
    return Hash.of(bytes.array(), 0, bytes.length());
  }

  boolean find(StateTable table) {
    return table.find(hash(), bytes.array(), 0, bytes.length());
  }

  /** Finds the entry; {@code value} is then over its value. */
  boolean find(StateTable table, ByteInput value) {
    if (!find(table)) {
      return false;
    }
    value.wrap(table.valueArray(), table.valueOffset(), table.valueLength());
    return true;
  }

  /** Finds an entry that must be there. */
  void require(StateTable table, ByteInput value) {
    if (!find(table, value)) {
      throw new IllegalStateException(
          "state damaged: an entry of a list or map is missing: key bytes="
              + prefixLength
              + ", suffix bytes="
              + (bytes.length() - prefixLength)
              + "; was the view bound again after a rollback?");
    }
  }

  void put(StateTable table, ByteOutput value) {
    table.put(hash(), bytes.array(), 0, bytes.length(), value.array(), 0, value.length());
  }

  void remove(StateTable table) {
    table.remove(hash(), bytes.array(), 0, bytes.length());
  }

  static boolean isHeader(byte[] array, int at, int length) {
    return prefixLength(array, at) == length;
  }

  static boolean isLive(
      StateTable table, byte[] array, int keyAt, int keyLength, int valueAt, long nowMs) {
    int prefix = prefixLength(array, keyAt);
    if (prefix == keyLength) {
      return nowMs < Bits.getLong(array, valueAt);
    }
    return table.find(Hash.of(array, keyAt, prefix), array, keyAt, prefix)
        && nowMs < Bits.getLong(table.valueArray(), table.valueOffset());
  }

  private static int prefixLength(byte[] array, int at) {
    int length = 0;
    int next = at;
    for (int shift = 0; ; shift += 7) {
      byte group = array[next++];
      length |= (group & 0x7F) << shift;
      if (group >= 0) {
        return next - at + length;
      }
    }
  }
}
