package io.millrace.runtime.channel;

import java.util.Arrays;

/** The current watermarks of one origin, per topic that it feeds. */
public final class Marks {
  /** Nothing is known yet. */
  public static final long NONE = Long.MIN_VALUE;

  /** The origin is idle: it holds nothing back until it says otherwise. */
  public static final long IDLE = Long.MIN_VALUE + 1;

  /** The origin has ended. */
  public static final long END = Long.MAX_VALUE;

  private final int[] topics;
  private final long[] marks;
  private int version;

  /** Marks for these topic numbers, all {@link #NONE}. */
  public Marks(int... topics) {
    this.topics = topics.clone();
    this.marks = new long[topics.length];
    Arrays.fill(marks, NONE);
  }

  /** How many topics there are. */
  public int size() {
    return topics.length;
  }

  /** The number of the {@code i}th topic. */
  public int topic(int i) {
    return topics[i];
  }

  /** The watermark of the {@code i}th topic, ms, or {@link #NONE} or {@link #IDLE}. */
  public long mark(int i) {
    return marks[i];
  }

  /** Changes the watermark of the {@code i}th topic. */
  public void mark(int i, long ms) {
    if (marks[i] != ms) {
      marks[i] = ms;
      version++;
    }
  }

  /** Changes whenever a mark does. */
  int version() {
    return version;
  }
}
