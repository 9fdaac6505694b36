package io.millrace.runtime.state;

/**
 * The bytes of one state of one partition, found by the bytes of a key. Owned by the partition's
 * thread.
 *
 * <p>{@code hash} is always {@link Hash#of} of the key's bytes. Keys are at most {@link
 * #LONGEST_KEY} bytes long; keys and values may be empty. Arrays given are read during the call
 * only, and may be those of {@link #valueArray()}.
 */
public interface StateTable {

  /** The longest key, in bytes. */
  int LONGEST_KEY = 0xFFFFFE;

  /** Where {@link #scan} begins, and what it returns at the end. */
  long SCAN_START = 0;

  /**
   * Looks a key up; then {@link #valueArray()}, {@link #valueOffset()} and {@link #valueLength()}
   * tell where its value is, until the next call on this table.
   */
  boolean find(long hash, byte[] key, int at, int length);

  /**
   * Brings what is known of keys with these hashes near, because they will be looked for soon. A
   * table need not do anything.
   *
   * @return a number without meaning
   */
  default long touch(long[] hashes, int count) {
    return 0;
  }

  /** Holds the value found; to be read only. */
  byte[] valueArray();

  /** Where the value found begins in {@link #valueArray()}. */
  int valueOffset();

  /** How long the value found is, in bytes. */
  int valueLength();

  /**
   * Stores a value.
   *
   * @throws IllegalArgumentException if the key is too long
   * @throws IllegalStateException if the table is full
   */
  void put(long hash, byte[] key, int at, int length, byte[] value, int valueAt, int valueLength);

  /** Like {@link #put}, of a key that is not in the table; it is not looked for. */
  default void insert(
      long hash, byte[] key, int at, int length, byte[] value, int valueAt, int valueLength) {
    put(hash, key, at, length, value, valueAt, valueLength);
  }

  /** Drops a key; returns whether it was there. */
  boolean remove(long hash, byte[] key, int at, int length);

  /** How many keys there are. */
  long entries();

  /** Memory used, in bytes, free space and index included; what is on disk does not count. */
  long sizeBytes();

  /** Visits all entries, in no particular order. */
  default void forEach(Visitor visitor) {
    long next = SCAN_START;
    do {
      next = scan(next, Integer.MAX_VALUE, visitor);
    } while (next != SCAN_START);
  }

  /**
   * Visits at most {@code budgetEntries} entries. The table may change between two scans; then an
   * entry stored or moved meanwhile may be missed or visited again, others are visited once.
   *
   * @param from what the scan before returned, or {@link #SCAN_START}
   * @return where to go on, or {@link #SCAN_START} when all were visited
   */
  long scan(long from, int budgetEntries, Visitor visitor);

  /** Says which entries count as there; a table without a rule has none that expire. */
  default void liveness(Liveness rule) {
    // a table that does not expire entries by itself need not know
  }

  /** Sees one entry. It may look things up but must not change the table. */
  @FunctionalInterface
  interface Visitor {

    /** The regions are valid during the call, and to be read only. */
    void visit(
        byte[] keyArray,
        int keyOffset,
        int keyLength,
        byte[] valueArray,
        int valueOffset,
        int valueLength);
  }

  /** Tells the entries that have expired, though they are still stored, from the others. */
  @FunctionalInterface
  interface Liveness {

    /** Whether the entry is there at {@code nowMs}; may look things up in {@code table}. */
    boolean isLive(
        StateTable table, byte[] array, int keyAt, int keyLength, int valueAt, long nowMs);
  }
}
