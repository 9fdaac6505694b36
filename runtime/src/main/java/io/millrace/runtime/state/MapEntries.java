package io.millrace.runtime.state;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.runtime.frame.Bits;

/**
 * The table entries of the map of one key. Behind the key as a prefix come
 *
 * <ul>
 *   <li>nothing: the header (stamp if maps expire, first, last and next ordinal, size);
 *   <li>1, map key: an entry (its ordinal, value);
 *   <li>2, ordinal: a link (ordinals of the entries before and after it, or -1; map key).
 * </ul>
 *
 * The links keep the order in which keys were first put; whatever was removed, walking them costs
 * the same per entry.
 */
final class MapEntries {
  /** No such ordinal. */
  static final long NONE = -1;

  private static final int ENTRY = 1;
  private static final int LINK = 2;
  private static final int ORDINAL_BYTES = 8;

  private final StateTable table;
  private final long expiryMs;
  private final Expiry expiry;
  private final CompositeKey entryKey = new CompositeKey();
  private final CompositeKey linkKey = new CompositeKey();
  private final ByteOutput newValue = new ByteOutput(64);
  private final ByteOutput scratch = new ByteOutput(64);
  private final ByteInput value = new ByteInput();
  private final ByteInput read = new ByteInput();

  private long nowMs;
  private boolean loaded;
  private boolean expired;
  private long stamp;
  private long first;
  private long last;
  private long next;
  private int size;

  MapEntries(StateTable table, long expiryMs) {
    this.table = table;
    this.expiryMs = expiryMs;
    this.expiry = expiryMs > 0 ? new Expiry(table, true) : null;
  }

  void bind(KeyRef key, long nowMs) {
    entryKey.bind(key.array(), key.offset(), key.length());
    linkKey.bind(key.array(), key.offset(), key.length());
    this.nowMs = nowMs;
    loaded = false;
  }

  private void load() {
    if (loaded) {
      return;
    }
    stamp = Long.MAX_VALUE;
    reset();
    if (linkKey.header().find(table, read)) {
      if (expiryMs > 0) {
        stamp = read.readLong();
      }
      first = read.readLong();
      last = read.readLong();
      next = read.readLong();
      size = read.readInt();
    }
    expired = expiryMs > 0 && nowMs >= stamp;
    loaded = true;
  }

  private void reset() {
    first = NONE;
    last = NONE;
    next = 0;
    size = 0;
  }

  /** Before a change: what has expired must be gone, so that ordinals do not tell of it. */
  private void open() {
    load();
    if (expired) {
      dropFirst(size);
      reset();
      expired = false;
    }
  }

  private void changed() {
    if (size == 0) {
      linkKey.header().remove(table);
      reset();
      return;
    }
    stamp = expiryMs > 0 ? Expiry.stamp(nowMs, expiryMs) : stamp;
    writeHeader();
  }

  /** A value was replaced: only the stamp changes. */
  private void touched() {
    if (expiryMs > 0) {
      changed();
    }
  }

  private void writeHeader() {
    scratch.length(0);
    if (expiryMs > 0) {
      scratch.writeLong(stamp);
    }
    scratch.writeLong(first);
    scratch.writeLong(last);
    scratch.writeLong(next);
    scratch.writeInt(size);
    linkKey.header().put(table, scratch);
  }

  int size() {
    load();
    return expired ? 0 : size;
  }

  long first() {
    return size() == 0 ? NONE : first;
  }

  /** To append the encoded map key to, before {@link #find()} or {@link #put()}. */
  ByteOutput mapKey() {
    open();
    return beginMapKey();
  }

  private ByteOutput beginMapKey() {
    ByteOutput key = entryKey.suffix();
    key.writeByte(ENTRY);
    return key;
  }

  /** To append the encoded value to, before {@link #put()}; ahead of {@link #mapKey()}. */
  ByteOutput newValue() {
    newValue.length(0);
    newValue.writeLong(NONE);
    return newValue;
  }

  /** Finds the entry of the map key; then its value is {@link #value()}. */
  boolean find() {
    if (!entryKey.find(table, value)) {
      return false;
    }
    value.readLong();
    return true;
  }

