package io.millrace.functions.window;

import io.millrace.functions.window.WindowPropertyTest.Event;
import io.millrace.functions.window.WindowPropertyTest.Told;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What windows of a fixed size should give, told in the most straightforward way: each window has a
 * list of its records, and each record is in each of its windows.
 */
final class Naive {

  /** What is tried: numbers in ms, 0 for what is off. */
  record Spec(
      long size,
      long slide,
      long offset,
      long lateness,
      Accumulation accumulation,
      long earlyMs,
      boolean earlyInEventTime,
      int everyCount) {}

  private static final class Bucket {
    final List<Event> all = new ArrayList<>();
    final List<Event> untold = new ArrayList<>();
    Long told;
  }

  private final Spec spec;
  private final Map<String, NavigableMap<Long, Bucket>> keys = new HashMap<>();
  private final Map<String, TreeSet<Long>> ticks = new HashMap<>();
  private final List<Told> out = new ArrayList<>();
  private long watermark = Long.MIN_VALUE;
  private long now;
  int dropped;

  Naive(Spec spec, long now) {
    this.spec = spec;
    this.now = now;
  }

  List<Told> take() {
    List<Told> taken = List.copyOf(out);
    out.clear();
    return taken;
  }

  void send(Event event) {
    boolean isDropped = true;
    boolean inAny = false;
    long lastEnd = 0;
    NavigableMap<Long, Bucket> windows = keys.computeIfAbsent(event.key(), k -> new TreeMap<>());
    for (long start = firstStart(event.ms()); start <= event.ms(); start += spec.slide) {
      long end = start + spec.size;
      if (end <= event.ms()) {
        continue;
      }
      inAny = true;
      lastEnd = end;
      if (watermark != Long.MIN_VALUE && end + spec.lateness <= watermark) {
        continue;
      }
      isDropped = false;
      Bucket bucket = windows.computeIfAbsent(end, e -> new Bucket());
      bucket.all.add(event);
      bucket.untold.add(event);
      if (end <= watermark) {
        tell(event.key(), end, bucket, Timing.LATE);
      } else if (spec.everyCount > 0 && bucket.untold.size() >= spec.everyCount) {
        tell(event.key(), end, bucket, Timing.EARLY);
      }
    }
    dropped += inAny && isDropped ? 1 : 0;
    if (inAny && lastEnd > watermark && spec.earlyMs > 0) {
      long pane = gcd(spec.size, spec.slide);
      long paneStart = Math.floorDiv(event.ms() - spec.offset, pane) * pane + spec.offset;
      long from = spec.earlyInEventTime ? Math.max(paneStart, watermark) : now;
      long tick = (Math.floorDiv(from, spec.earlyMs) + 1) * spec.earlyMs;
      if (!spec.earlyInEventTime || tick < lastEnd) {
        ticks.computeIfAbsent(event.key(), k -> new TreeSet<>()).add(tick);
      }
    }
  }

  /** The first start of a window that may hold this time, or a little before. */
  private long firstStart(long ms) {
    return (Math.floorDiv(ms - spec.size - spec.offset, spec.slide)) * spec.slide + spec.offset;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  void watermark(long to) {
    long from = watermark;
    watermark = Math.max(from, to);
    for (var key : keys.entrySet()) {
      TreeSet<Long> times =
          new TreeSet<>(key.getValue().subMap(from, false, watermark, true).keySet());
      TreeSet<Long> due = ticks.getOrDefault(key.getKey(), new TreeSet<>());
      if (spec.earlyInEventTime) {
        times.addAll(due.headSet(watermark, true));
      }
      for (long time : times) {
        Bucket ended = time > from ? key.getValue().get(time) : null;
        if (ended != null) {
          tell(key.getKey(), time, ended, Timing.ON_TIME);
        }
        if (spec.earlyInEventTime && due.remove(time)) {
          tellEarly(key.getKey(), time);
        }
      }
    }
  }

  /** Nothing fires early any more. */
  void forgetTicks() {
    ticks.clear();
  }

  void advance(long ms) {
    now += ms;
    if (!spec.earlyInEventTime) {
      ticks.forEach(
          (key, due) -> {
            while (!due.isEmpty() && due.first() <= now) {
              due.pollFirst();
              tellEarly(key, watermark);
            }
          });
    }
  }

  private void tellEarly(String key, long clock) {
    keys.get(key)
        .tailMap(clock, false)
        .forEach(
            (end, bucket) -> {
              if (!bucket.untold.isEmpty()) {
                tell(key, end, bucket, Timing.EARLY);
              }
            });
  }

  private void tell(String key, long end, Bucket bucket, Timing timing) {
    boolean isNews = !bucket.untold.isEmpty();
    if (!isNews && spec.accumulation != Accumulation.ACCUMULATING) {
      return;
    }
    List<Event> events = spec.accumulation == Accumulation.DISCARDING ? bucket.untold : bucket.all;
    long sum = events.stream().mapToLong(Event::bit).sum();
    Window window = new Window(end - spec.size, end);
    if (spec.accumulation == Accumulation.RETRACTING && bucket.told != null) {
      out.add(new Told(key, window, bucket.told, timing, true));
    }
    out.add(new Told(key, window, sum, timing, false));
    bucket.told = sum;
    bucket.untold.clear();
  }
}
