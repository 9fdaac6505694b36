package io.millrace.runtime.state;

/**
 * Finds the reference of an entry by 32 bits of its key's hash (the tag): extendible hashing with
 * linear probing inside the segments.
 *
 * <p>The upper bits of the tag choose a segment, the lower ones a place in it. A segment that is 60
 * % full doubles up to 4096 slots and then splits, so growing never moves more than a few thousand
 * slots at once. A slot holds the tag above and the reference below, 0 is empty. Behind its slots a
 * segment keeps its depth (how many upper bits of the tag its entries share) above and its count of
 * entries below.
 */
final class HashIndex {
  private static final int FIRST_SLOTS = 16;
  private static final int MOST_SLOTS = 4096;
  private static final int DEEPEST = 20;

  private final BlockPages pages;
  private long[][] directory;
  private int depth;
  private int segments;
  private long entries;
  private long slots;

  HashIndex(BlockPages pages) {
    this.pages = pages;
    clear();
  }

  private void clear() {
    directory = new long[][] {new long[FIRST_SLOTS + 1]};
    depth = 0;
    segments = 1;
    slots = FIRST_SLOTS;
  }

  long entries() {
    return entries;
  }

  long sizeBytes() {
    return slots * 8 + directory.length * 4L;
  }

  private int place(int tag) {
    return (int) ((tag & 0xFFFFFFFFL) >>> (32 - depth));
  }

  /** The entry with this key, or 0. */
  int find(int tag, byte[] key, int at, int length) {
    long[] segment = directory[place(tag)];
    int mask = segment.length - 2;
    for (int i = tag & mask; ; i = (i + 1) & mask) {
      long slot = segment[i];
      if (slot == 0) {
        return 0;
      }
      if ((int) (slot >>> 32) == tag && pages.holdsKey((int) slot, key, at, length)) {
        return (int) slot;
      }
    }
  }

  /**
   * Reads the slots of these hashes, then the entries that they lead to, so that they are in the
   * processor's caches when they are wanted: reads that do not depend on each other overlap.
   *
   * @return a number without meaning, so that the reads are not optimised away
   */
  long touch(long[] hashes, int count) {
    if (depth == 0) {
      return 0;
    }
    long read = 0;
    for (int i = 0; i < count; i++) {
      int tag = (int) hashes[i];
      long[] segment = directory[place(tag)];
      read += segment[tag & (segment.length - 2)];
    }
    for (int i = 0; i < count; i++) {
      int tag = (int) hashes[i];
      long[] segment = directory[place(tag)];
      int mask = segment.length - 2;
      int at = tag & mask;
      while (segment[at] != 0 && (int) (segment[at] >>> 32) != tag) {
        at = (at + 1) & mask;
      }
      int ref = (int) segment[at];
      if (ref != 0) {
        read += pages.touch(ref);
      }
    }
    return read;
  }

  /** Adds an entry that is not in it. */
  void insert(int tag, int ref) {
    long[] segment = directory[place(tag)];
    int size = segment.length - 1;
    while ((int) segment[size] >= size * 3 / 5) {
      grow(tag);
      segment = directory[place(tag)];
      size = segment.length - 1;
    }
    segment[size]++;
    insert(segment, slot(tag, ref));
    entries++;
  }

  /** Lets the entry refer to another block. */
  void replace(int tag, int from, int to) {
    long[] segment = directory[place(tag)];
    segment[locate(segment, slot(tag, from))] = slot(tag, to);
  }

  /** Drops an entry that is in it. */
  void remove(int tag, int ref) {
    long[] segment = directory[place(tag)];
    int size = segment.length - 1;
    int mask = size - 1;
    int hole = locate(segment, slot(tag, ref));
    for (int i = (hole + 1) & mask; segment[i] != 0; i = (i + 1) & mask) {
      int home = (int) (segment[i] >>> 32) & mask;
      if (((i - home) & mask) >= ((i - hole) & mask)) {
        segment[hole] = segment[i];
        hole = i;
      }
    }
    segment[hole] = 0;
    segment[size]--;
    if (--entries == 0) {
      clear();
    } else if (size > FIRST_SLOTS && (int) segment[size] < size / 8) {
      resize(tag, segment, size / 2);
    }
  }

  private static long slot(int tag, int ref) {
    return ((long) tag << 32) | (ref & 0xFFFFFFFFL);
  }

  private static void insert(long[] segment, long slot) {
    int mask = segment.length - 2;
    int i = (int) (slot >>> 32) & mask;
    while (segment[i] != 0) {
      i = (i + 1) & mask;
    }
    segment[i] = slot;
  }

  private static int locate(long[] segment, long slot) {
    int mask = segment.length - 2;
    int i = (int) (slot >>> 32) & mask;
    while (segment[i] != slot) {
      if (segment[i] == 0) {
        throw new IllegalStateException("index damaged: slot=" + slot + " is missing");
      }
      i = (i + 1) & mask;
    }
    return i;
  }

  private void grow(int tag) {
    long[] segment = directory[place(tag)];
    int size = segment.length - 1;
    int own = (int) (segment[size] >>> 32);
    if (size < MOST_SLOTS) {
      resize(tag, segment, 2 * size);
      return;
    }
    if (own == depth) {
      // many keys with equal tags must not blow up the directory
      if (depth == DEEPEST || 1 << depth > 8 * segments) {
        resize(tag, segment, 2 * size);
        return;
      }
      doubleDirectory();
    }
    split(tag, segment, own);
  }

  private void resize(int tag, long[] segment, int newSize) {
    int size = segment.length - 1;
    long[] resized = new long[newSize + 1];
    resized[newSize] = segment[size];
    for (int i = 0; i < size; i++) {
      if (segment[i] != 0) {
        insert(resized, segment[i]);
      }
    }
    slots += newSize - size;
    int own = (int) (segment[size] >>> 32);
    int places = 1 << (depth - own);
    int first = place(tag) & -places;
    for (int i = first; i < first + places; i++) {
      directory[i] = resized;
    }
  }

  private void doubleDirectory() {
    long[][] doubled = new long[2 * directory.length][];
    for (int i = 0; i < doubled.length; i++) {
      doubled[i] = directory[i >>> 1];
    }
    directory = doubled;
    depth++;
  }

  private void split(int tag, long[] segment, int own) {
    int size = segment.length - 1;
    long[][] halves = {new long[size + 1], new long[size + 1]};
    for (int i = 0; i < size; i++) {
      long slot = segment[i];
      if (slot != 0) {
        long[] half = halves[(int) (slot >>> (63 - own)) & 1];
        insert(half, slot);
        half[size]++;
      }
    }
    long deeper = (long) (own + 1) << 32;
    halves[0][size] |= deeper;
    halves[1][size] |= deeper;
    int places = 1 << (depth - own);
    int first = place(tag) & -places;
    for (int i = 0; i < places; i++) {
      directory[first + i] = halves[i < places / 2 ? 0 : 1];
    }
    segments++;
    slots += size;
  }
}
