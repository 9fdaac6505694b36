package io.millrace.functions.window;

import io.millrace.functions.window.WindowPropertyTest.Event;
import io.millrace.functions.window.WindowPropertyTest.Told;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
  private long watermark = Long.MIN_VALUE;
  int dropped;

  NaiveSessions(long gap, long lateness, Accumulation accumulation, int everyCount) {
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
    merged.all.add(event);
    merged.untold.add(event);
    if (merged.end <= watermark) {
      merged.hasFired = true;
      tell(event.key(), merged, Timing.LATE);
    } else if (everyCount > 0 && merged.untold.size() >= everyCount) {
      tell(event.key(), merged, Timing.EARLY);
    }
  }

  void watermark(long to) {
    watermark = Math.max(watermark, to);
    keys.forEach(
        (key, sessions) -> {
          Map<Long, Session> ended = new TreeMap<>();
          for (Session session : sessions) {
            if (!session.hasFired && session.end <= watermark) {
              ended.put(session.end, session);
            }
          }
          ended
              .values()
              .forEach(
                  session -> {
                    session.hasFired = true;
                    tell(key, session, Timing.ON_TIME);
                  });
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
