package io.millrace.runtime.state;

import io.millrace.runtime.frame.Bits;
import java.util.Arrays;

/**
 * Memory for the entries of a table: pages of 64 KiB, each cut into blocks of one size, so that a
 * block is taken and given back in constant time and a page without entries can go back whole.
 *
 * <p>A block is named by a reference: page number times 8192, plus its place in units of 8 bytes;
 * never 0. It begins with an entry's header: 3 bytes key length and 1 byte mark, 4 bytes value
 * length; key and value follow. In a free block the first 4 bytes are -1, then the next free one.
 */
final class BlockPages {
  static final int PAGE_BYTES = 64 * 1024;
  static final int HEADER_BYTES = 8;

  /** Entries larger than this get a page of their own, of their own size. */
  static final int LARGEST_SHARED_BYTES = 16 * 1024;

  private static final int FIRST_PAGE_BYTES = 1024;
  private static final int UNIT_SHIFT = 3;
  private static final int PAGE_SHIFT = 13;
  private static final int UNIT_MASK = (1 << PAGE_SHIFT) - 1;
  private static final int MOST_PAGES = 1 << (32 - PAGE_SHIFT);
  private static final int SIZES = 73;
  private static final int FREE = -1;
  private static final int NONE = -1;
  private static final int SHORT_KEY_BYTES = 32;
  private static final int TOUCHED_BYTES = 32;

  private byte[][] arrays = new byte[4][];
  private Page[] pages = new Page[4];
  private final Page[] open = new Page[SIZES];
  private final int[] pagesOfSize = new int[SIZES];
  private final long[] liveOfSize = new long[SIZES];
  private int pageCount = 1;
  private int[] released = new int[4];
  private int releasedCount;
  private byte[] spare;
  private Page draining;
  private long sizeBytes;

  private static final class Page {
    final int number;
    final int size;
    final int blockBytes;
    final int capacity;
    int used;
    int live;
    int firstFree = NONE;
    boolean isOpen;
    Page previous;
    Page next;

    Page(int number, int size, int blockBytes, int capacity) {
      this.number = number;
      this.size = size;
      this.blockBytes = blockBytes;
      this.capacity = capacity;
    }

    boolean hasRoom() {
      return firstFree != NONE || used < capacity;
    }
  }

  byte[] array(int ref) {
    return arrays[ref >>> PAGE_SHIFT];
  }

  static int offset(int ref) {
    return (ref & UNIT_MASK) << UNIT_SHIFT;
  }

  int keyLength(int ref) {
    return Bits.getInt(array(ref), offset(ref)) & 0xFFFFFF;
  }

  int valueLength(int ref) {
    return Bits.getInt(array(ref), offset(ref) + 4);
  }

  int mark(int ref) {
    return Bits.getInt(array(ref), offset(ref)) >>> 24;
  }

  void header(int ref, int mark, int keyLength, int valueLength) {
    long lengths = ((long) valueLength << 32) | ((long) mark << 24) | keyLength;
    Bits.putLong(array(ref), offset(ref), lengths);
  }

  boolean holdsKey(int ref, byte[] key, int at, int length) {
    byte[] array = array(ref);
    int offset = offset(ref);
    int keyAt = offset + HEADER_BYTES;
    return (Bits.getInt(array, offset) & 0xFFFFFF) == length
        && equal(array, keyAt, key, at, length);
  }

  /** Most keys are a tag and a number or a short text, for which a general comparison is slow. */
  private static boolean equal(byte[] one, int oneAt, byte[] other, int otherAt, int length) {
    if (length > SHORT_KEY_BYTES) {
      return Arrays.equals(one, oneAt, oneAt + length, other, otherAt, otherAt + length);
    }
    int i = 0;
    for (; i <= length - Long.BYTES; i += Long.BYTES) {
      if (Bits.getLong(one, oneAt + i) != Bits.getLong(other, otherAt + i)) {
        return false;
      }
    }
    for (; i < length; i++) {
      if (one[oneAt + i] != other[otherAt + i]) {
        return false;
      }
    }
    return true;
  }

