package io.millrace.runtime.state;

/**
 * A table in the heap: entries as bytes in pages ({@link BlockPages}), found by an index ({@link
 * HashIndex}). Changing a value allocates nothing; nothing here takes longer as the table grows.
 *
 * <p>A snapshot can be written while the table changes. Each entry carries the mark of the last
 * snapshot that has it; an entry without the mark of the one being written is added to that before
 * it changes.
 */
public final class HeapStateTable implements StateTable {
  private static final int MARKS = 256;
  private static final int MOVED_AT_ONCE = 16;
  private static final int ROOMY_BYTES = 256;
  private static final int SAVED_ALREADY_BYTES = 8;

  private final BlockPages pages = new BlockPages();
  private final HashIndex index = new HashIndex(pages);
  private Liveness liveness = (table, array, keyAt, keyLength, valueAt, nowMs) -> true;
  private int foundTag;
  private int foundRef;
  private int foundKeyLength;

  private int mark;
  private int marksMixed;
  private TableChunk chunk;
  private int cursor;
  private boolean cursorAtEnd;

  @Override
  public boolean find(long hash, byte[] key, int at, int length) {
    return locate((int) hash, key, at, length) != 0;
  }

  private int locate(int tag, byte[] key, int at, int length) {
    if (foundRef != 0 && foundTag == tag && pages.holdsKey(foundRef, key, at, length)) {
      return foundRef;
    }
    int ref = index.find(tag, key, at, length);
    foundTag = tag;
    foundRef = ref;
    foundKeyLength = length;
    return ref;
  }

  @Override
  public long touch(long[] hashes, int count) {
    return index.touch(hashes, count);
  }

  @Override
  public byte[] valueArray() {
    return pages.array(foundRef);
  }

  @Override
  public int valueOffset() {
    return keyAt(foundRef) + foundKeyLength;
  }

  @Override
  public int valueLength() {
    return pages.valueLength(foundRef);
  }

  private static int keyAt(int ref) {
    return BlockPages.offset(ref) + BlockPages.HEADER_BYTES;
  }

  @Override
  public void put(
      long hash, byte[] key, int at, int length, byte[] value, int valueAt, int valueLength) {
    int tag = (int) hash;
    int ref = locate(tag, key, at, length);
    if (ref == 0) {
      foundRef = write(key, at, length, value, valueAt, valueLength);
      index.insert(tag, foundRef);
      return;
    }
    saveBeforeChange(ref);
    if (valueLength == pages.valueLength(ref) || fits(ref, length, valueLength)) {
      System.arraycopy(value, valueAt, pages.array(ref), keyAt(ref) + length, valueLength);
      pages.header(ref, mark, length, valueLength);
      return;
    }
    foundRef = write(key, at, length, value, valueAt, valueLength);
    index.replace(tag, ref, foundRef);
    free(ref);
  }

  @Override
  public void insert(
      long hash, byte[] key, int at, int length, byte[] value, int valueAt, int valueLength) {
    index.insert((int) hash, write(key, at, length, value, valueAt, valueLength));
  }

  /** Whether an entry can stay in its block, which must not be far too large either. */
  private boolean fits(int ref, int length, int valueLength) {
    long bytes = (long) BlockPages.HEADER_BYTES + length + valueLength;
    int block = pages.blockBytes(ref);
    return bytes <= block && (block <= ROOMY_BYTES || bytes >= block / 4);
  }

  private int write(byte[] key, int at, int length, byte[] value, int valueAt, int valueLength) {
    if (length > LONGEST_KEY) {
      throw new IllegalArgumentException(
          "key too long: bytes=" + length + "; at most " + LONGEST_KEY + "; use a shorter key");
    }
    int ref = pages.allocate((long) BlockPages.HEADER_BYTES + length + valueLength);
    byte[] array = pages.array(ref);
    pages.header(ref, mark, length, valueLength);
    int keyAt = keyAt(ref);
    System.arraycopy(key, at, array, keyAt, length);
    System.arraycopy(value, valueAt, array, keyAt + length, valueLength);
    return ref;
  }

