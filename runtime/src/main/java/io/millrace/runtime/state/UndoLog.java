package io.millrace.runtime.state;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.frame.Bits;

/**
 * What the tables held before the current call changed them: one item per change, key bytes, old
 * value bytes, then table, key length and value length, so that it is read from its end.
 */
final class UndoLog {
  private static final int TAIL_BYTES = 12;
  private static final int ABSENT = -1;
  private static final int FIRST_BYTES = 1024;
  private static final int KEPT_BYTES = 1 << 20;

  private ByteOutput items = new ByteOutput(FIRST_BYTES);
  private boolean enabled = true;

  boolean isEnabled() {
    return enabled;
  }

  void enabled(boolean enabled) {
    this.enabled = enabled;
    clear();
  }

  void clear() {
    if (items.array().length > KEPT_BYTES) {
      items = new ByteOutput(FIRST_BYTES);
    }
    items.length(0);
  }

  void absent(int table, byte[] key, int at, int length) {
    items.writeBytes(key, at, length);
    end(table, length, ABSENT);
  }

  void present(int table, byte[] key, int at, int length, byte[] value, int valueAt, int bytes) {
    items.writeBytes(key, at, length);
    items.writeBytes(value, valueAt, bytes);
    end(table, length, bytes);
  }

  private void end(int table, int keyLength, int valueLength) {
    items.writeInt(table);
    items.writeInt(keyLength);
    items.writeInt(valueLength);
  }

  /** Takes all changes back, the last one first. */
  void rollback(PartitionState state) {
    byte[] array = items.array();
    int end = items.length();
    while (end > 0) {
      StateTable table = state.kept(Bits.getInt(array, end - TAIL_BYTES));
      int keyLength = Bits.getInt(array, end - 8);
      int valueLength = Bits.getInt(array, end - 4);
      int valueAt = end - TAIL_BYTES - Math.max(0, valueLength);
      int keyAt = valueAt - keyLength;
      long hash = Hash.of(array, keyAt, keyLength);
      if (valueLength == ABSENT) {
        table.remove(hash, array, keyAt, keyLength);
      } else {
        table.put(hash, array, keyAt, keyLength, array, valueAt, valueLength);
      }
      end = keyAt;
    }
    clear();
  }
}
