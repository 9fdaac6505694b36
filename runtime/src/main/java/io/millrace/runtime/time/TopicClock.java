package io.millrace.runtime.time;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.runtime.channel.Marks;
import java.util.Arrays;

/**
 * The watermark of one topic in one partition: the minimum over the origins that feed it and are
 * not idle.
 */
public final class TopicClock {
  private long[] origins = new long[4];
  private long[] marks = new long[4];
  private int size;
  private long minimum = Marks.NONE;

  /** Makes an origin known; until it says more, the topic's watermark is {@link Marks#NONE}. */
  public void expect(long origin) {
    if (find(origin) < 0) {
      add(origin, Marks.NONE);
      minimum = compute();
    }
  }

  /**
   * Takes note of an origin's watermark. A watermark never goes back; idle origins may come back.
   *
   * @return whether {@link #watermarkMs} changed
   */
  public boolean update(long origin, long mark) {
    int at = find(origin);
    if (at < 0) {
      at = add(origin, mark);
    } else if (mark == Marks.IDLE || marks[at] == Marks.IDLE || mark > marks[at]) {
      marks[at] = mark;
    } else {
      return false;
    }
    long before = minimum;
    minimum = compute();
    return minimum != before;
  }

  /**
   * The minimum, ms: {@link Marks#NONE} while some origin has said nothing or none is known, {@link
   * Marks#IDLE} if all are idle.
   */
  public long watermarkMs() {
    return minimum;
  }

  private int find(long origin) {
    for (int i = 0; i < size; i++) {
      if (origins[i] == origin) {
        return i;
      }
    }
    return -1;
  }

  private int add(long origin, long mark) {
    if (size == origins.length) {
      origins = Arrays.copyOf(origins, size * 2);
      marks = Arrays.copyOf(marks, size * 2);
    }
    origins[size] = origin;
    marks[size] = mark;
    return size++;
  }

  private long compute() {
    if (size == 0) {
      return Marks.NONE;
    }
    long least = Marks.END;
    boolean idle = true;
    for (int i = 0; i < size; i++) {
      if (marks[i] != Marks.IDLE) {
        idle = false;
        least = Math.min(least, marks[i]);
      }
    }
    return idle ? Marks.IDLE : least;
  }

  /** Writes all marks. */
  public void save(ByteOutput out) {
    out.writeInt(size);
    for (int i = 0; i < size; i++) {
      out.writeLong(origins[i]);
      out.writeLong(marks[i]);
    }
  }

  /** Reads what {@link #save} wrote. */
  public void load(ByteInput in) {
    for (int left = in.readInt(); left > 0; left--) {
      update(in.readLong(), in.readLong());
    }
  }
}