  /** Reads where a block begins, and where a small one may have reached the next cache line. */
  int touch(int ref) {
    byte[] array = array(ref);
    int offset = offset(ref);
    return array[offset] + array[Math.min(offset + TOUCHED_BYTES, array.length - 1)];
  }

  /** How many bytes the block has, header included. */
  int blockBytes(int ref) {
    return pages[ref >>> PAGE_SHIFT].blockBytes;
  }

  long sizeBytes() {
    return sizeBytes + (spare == null ? 0 : spare.length);
  }

  /** Takes a block of at least {@code bytes} bytes; its content is undefined. */
  int allocate(long bytes) {
    if (bytes > LARGEST_SHARED_BYTES) {
      return allocateAlone(bytes);
    }
    int units = Math.max(2, ((int) bytes + 7) >>> UNIT_SHIFT);
    int size = sizeOf(units);
    Page page = open[size];
    if (page == null) {
      page = addShared(size, units);
    }
    int unit;
    if (page.firstFree != NONE) {
      unit = page.firstFree;
      page.firstFree = Bits.getInt(arrays[page.number], (unit << UNIT_SHIFT) + 4);
    } else {
      int at = page.used++ * page.blockBytes;
      growTo(page, at + page.blockBytes);
      unit = at >>> UNIT_SHIFT;
    }
    page.live++;
    liveOfSize[size]++;
    if (!page.hasRoom()) {
      close(page);
    }
    return (page.number << PAGE_SHIFT) | unit;
  }

  private int allocateAlone(long bytes) {
    if (bytes > Integer.MAX_VALUE - 16) {
      throw new IllegalStateException(
          "entry too large: bytes=" + bytes + "; at most 2 GiB; split the value");
    }
    int rounded = (int) ((bytes + 7) & ~7L);
    Page page = add(new Page(takeNumber(), NONE, rounded, 1), new byte[rounded]);
    page.used = 1;
    page.live = 1;
    return page.number << PAGE_SHIFT;
  }

  /** Gives a block back. */
  void free(int ref) {
    Page page = pages[ref >>> PAGE_SHIFT];
    page.live--;
    if (page.size != NONE) {
      liveOfSize[page.size]--;
    }
    if (page.live == 0) {
      release(page);
      return;
    }
    byte[] array = arrays[page.number];
    int offset = offset(ref);
    Bits.putInt(array, offset, FREE);
    Bits.putInt(array, offset + 4, page.firstFree);
    page.firstFree = offset >>> UNIT_SHIFT;
    if (!page.isOpen && page != draining) {
      open(page);
    }
  }

  /**
   * Whether the block's page is nearly empty while the other pages of its size have room for what
   * is left in it.
   */
  boolean isSparse(int ref) {
    Page page = pages[ref >>> PAGE_SHIFT];
    if (page == null || page.size == NONE || page.live * 8 > page.capacity) {
      return false;
    }
    long room = (long) (pagesOfSize[page.size] - 1) * page.capacity;
    return room - (liveOfSize[page.size] - page.live) >= page.capacity / 2 + 1;
  }

  /** From now on no blocks of this page are taken: its entries are about to be moved. */
  void beginDrain(int ref) {
    draining = pages[ref >>> PAGE_SHIFT];
    if (draining.isOpen) {
      close(draining);
    }
  }

  /** The entries were moved, or some of them. */
  void endDrain() {
    if (draining.live > 0) {
      open(draining);
    }
    draining = null;
  }

  /** The entry behind {@code ref}, or the first for 0; 0 behind the last. */
  int next(int ref) {
    return next(ref, MOST_PAGES);
  }

  /** The next entry of the same page; 0 behind its last. {@code first}: its first entry instead. */
  int nextInPage(int ref, boolean first) {
    int number = ref >>> PAGE_SHIFT;
    return next(first ? firstOf(number) : ref, number + 1);
  }

  private static int firstOf(int number) {
    return ((number - 1) << PAGE_SHIFT) | UNIT_MASK;
  }

