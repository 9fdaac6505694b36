package io.millrace.systemtests.simulation;

import io.millrace.runtime.frame.FrameHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One holder's copy of a partition's journal. It forgets nothing, so that the whole history can be
 * replayed; what was released is only marked. Entries are shared between copies and never changed.
 */
final class JournalCopy {
  private final List<byte[]> entries = new ArrayList<>();
  private long[] ends = new long[64];
  private long start;

  int count() {
    return entries.size();
  }

  byte[] entry(int index) {
    return entries.get(index);
  }

  /** The offset behind the entry with this index. */
  long endOf(int index) {
    return ends[index];
  }

  long startOf(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  long end() {
    return entries.isEmpty() ? 0 : ends[entries.size() - 1];
  }

  /** The offset of the oldest entry that was not released. */
  long start() {
    return start;
  }

  void add(byte[] entry) {
    if (entries.size() == ends.length) {
      ends = Arrays.copyOf(ends, ends.length * 2);
    }
    long end = end() + FrameHeader.span(entry, 0);
    ends[entries.size()] = end;
    entries.add(entry);
  }

  /** Keeps the first {@code count} entries. */
  void truncate(int count) {
    entries.subList(count, entries.size()).clear();
    start = Math.min(start, end());
  }

  /** The index of the entry that holds {@code offset}; {@link #count()} for the end. */
  int indexOf(long offset) {
    if (offset >= end()) {
      return entries.size();
    }
    int at = Arrays.binarySearch(ends, 0, entries.size(), offset);
    return at >= 0 ? at + 1 : -at - 1;
  }

  /** Marks all entries wholly below {@code offset} as deleted. */
  void release(long offset) {
    start = Math.max(start, startOf(indexOf(Math.min(offset, end()))));
  }

  /** A copy of the first {@code count} entries, with all that was released brought back. */
  JournalCopy prefix(int count) {
    JournalCopy copy = new JournalCopy();
    for (int i = 0; i < count; i++) {
      copy.add(entries.get(i));
    }
    return copy;
  }

  /** How many entries this and another copy have in common from the start. */
  int commonWith(JournalCopy other) {
    int least = Math.min(count(), other.count());
    int common = 0;
    while (common < least && Arrays.equals(entry(common), other.entry(common))) {
      common++;
    }
    return common;
  }
}