  @Override
  public boolean remove(long hash, byte[] key, int at, int length) {
    int ref = locate((int) hash, key, at, length);
    if (ref == 0) {
      return false;
    }
    saveBeforeChange(ref);
    index.remove((int) hash, ref);
    foundRef = 0;
    free(ref);
    return true;
  }

  private void free(int ref) {
    pages.free(ref);
    if (chunk == null && pages.isSparse(ref)) {
      evacuate(ref);
    }
  }

  /** Moves a few of the entries left in a nearly empty page to others; the last one releases it. */
  private void evacuate(int page) {
    pages.beginDrain(page);
    int from = pages.nextInPage(page, true);
    for (int moved = 0; from != 0 && moved < MOVED_AT_ONCE; moved++) {
      int next = pages.nextInPage(from, false);
      byte[] array = pages.array(from);
      int keyLength = pages.keyLength(from);
      int tag = (int) Hash.of(array, keyAt(from), keyLength);
      int bytes = BlockPages.HEADER_BYTES + keyLength + pages.valueLength(from);
      int to = pages.allocate(pages.blockBytes(from));
      System.arraycopy(
          array, BlockPages.offset(from), pages.array(to), BlockPages.offset(to), bytes);
      index.replace(tag, from, to);
      pages.free(from);
      from = next;
    }
    pages.endDrain();
  }

  @Override
  public long entries() {
    return index.entries();
  }

  @Override
  public long sizeBytes() {
    return pages.sizeBytes() + index.sizeBytes();
  }

  @Override
  public long scan(long from, int budgetEntries, Visitor visitor) {
    int ref = (int) from;
    for (int i = 0; i < budgetEntries; i++) {
      ref = pages.next(ref);
      if (ref == 0) {
        return SCAN_START;
      }
      byte[] array = pages.array(ref);
      int keyLength = pages.keyLength(ref);
      int keyAt = keyAt(ref);
      visitor.visit(array, keyAt, keyLength, array, keyAt + keyLength, pages.valueLength(ref));
    }
    return ref & 0xFFFFFFFFL;
  }

  @Override
  public void liveness(Liveness rule) {
    liveness = rule;
  }

  Liveness liveness() {
    return liveness;
  }

  /** From now on, entries are added to {@code chunk} before they change. */
  void beginSnapshot(TableChunk chunk) {
    if (++marksMixed == MARKS - 1) {
      // so many snapshots were given up that the mark would come back on entries that still have it
      for (int ref = pages.next(0); ref != 0; ref = pages.next(ref)) {
        pages.header(ref, mark, pages.keyLength(ref), pages.valueLength(ref));
      }
      marksMixed = 1;
    }
    mark = (mark + 1) % MARKS;
    this.chunk = chunk;
    cursor = 0;
    cursorAtEnd = false;
  }

  /**
   * Adds entries to the chunk until that is full, all are added, or the budget is used up.
   *
   * @return how much of the budget was used, in bytes
   */
  int saveNext(int budgetBytes) {
    int used = 0;
    while (used < budgetBytes && !cursorAtEnd && !chunk.isFull()) {
      cursor = pages.next(cursor);
      if (cursor == 0) {
        cursorAtEnd = true;
      } else if (pages.mark(cursor) == mark) {
        used += SAVED_ALREADY_BYTES;
      } else {
        int before = chunk.length();
        save(cursor);
        used += Math.max(0, chunk.length() - before);
      }
    }
    return used;
  }

  /** Whether all entries were added to chunks. */
  boolean isSaved() {
    return cursorAtEnd;
  }

  /** Ends the snapshot, complete or not. */
  void endSnapshot() {
    chunk = null;
    if (cursorAtEnd) {
      marksMixed = 0;
    }
  }

  private void saveBeforeChange(int ref) {
    if (chunk != null && pages.mark(ref) != mark) {
      save(ref);
      if (chunk.isFull()) {
        chunk.force();
      }
    }
  }

  private void save(int ref) {
    int keyLength = pages.keyLength(ref);
    int valueLength = pages.valueLength(ref);
    chunk.add(pages.array(ref), keyAt(ref), keyLength, valueLength);
    pages.header(ref, mark, keyLength, valueLength);
  }
}
