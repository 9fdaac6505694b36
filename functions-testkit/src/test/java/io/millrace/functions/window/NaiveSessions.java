package io.millrace.functions.window;

import io.millrace.functions.window.WindowPropertyTest.Event;
import io.millrace.functions.window.WindowPropertyTest.Told;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What sessions should give: lists of records that are put together whenever they touch. */
final class NaiveSessions {

  private static final class Session {
    long start;
    long end;
    boolean hasFired;
    final List<Event> all = new ArrayList<>();
    final List<Event> untold = new ArrayList<>();
    final List<Told> told = new ArrayList<>();
  }

  private final long gap;
  private final long lateness;
  private final Accumulation accumulation;
  private final int everyCount;
  private final Map<String, List<Session>> keys = new HashMap<>();
  private final List<Told> out = new ArrayList<>();
  private final long earlyMs;
  private final boolean earlyInEventTime;
  private final Map<String, TreeSet<Long>> ticks = new HashMap<>();
  private long watermark = Long.MIN_VALUE;
  private long now;
  int dropped;

  /** {@code everyCount} and {@code earlyMs} may be 0: not early. */
  NaiveSessions(
      long gap,
      long lateness,
      Accumulation accumulation,
      int everyCount,
      long earlyMs,
      boolean earlyInEventTime,
      long now) {
    this.earlyMs = earlyMs;
    this.earlyInEventTime = earlyInEventTime;
    this.now = now;
    this.gap = gap;
    this.lateness = lateness;
    this.accumulation = accumulation;
    this.everyCount = everyCount;
  }

  List<Told> take() {
    List<Told> taken = List.copyOf(out);
    out.clear();
    return taken;
  }

  void send(Event event) {
    List<Session> sessions = keys.computeIfAbsent(event.key(), k -> new ArrayList<>());
    Session merged = new Session();
    merged.start = event.ms();
    merged.end = event.ms() + gap;
    List<Session> touched = new ArrayList<>();
    for (Session session : sessions) {
      if (session.start < event.ms() + gap && event.ms() < session.end) {
        touched.add(session);
      }
    }
    touched.sort((one, other) -> Long.compare(one.start, other.start));
    for (Session session : touched) {
      merged.start = Math.min(merged.start, session.start);
      merged.end = Math.max(merged.end, session.end);
      merged.all.addAll(session.all);
      merged.untold.addAll(session.untold);
      merged.told.addAll(session.told);
    }
    if (watermark != Long.MIN_VALUE && merged.end + lateness <= watermark) {
      dropped++;
      return;
    }
    sessions.removeAll(touched);
    sessions.add(merged);
    boolean isNews = merged.untold.isEmpty();
    merged.all.add(event);
    merged.untold.add(event);
    if (merged.end <= watermark) {
      merged.hasFired = true;
      tell(event.key(), merged, Timing.LATE);
    } else if (everyCount > 0 && merged.untold.size() >= everyCount) {
      tell(event.key(), merged, Timing.EARLY);
    } else if (earlyMs > 0 && isNews) {
      long from = earlyInEventTime ? Math.max(event.ms(), watermark) : now;
      ticks
          .computeIfAbsent(event.key(), k -> new TreeSet<>())
          .add((Math.floorDiv(from, earlyMs) + 1) * earlyMs);
    }
  }

  void advance(long ms) {
    now += ms;
    if (!earlyInEventTime) {
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
    for (Session session : keys.get(key)) {
      if (!session.untold.isEmpty() && session.end > clock) {
        tell(key, session, Timing.EARLY);
      }
    }
  }

  void watermark(long to) {
    watermark = Math.max(watermark, to);
    keys.forEach(
        (key, sessions) -> {
          TreeSet<Long> times = new TreeSet<>();
          for (Session session : sessions) {
            if (!session.hasFired && session.end <= watermark) {
              times.add(session.end);
            }
          }
          TreeSet<Long> due = ticks.getOrDefault(key, new TreeSet<>());
          if (earlyInEventTime) {
            times.addAll(due.headSet(watermark, true));
          }
          for (long time : times) {
            for (Session session : sessions) {
              if (!session.hasFired && session.end == time) {
                session.hasFired = true;
                tell(key, session, Timing.ON_TIME);
              }
            }
            if (earlyInEventTime && due.remove(time)) {
              tellEarly(key, time);
            }
          }
          sessions.removeIf(session -> session.hasFired && session.end + lateness <= watermark);
        });
  }

  private void tell(String key, Session session, Timing timing) {
    if (session.untold.isEmpty() && accumulation != Accumulation.ACCUMULATING) {
      return;
    }
    List<Event> events = accumulation == Accumulation.DISCARDING ? session.untold : session.all;
    long sum = events.stream().mapToLong(Event::bit).sum();
    Told told = new Told(key, new Window(session.start, session.end), sum, timing, false);
    if (accumulation == Accumulation.RETRACTING) {
      session.told.forEach(
          former -> out.add(new Told(key, former.window(), former.sum(), timing, true)));
      session.told.clear();
      session.told.add(told);
    }
    out.add(told);
    session.untold.clear();
  }
}