  /** Stands on the value found or read; to be used before the next call. */
  ByteInput value() {
    return value;
  }

  /** Stores the value under the map key. */
  void put() {
    if (entryKey.find(table, value)) {
      Bits.putLong(newValue.array(), 0, value.readLong());
      entryKey.put(table, newValue);
      touched();
      return;
    }
    if (size == Integer.MAX_VALUE) {
      throw new IllegalStateException("map full: size=" + size + "; remove old keys");
    }
    long ordinal = next++;
    Bits.putLong(newValue.array(), 0, ordinal);
    entryKey.put(table, newValue);
    scratch.length(0);
    scratch.writeLong(last);
    scratch.writeLong(NONE);
    int keyAt = entryKey.prefixLength() + 1;
    ByteOutput suffixed = entryKey.suffixed();
    scratch.writeBytes(suffixed.array(), keyAt, suffixed.length() - keyAt);
    linkKey.ordinal(LINK, ordinal).put(table, scratch);
    if (last == NONE) {
      first = ordinal;
    } else {
      changeNeighbour(last, ORDINAL_BYTES, ordinal);
    }
    last = ordinal;
    size++;
    changed();
  }

  /** Removes the entry found. */
  void remove() {
    long ordinal = Bits.getLong(value.array(), value.position() - ORDINAL_BYTES);
    entryKey.remove(table);
    unlink(ordinal);
    changed();
  }

  private void unlink(long ordinal) {
    linkKey.ordinal(LINK, ordinal).require(table, read);
    long before = read.readLong();
    long after = read.readLong();
    linkKey.remove(table);
    if (before == NONE) {
      first = after;
    } else {
      changeNeighbour(before, ORDINAL_BYTES, after);
    }
    if (after == NONE) {
      last = before;
    } else {
      changeNeighbour(after, 0, before);
    }
    size--;
  }

  private void changeNeighbour(long ordinal, int at, long neighbour) {
    linkKey.ordinal(LINK, ordinal).require(table, read);
    scratch.length(0);
    scratch.writeBytes(read.array(), read.position(), read.remaining());
    Bits.putLong(scratch.array(), at, neighbour);
    linkKey.put(table, scratch);
  }

  /**
   * Reads the entry with this ordinal: {@link #readKey()}, {@link #value()}.
   *
   * @return the ordinal of the entry behind it, or {@link #NONE}
   */
  long read(long ordinal) {
    linkKey.ordinal(LINK, ordinal).require(table, read);
    read.readLong();
    long after = read.readLong();
    ByteOutput key = beginMapKey();
    key.writeBytes(read.array(), read.position(), read.remaining());
    entryKey.require(table, value);
    value.readLong();
    int keyAt = entryKey.prefixLength() + 1;
    read.wrap(key.array(), keyAt, key.length() - keyAt);
    return after;
  }

  /** Stands on the map key read. */
  ByteInput readKey() {
    return read;
  }

  void clear() {
    open();
    dropFirst(size);
    changed();
  }

  /** Drops so many entries; if some are left, the map must be one that has expired. */
  private void dropFirst(int count) {
    for (int i = 0; i < count; i++) {
      long after = read(first);
      entryKey.remove(table);
      linkKey.remove(table);
      first = after;
      size--;
    }
    if (size == 0) {
      last = NONE;
    }
  }

  int sweep(long nowMs, int budgetEntries) {
    if (expiry == null) {
      return 0;
    }
    int removed = 0;
    expiry.scan(nowMs, budgetEntries);
    while (removed < budgetEntries && expiry.next()) {
      entryKey.bindHeader(expiry.keyArray(), expiry.keyAt(), expiry.keyLength());
      linkKey.bindHeader(expiry.keyArray(), expiry.keyAt(), expiry.keyLength());
      this.nowMs = nowMs;
      loaded = false;
      load();
      int count = Math.min(size, budgetEntries - removed);
      dropFirst(count);
      removed += count;
      if (size == 0) {
        linkKey.header().remove(table);
        removed++;
      } else {
        writeHeader();
      }
    }
    return removed;
  }
}