  private int next(int ref, int endPage) {
    int number = Math.max(1, ref >>> PAGE_SHIFT);
    int end = Math.min(endPage, pageCount);
    int from = ref == 0 ? -1 : offset(ref);
    for (; number < end; number++) {
      Page page = pages[number];
      if (page != null) {
        int found = nextUsed(page, from);
        if (found >= 0) {
          return (number << PAGE_SHIFT) | (found >>> UNIT_SHIFT);
        }
      }
      from = -1;
    }
    return 0;
  }

  private int nextUsed(Page page, int from) {
    byte[] array = arrays[page.number];
    int block = page.blockBytes;
    int end = page.used * block;
    for (int at = from < 0 ? 0 : (from / block + 1) * block; at < end; at += block) {
      if (Bits.getInt(array, at) != FREE) {
        return at;
      }
    }
    return -1;
  }

  /** Which size a block of so many units has: exact up to 16 units, then 8 sizes per doubling. */
  private static int sizeOf(int units) {
    if (units <= 16) {
      return units;
    }
    int log = 31 - Integer.numberOfLeadingZeros(units - 1);
    return 17 + (log - 4) * 8 + (((units - 1) >>> (log - 3)) - 8);
  }

  private static int blockBytesOf(int units) {
    if (units <= 16) {
      return units << UNIT_SHIFT;
    }
    int shift = 28 - Integer.numberOfLeadingZeros(units - 1);
    return (((units - 1) >>> shift) + 1) << (shift + UNIT_SHIFT);
  }

  private Page addShared(int size, int units) {
    int blockBytes = blockBytesOf(units);
    byte[] array = spare;
    if (array != null && array.length >= blockBytes) {
      spare = null;
    } else {
      boolean isFirst = pagesOfSize[size] == 0;
      array = new byte[isFirst ? Math.max(FIRST_PAGE_BYTES, blockBytes) : PAGE_BYTES];
    }
    Page page = new Page(takeNumber(), size, blockBytes, PAGE_BYTES / blockBytes);
    pagesOfSize[size]++;
    open(page);
    return add(page, array);
  }

  private void growTo(Page page, int bytes) {
    byte[] array = arrays[page.number];
    if (bytes > array.length) {
      int grown = Math.min(PAGE_BYTES, Math.max(bytes, 2 * array.length));
      arrays[page.number] = Arrays.copyOf(array, grown);
      sizeBytes += grown - array.length;
    }
  }

  private Page add(Page page, byte[] array) {
    pages[page.number] = page;
    arrays[page.number] = array;
    sizeBytes += array.length;
    return page;
  }

  private int takeNumber() {
    if (releasedCount > 0) {
      return released[--releasedCount];
    }
    if (pageCount == MOST_PAGES) {
      throw new IllegalStateException(
          "state table full: pages=" + pageCount + "; raise the number of partitions");
    }
    if (pageCount == pages.length) {
      pages = Arrays.copyOf(pages, 2 * pageCount);
      arrays = Arrays.copyOf(arrays, 2 * pageCount);
    }
    return pageCount++;
  }

  private void release(Page page) {
    if (page.isOpen) {
      close(page);
    }
    byte[] array = arrays[page.number];
    sizeBytes -= array.length;
    if (page.size != NONE) {
      pagesOfSize[page.size]--;
      spare = array;
    }
    pages[page.number] = null;
    arrays[page.number] = null;
    if (releasedCount == released.length) {
      released = Arrays.copyOf(released, 2 * releasedCount);
    }
    released[releasedCount++] = page.number;
  }

  private void open(Page page) {
    page.isOpen = true;
    page.next = open[page.size];
    if (page.next != null) {
      page.next.previous = page;
    }
    open[page.size] = page;
  }

  private void close(Page page) {
    page.isOpen = false;
    if (page.previous == null) {
      open[page.size] = page.next;
    } else {
      page.previous.next = page.next;
    }
    if (page.next != null) {
      page.next.previous = page.previous;
    }
    page.previous = null;
    page.next = null;
  }
}
