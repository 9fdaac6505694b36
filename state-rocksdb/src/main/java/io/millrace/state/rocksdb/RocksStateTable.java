package io.millrace.state.rocksdb;

import io.millrace.runtime.state.HeapStateTable;
import io.millrace.runtime.state.StateTable;
import java.util.Arrays;

/**
 * A table whose entries are in the database of its partition, but for the changes that are not
 * written yet: these are in overlays, the newest of which is the active one. What is in an overlay
 * hides what older ones and the database have of the same key.
 */
final class RocksStateTable implements StateTable {
  private static final int NONE = -1;
  private static final int PREFIX = Database.PREFIX_BYTES;
  private static final int ENTRY_OVERHEAD_BYTES = 32;
  private static final int FIRST_BYTES = 256;
  private static final int KEPT_BYTES = 2 << 20;

  private final RocksStateTables owner;
  private final Database database;
  private final int id;
  private final TableScan scan;
  private Overlay active = new Overlay();
  private Overlay[] sealed = {};
  private long entries;

  /** The key looked up last, as the database has it, and what came of it. */
  private byte[] last = new byte[FIRST_BYTES];

  private int lastLength = NONE;
  private boolean present;

  /** Where the value found is; null if it was read into {@link #read}. */
  private HeapStateTable foundIn;

  private byte[] read = new byte[FIRST_BYTES];
  private int readLength;

  RocksStateTable(RocksStateTables owner, Database database, int id) {
    this.owner = owner;
    this.database = database;
    this.id = id;
    this.scan = new TableScan(this, database, prefix(new byte[PREFIX]));
    prefix(last);
  }

  private byte[] prefix(byte[] array) {
    array[0] = (byte) (id >>> 8);
    array[1] = (byte) id;
    return array;
  }

  @Override
  public boolean find(long hash, byte[] key, int at, int length) {
    if (lastLength == length
        && Arrays.equals(last, PREFIX, PREFIX + length, key, at, at + length)) {
      return present;
    }
    detach(key);
    lastLength = NONE;
    remember(key, at, length);
    present = locate(hash, key, at, length);
    lastLength = length;
    return present;
  }

  /** Lets the caller have an array that is ours, if that is what was given. */
  private void detach(byte[] array) {
    if (array == read) {
      read = new byte[read.length];
    }
  }

  private void remember(byte[] key, int at, int length) {
    if (last.length < PREFIX + length) {
      last = prefix(new byte[Math.max(PREFIX + length, 2 * last.length)]);
    }
    System.arraycopy(key, at, last, PREFIX, length);
  }

  private boolean locate(long hash, byte[] key, int at, int length) {
    if (active.puts.find(hash, key, at, length)) {
      foundIn = active.puts;
      return true;
    }
    if (active.removed(hash, key, at, length)) {
      return false;
    }
    for (Overlay overlay : sealed) {
      if (overlay.puts.find(hash, key, at, length)) {
        foundIn = overlay.puts;
        return true;
      }
      if (overlay.removed(hash, key, at, length)) {
        return false;
      }
    }
    return readDatabase(PREFIX + length);
  }

  private boolean readDatabase(int keyBytes) {
    foundIn = null;
    if (read.length > KEPT_BYTES) {
      read = new byte[FIRST_BYTES];
    }
    readLength = database.get(last, keyBytes, read);
    if (readLength > read.length) {
      read = new byte[Math.max(readLength, 2 * read.length)];
      readLength = database.get(last, keyBytes, read);
    }
    return readLength != Database.NOT_FOUND;
  }

  @Override
  public byte[] valueArray() {
    return foundIn == null ? read : foundIn.valueArray();
  }

  @Override
  public int valueOffset() {
    return foundIn == null ? 0 : foundIn.valueOffset();
  }

  @Override
  public int valueLength() {
    return foundIn == null ? readLength : foundIn.valueLength();
  }

  @Override
  public void put(
      long hash, byte[] key, int at, int length, byte[] value, int valueAt, int valueLength) {
    detach(value);
    boolean was = find(hash, key, at, length);
    active.put(hash, key, at, length, value, valueAt, valueLength);
    foundIn = active.puts;
    present = true;
    entries += was ? 0 : 1;
    owner.changed(length + valueLength + ENTRY_OVERHEAD_BYTES);
  }

  @Override
  public boolean remove(long hash, byte[] key, int at, int length) {
    if (!find(hash, key, at, length)) {
      return false;
    }
    active.remove(hash, key, at, length, sealed.length > 0 || database.isOpen());
    present = false;
    entries--;
    owner.changed(length + ENTRY_OVERHEAD_BYTES);
    return true;
  }

  @Override
  public long entries() {
    return entries;
  }

  /** After a restore. */
  void entries(long count) {
    entries = count;
    lastLength = NONE;
  }

  @Override
  public long sizeBytes() {
    long sum = active.sizeBytes();
    for (Overlay overlay : sealed) {
      sum += overlay.sizeBytes();
    }
    return sum;
  }

  @Override
  public long scan(long from, int budgetEntries, Visitor visitor) {
    // it looks into overlays, which then forget what was found
    lastLength = NONE;
    return scan.scan(from, budgetEntries, visitor);
  }

  /** The overlay behind this one, null behind the last; the first for null. */
  Overlay next(Overlay overlay) {
    if (overlay == null) {
      return active;
    }
    int behind = indexOf(overlay) + 1;
    return behind < sealed.length ? sealed[behind] : null;
  }

  /** The place of an overlay among the sealed ones; -1 for the active one. */
  private int indexOf(Overlay overlay) {
    return overlay == active ? -1 : Arrays.asList(sealed).indexOf(overlay);
  }

  /** Whether the database does not have what is in this overlay. */
  boolean holds(Overlay overlay) {
    return overlay == active || indexOf(overlay) >= 0;
  }

  boolean hasChanges() {
    return sealed.length > 0 || !active.isEmpty();
  }

  /** Whether an overlay ahead of this one, or any for null, has something of the key. */
  boolean isHidden(Overlay behind, long hash, byte[] key, int at, int length) {
    lastLength = NONE;
    for (Overlay overlay = active; overlay != behind; overlay = next(overlay)) {
      if (overlay.knows(hash, key, at, length)) {
        return true;
      }
    }
    return false;
  }

  /** The active overlay is complete, if there is anything in it. */
  void seal(SealedOverlays into) {
    if (!active.isEmpty()) {
      into.add(id, active);
      Overlay[] more = new Overlay[sealed.length + 1];
      System.arraycopy(sealed, 0, more, 1, sealed.length);
      more[0] = active;
      sealed = more;
      active = new Overlay();
    }
  }

  /** The database has what is in the oldest overlay. */
  void dropOldest() {
    sealed = Arrays.copyOf(sealed, sealed.length - 1);
  }
}
