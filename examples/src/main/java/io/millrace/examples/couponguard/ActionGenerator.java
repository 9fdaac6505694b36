package io.millrace.examples.couponguard;

import io.millrace.connector.files.JsonValues;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Makes users' actions from a seed, and knows who of the users are abusers.
 *
 * <p>Actions come in {@link #LANES} independent lanes; a user and a device belong to one lane. A
 * lane is a sequence of {@link ShopWindow}s, each with users of its own, so memory does not grow
 * with the number of actions. Event time rises with a disorder of at most {@link
 * ShopWindow#DISORDER}.
 *
 * <p>Immutable; same seed, same actions.
 */
public final class ActionGenerator {
  static final int LANES = 2;
  private static final long START_MS = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

  private final long seed;

  /** A generator whose actions follow from {@code seed}. */
  public ActionGenerator(long seed) {
    this.seed = seed;
  }

  /** The first {@code count} actions, both lanes merged by event time. */
  public Iterator<Action> actions(long count) {
    return new Merged(new Lane(0, 0, share(count, 0)), new Lane(1, 0, share(count, 1)));
  }

  /** The users who abuse coupons and have ordered with one among the first actions. */
  public Set<String> abusers(long count) {
    return abusers(share(count, 0), share(count, 1));
  }

  /** Like {@link #abusers(long)}, for lanes that were read to different lengths. */
  public Set<String> abusers(long ofLane0, long ofLane1) {
    Set<String> abusers = new HashSet<>();
    collectAbusers(0, ofLane0, abusers);
    collectAbusers(1, ofLane1, abusers);
    return abusers;
  }

  private void collectAbusers(int lane, long count, Set<String> to) {
    for (long from = 0; from < count; from += ShopWindow.ACTIONS) {
      ShopWindow window = window(lane, from / ShopWindow.ACTIONS);
      if (count - from >= ShopWindow.ACTIONS) {
        to.addAll(window.abusers());
        continue;
      }
      for (int i = 0; i < count - from; i++) {
        Action action = window.action(i);
        if (action.kind() == Action.Kind.ORDER && window.abusers().contains(action.user())) {
          to.add(action.user());
        }
      }
    }
  }

  /** Writes the first {@code count} actions as JSON lines. */
  public void write(Path file, long count) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      for (Iterator<Action> actions = actions(count); actions.hasNext(); ) {
        writer.write(JsonValues.toJson(actions.next()));
        writer.write('\n');
      }
    }
  }

  /** Writes the abusers among the first {@code count} actions, one a line. */
  public void writeLabels(Path file, long count) throws IOException {
    Files.write(file, new TreeSet<>(abusers(count)));
  }

  /** How many actions so many users make, in whole windows: at least so many, a few more maybe. */
  long actionsOf(long users) {
    long seen = 0;
    long windows = 0;
    for (; seen < users; windows++) {
      seen += window((int) (windows % LANES), windows / LANES).users();
    }
    return windows * ShopWindow.ACTIONS;
  }

  /** How many of the first {@code count} actions are in a lane. */
  static long share(long count, int lane) {
    return (count + LANES - 1 - lane) / LANES;
  }

  /** The actions of a lane from {@code position} to {@code end}. */
  Lane lane(int lane, long position, long end) {
    return new Lane(lane, position, end);
  }

  private ShopWindow window(int lane, long number) {
    long ordinal = LANES * number + lane;
    long windowSeed = new SplittableRandom(seed ^ ordinal * 0x9E3779B97F4A7C15L).nextLong();
    // Lanes are staggered, so that the shop is never empty.
    Duration length = ShopWindow.LENGTH;
    long startMs = START_MS + number * length.toMillis() + lane * length.toMillis() / LANES;
    return new ShopWindow(windowSeed, ordinal * ShopWindow.ACTIONS, startMs);
  }

  /** Reads one lane. One thread. */
  final class Lane implements Iterator<Action> {
    private final int lane;
    private final long end;
    private long position;
    private ShopWindow window;

    private Lane(int lane, long position, long end) {
      this.lane = lane;
      this.position = position;
      this.end = end;
    }

    /** How many actions of the lane are before the next one. */
    long position() {
      return position;
    }

    @Override
    public boolean hasNext() {
      return position < end;
    }

    @Override
    public Action next() {
      if (!hasNext()) {
        throw new NoSuchElementException("lane=" + lane + ", position=" + position);
      }
      int index = (int) (position % ShopWindow.ACTIONS);
      if (window == null || index == 0) {
        window = window(lane, position / ShopWindow.ACTIONS);
      }
      position++;
      return window.action(index);
    }
  }

  /** Takes from that lane whose next action is the earlier one. */
  private static final class Merged implements Iterator<Action> {
    private final Lane first;
    private final Lane second;
    private Action ofFirst;
    private Action ofSecond;

    Merged(Lane first, Lane second) {
      this.first = first;
      this.second = second;
    }

    @Override
    public boolean hasNext() {
      return ofFirst != null || ofSecond != null || first.hasNext() || second.hasNext();
    }

    @Override
    public Action next() {
      if (ofFirst == null && first.hasNext()) {
        ofFirst = first.next();
      }
      if (ofSecond == null && second.hasNext()) {
        ofSecond = second.next();
      }
      if (ofFirst == null && ofSecond == null) {
        throw new NoSuchElementException("no more actions");
      }
      boolean takesFirst =
          ofSecond == null || (ofFirst != null && ofFirst.timeMs() <= ofSecond.timeMs());
      Action next = takesFirst ? ofFirst : ofSecond;
      if (takesFirst) {
        ofFirst = null;
      } else {
        ofSecond = null;
      }
      return next;
    }
  }
}
