package io.millrace.storage;

import net.openhft.chronicle.queue.RollCycle;

/**
 * The only cycle of a segment's queue, number 0: a journal rolls by going to its next segment,
 * never by Chronicle's clock. The name of its file has to be a date for Chronicle; it means
 * nothing.
 */
enum SegmentCycle implements RollCycle {
  INSTANCE;

  private static final int INDEX = 256;
  private static final int SEQUENCE_BITS = 32;

  @Override
  public String format() {
    return "'frames-'yDDD";
  }

  @Override
  public int lengthInMillis() {
    return 24 * 60 * 60 * 1000;
  }

  @Override
  public int defaultIndexCount() {
    return INDEX;
  }

  @Override
  public int defaultIndexSpacing() {
    return INDEX;
  }

  @Override
  public long toIndex(int cycle, long sequenceNumber) {
    return ((long) cycle << SEQUENCE_BITS) + sequenceNumber;
  }

  @Override
  public long toSequenceNumber(long index) {
    return index & ((1L << SEQUENCE_BITS) - 1);
  }

  @Override
  public int toCycle(long index) {
    return (int) (index >>> SEQUENCE_BITS);
  }

  @Override
  public long maxMessagesPerCycle() {
    return (long) INDEX * INDEX * INDEX;
  }
}
