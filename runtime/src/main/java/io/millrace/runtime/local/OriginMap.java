package io.millrace.runtime.local;

/**
 * A map from origins to something, read by any thread without a lock or an allocation, changed
 * rarely.
 */
public final class OriginMap<T> {
  private static final class Table {
    private final long[] keys;
    private final Object[] values;
    private final int size;

    Table(int capacity, int size) {
      this.keys = new long[capacity];
      this.values = new Object[capacity];
      this.size = size;
    }
  }

  private volatile Table table = new Table(8, 0);

  /** The value of an origin, or null. */
  @SuppressWarnings("unchecked")
  public T get(long origin) {
    Table current = table;
    int at = slot(current, origin);
    return (T) current.values[at];
  }

  private static int slot(Table table, long origin) {
    int mask = table.keys.length - 1;
    int at = (int) (origin * 0x9E3779B97F4A7C15L >>> 32) & mask;
    while (table.values[at] != null && table.keys[at] != origin) {
      at = at + 1 & mask;
    }
    return at;
  }

  /** Adds or replaces a value. */
  public synchronized void put(long origin, T value) {
    Table current = table;
    int capacity = current.keys.length;
    int size = current.values[slot(current, origin)] == null ? current.size + 1 : current.size;
    Table next = new Table(size * 2 > capacity ? capacity * 2 : capacity, size);
    for (int i = 0; i < capacity; i++) {
      if (current.values[i] != null) {
        set(next, current.keys[i], current.values[i]);
      }
    }
    set(next, origin, value);
    table = next;
  }

  /** Removes a value, if there is one. */
  public synchronized void remove(long origin) {
    Table current = table;
    int at = slot(current, origin);
    if (current.values[at] == null) {
      return;
    }
    Table next = new Table(current.keys.length, current.size - 1);
    for (int i = 0; i < current.keys.length; i++) {
      if (i != at && current.values[i] != null) {
        set(next, current.keys[i], current.values[i]);
      }
    }
    table = next;
  }

  private static void set(Table table, long origin, Object value) {
    int at = slot(table, origin);
    table.keys[at] = origin;
    table.values[at] = value;
  }
}
