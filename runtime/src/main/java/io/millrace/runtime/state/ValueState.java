package io.millrace.runtime.state;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.Codec;

/**
 * One value per key, in a table of its own. The times given never go back.
 *
 * @param <T> the type of the value
 */
public final class ValueState<T> {
  private final StateTable table;
  private final Codec<T> codec;
  private final long expiryMs;
  private final Expiry expiry;
  private final ByteOutput encoded = new ByteOutput(64);
  private final ByteInput decoded = new ByteInput();

  /** Values are forgotten {@code expiryMs} after they were last put; 0 = never. */
  public ValueState(StateTable table, Codec<T> codec, long expiryMs) {
    this.table = table;
    this.codec = codec;
    this.expiryMs = expiryMs;
    this.expiry = expiryMs > 0 ? new Expiry(table, false) : null;
  }

  /** The value of this key; null if there is none or it has expired. */
  public T get(KeyRef key, long nowMs) {
    if (!table.find(key.hash(), key.array(), key.offset(), key.length())) {
      return null;
    }
    decoded.wrap(table.valueArray(), table.valueOffset(), table.valueLength());
    if (expiryMs > 0 && nowMs >= decoded.readLong()) {
      return null;
    }
    return codec.decode(decoded);
  }

  /** Stores a value. */
  public void put(KeyRef key, T value, long nowMs) {
    encoded.length(0);
    if (expiryMs > 0) {
      encoded.writeLong(Expiry.stamp(nowMs, expiryMs));
    }
    codec.encode(value, encoded);
    table.put(
        key.hash(), key.array(), key.offset(), key.length(), encoded.array(), 0, encoded.length());
  }

  /** Drops the value of this key, if there is one. */
  public void remove(KeyRef key) {
    table.remove(key.hash(), key.array(), key.offset(), key.length());
  }

  /**
   * Looks at so many entries and removes those that have expired; goes on there next time. Changes
   * nothing that can be seen. Not to be called within a call of user code.
   *
   * @return how many entries it removed
   */
  public int sweep(long nowMs, int budgetEntries) {
    if (expiry == null) {
      return 0;
    }
    int removed = 0;
    expiry.scan(nowMs, budgetEntries);
    while (expiry.next()) {
      byte[] array = expiry.keyArray();
      long hash = Hash.of(array, expiry.keyAt(), expiry.keyLength());
      removed += table.remove(hash, array, expiry.keyAt(), expiry.keyLength()) ? 1 : 0;
    }
    return removed;
  }
}
