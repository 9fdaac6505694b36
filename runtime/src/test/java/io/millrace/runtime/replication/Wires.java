package io.millrace.runtime.replication;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Lines between ends: each keeps its order, delays, and may lose a frame or be cut. */
final class Wires {
  private static final int ROOM = 24;

  /** Who is at the end of lines. */
  interface End {
    void onFrame(byte[] frame);

    /** What was on its way to or from this end is lost. */
    void disconnected(int other);
  }

  private record Line(int from, int to) implements Comparable<Line> {
    @Override
    public int compareTo(Line other) {
      return from == other.from ? Integer.compare(to, other.to) : Integer.compare(from, other.from);
    }
  }

  private final SplittableRandom random;
  private final Map<Line, Deque<byte[]>> lines = new TreeMap<>();
  private final Map<Integer, End> ends = new TreeMap<>();
  private Consumer<byte[]> mutant = frame -> {};
  private int lossPerMille;

  Wires(SplittableRandom random) {
    this.random = random;
  }

  void connect(int number, End end) {
    ends.put(number, end);
  }

  void lose(int perMille) {
    lossPerMille = perMille;
  }

  /** Who changes frames on their way, and seals them again. */
  void mutant(Consumer<byte[]> change) {
    mutant = change;
  }

  boolean offer(int from, int to, byte[] frame, int at, int length) {
    Deque<byte[]> line = lines.computeIfAbsent(new Line(from, to), any -> new ArrayDeque<>());
    if (line.size() >= ROOM) {
      return false;
    }
    if (random.nextInt(1_000) >= lossPerMille) {
      byte[] copy = Arrays.copyOfRange(frame, at, at + length);
      mutant.accept(copy);
      line.add(copy);
    }
    return true;
  }

  /** Delivers the next frame of some line; false if there is none. */
  boolean deliverOne() {
    List<Line> busy = new ArrayList<>();
    lines.forEach(
        (line, frames) -> {
          if (!frames.isEmpty()) {
            busy.add(line);
          }
        });
    if (busy.isEmpty()) {
      return false;
    }
    Line line = busy.get(random.nextInt(busy.size()));
    ends.get(line.to).onFrame(lines.get(line).poll());
    return true;
  }

  /** All that is on its way between two ends, in both directions, is lost, and both hear of it. */
  void cut(int one, int other) {
    lines.remove(new Line(one, other));
    lines.remove(new Line(other, one));
    ends.get(one).disconnected(other);
    ends.get(other).disconnected(one);
  }

  /** An end is gone. */
  void cut(int one) {
    for (int other : ends.keySet()) {
      if (other != one) {
        cut(one, other);
      }
    }
  }
}
