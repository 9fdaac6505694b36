package io.millrace.runtime.state;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.Codec;
import io.millrace.functions.ListState;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;

/**
 * A list per key, in a table of its own: one entry per element, found by an ordinal, and a header
 * with the stamp, the first ordinal and the size. It is the list of the key bound last; the times
 * given never go back.
 *
 * @param <T> the type of the elements
 */
public final class KeyedList<T> implements ListState<T> {
  private final StateTable table;
  private final Codec<T> codec;
  private final long expiryMs;
  private final Expiry expiry;
  private final CompositeKey key = new CompositeKey();
  private final ByteOutput encoded = new ByteOutput(64);
  private final ByteInput decoded = new ByteInput();

  private long nowMs;
  private boolean loaded;
  private boolean expired;
  private long stamp;
  private long first;
  private int size;

  /** Lists are forgotten {@code expiryMs} after their last change; 0 = never. */
  public KeyedList(StateTable table, Codec<T> codec, long expiryMs) {
    this.table = table;
    this.codec = codec;
    this.expiryMs = expiryMs;
    this.expiry = expiryMs > 0 ? new Expiry(table, true) : null;
  }

  /**
   * Makes this the list of {@code key}, whose bytes are copied. To be called before each use after
   * anything else has changed the table: a rollback, a restore, a sweep.
   */
  public void bind(KeyRef key, long nowMs) {
    this.key.bind(key.array(), key.offset(), key.length());
    this.nowMs = nowMs;
    loaded = false;
  }

  private void load() {
    if (loaded) {
      return;
    }
    stamp = Long.MAX_VALUE;
    first = 0;
    size = 0;
    if (key.header().find(table, decoded)) {
      if (expiryMs > 0) {
        stamp = decoded.readLong();
      }
      first = decoded.readLong();
      size = decoded.readInt();
    }
    expired = expiryMs > 0 && nowMs >= stamp;
    loaded = true;
  }

  /** Before a change: what has expired must be gone, so that ordinals do not tell of it. */
  private void open() {
    load();
    if (expired) {
      dropFirst(size);
      first = 0;
      expired = false;
    }
  }

  private void changed() {
    if (size == 0) {
      key.header().remove(table);
      first = 0;
      return;
    }
    stamp = expiryMs > 0 ? Expiry.stamp(nowMs, expiryMs) : stamp;
    writeHeader();
  }

  private void writeHeader() {
    encoded.length(0);
    if (expiryMs > 0) {
      encoded.writeLong(stamp);
    }
    encoded.writeLong(first);
    encoded.writeInt(size);
    key.header().put(table, encoded);
  }

  private void dropFirst(int count) {
    for (int i = 0; i < count; i++) {
      key.ordinal(first + i).remove(table);
    }
    first += count;
    size -= count;
  }

  private void encode(T element) {
    encoded.length(0);
    codec.encode(element, encoded);
  }

  @Override
  public void add(T element) {
    encode(element);
    if (size() == Integer.MAX_VALUE) {
      throw new IllegalStateException("list full: size=" + size + "; drop old elements");
    }
    open();
    key.ordinal(first + size).put(table, encoded);
    size++;
    changed();
  }

  @Override
  public T get(int index) {
    Objects.checkIndex(index, size());
    key.ordinal(first + index).require(table, decoded);
    return codec.decode(decoded);
  }

  @Override
  public void set(int index, T element) {
    Objects.checkIndex(index, size());
    encode(element);
    key.ordinal(first + index).put(table, encoded);
    if (expiryMs > 0) {
      changed();
    }
  }

  @Override
  public void removeFirst(int count) {
    if (count < 0 || count > size()) {
      throw new IndexOutOfBoundsException(
          "cannot drop elements: count=" + count + "; from 0 to size=" + size());
    }
    if (count > 0) {
      dropFirst(count);
      changed();
    }
  }

  @Override
  public int size() {
    load();
    return expired ? 0 : size;
  }

  @Override
  public void clear() {
    open();
    dropFirst(size);
    changed();
  }

  @Override
  public List<T> toList() {
    int count = size();
    List<T> elements = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      elements.add(get(i));
    }
    return elements;
  }

  @Override
  public Iterator<T> iterator() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < size();
      }

      @Override
      public T next() {
        if (next >= size()) {
          throw new NoSuchElementException("behind the last element: size=" + size());
        }
        return get(next++);
      }
    };
  }

  /**
   * Looks at so many entries and removes lists that have expired, long ones bit by bit; goes on
   * there next time. Changes nothing that can be seen, and leaves no key bound. Not to be called
   * within a call of user code.
   *
   * @return how many entries it removed
   */
  public int sweep(long nowMs, int budgetEntries) {
    if (expiry == null) {
      return 0;
    }
    int removed = 0;
    expiry.scan(nowMs, budgetEntries);
    while (removed < budgetEntries && expiry.next()) {
      key.bindHeader(expiry.keyArray(), expiry.keyAt(), expiry.keyLength());
      this.nowMs = nowMs;
      loaded = false;
      load();
      int count = Math.min(size, budgetEntries - removed);
      dropFirst(count);
      removed += count;
      if (size == 0) {
        key.header().remove(table);
        removed++;
      } else {
        writeHeader();
      }
    }
    return removed;
  }
}
