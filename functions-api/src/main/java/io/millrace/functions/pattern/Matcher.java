package io.millrace.functions.pattern;

import io.millrace.functions.pattern.Automaton.Edge;
import io.millrace.functions.pattern.Automaton.Loop;
import io.millrace.functions.pattern.Automaton.Not;
import io.millrace.functions.pattern.Automaton.Position;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Steps one pattern's partial matches of one key by a record, or by time. Work is proportional to
 * the partial matches; only those that change are written. Valid during one call.
 */
final class Matcher<T> {

  /** Takes what comes of a step. */
  interface Findings<T> {
    void onMatch(Match<T> match);

    void onTimedOut(Unfinished<T> unfinished);

    /** A partial match will have to be looked at once this moment is over. */
    void onDeadline(long deadlineMs);
  }

  /** A partial match to be, by the record at hand. */
  private record Born(PartialMatch partial, long parent) {}

  private final Automaton<T> automaton;
  private final MatchBuffer<T> buffer;
  private final Findings<T> findings;
  private final Map<Long, PartialMatch> live;

  /**
   * A step.
   *
   * @param live this pattern's partial matches by number, oldest first; kept up to date
   */
  Matcher(
      Automaton<T> automaton,
      MatchBuffer<T> buffer,
      Map<Long, PartialMatch> live,
      Findings<T> findings) {
    this.automaton = automaton;
    this.buffer = buffer;
    this.findings = findings;
    this.live = live;
  }

  /** Ends what could not go on after {@code lastMs}: as matches, or as timed out. */
  void expire(long lastMs) {
    TreeMap<Long, List<Long>> due = new TreeMap<>();
    live.forEach(
        (number, partial) -> {
          if (partial.deadlineMs() <= lastMs) {
            due.computeIfAbsent(partial.deadlineMs(), d -> new ArrayList<>()).add(number);
          }
        });
    due.forEach(this::expireAt);
  }

  private void expireAt(long deadlineMs, List<Long> numbers) {
    List<MatchPath<T>> complete = new ArrayList<>();
    for (long number : numbers) {
      PartialMatch partial = live.get(number);
      if (partial == null) {
        continue; // spoilt by a match that ended earlier
      }
      if (isOpenToTheEnd(partial)) {
        complete.add(MatchPath.of(automaton, buffer, number));
      } else if (!automaton.exits().get(partial.position()).isComplete(partial.counts())) {
        MatchPath<T> path = MatchPath.of(automaton, buffer, number);
        findings.onTimedOut(path.unfinished(Unfinished.Reason.TIMED_OUT, deadlineMs));
      }
    }
    Spoils spoils = tell(complete, deadlineMs);
    for (long number : numbers) {
      remove(number);
    }
    removeSpoilt(spoils);
  }

  private boolean isOpenToTheEnd(PartialMatch partial) {
    List<Edge<T>> edges = automaton.edges().get(partial.position());
    for (int i = 0; i < edges.size(); i++) {
      if ((partial.open() & 1L << i) != 0 && edges.get(i).to() == Automaton.END) {
        return true;
      }
    }
    return false;
  }

  /**
   * Handles the next record.
   *
   * @param record its number, above those of all records in use by any pattern
   * @param firstNode how many nodes other patterns have made for this record
   * @return how many nodes there are for it now
   */
  int onRecord(T value, long timeMs, long record, int firstNode) {
    expire(timeMs - 1);
    List<MatchPath<T>> complete = new ArrayList<>();
    List<Born> born = new ArrayList<>();
    Map<Long, PartialMatch> before = Map.copyOf(live);
    for (Map.Entry<Long, PartialMatch> entry : live.entrySet()) {
      advance(entry, value, timeMs, record, born, complete);
    }
    start(value, timeMs, record, born, complete);

    Spoils spoils = tell(complete, timeMs);
    int nodes = firstNode;
    Map<Long, PartialMatch> added = new TreeMap<>();
    for (Born one : born) {
      PartialMatch partial = one.partial();
      if (partial.open() != 0 && !spoils.has(partial.start())) {
        long number = MatchNode.number(record, nodes++);
        MatchNode node = new MatchNode(one.parent(), partial.position(), timeMs, 1);
        buffer.add(number, partial, node, value);
        added.put(number, partial);
        findings.onDeadline(partial.deadlineMs());
      }
    }
    removeSpoilt(spoils);
    live.forEach((number, partial) -> update(number, before.get(number), partial));
    live.putAll(added);
    return nodes;
  }

  private void update(long number, PartialMatch before, PartialMatch now) {
    if (!now.equals(before)) {
      buffer.update(number, now);
      if (now.deadlineMs() != before.deadlineMs()) {
        findings.onDeadline(now.deadlineMs());
      }
    }
  }

  private void advance(
      Map.Entry<Long, PartialMatch> entry,
      T value,
      long timeMs,
      long record,
      List<Born> born,
      List<MatchPath<T>> complete) {
    long number = entry.getKey();
    PartialMatch partial = entry.getValue();
    LazyProgress<T> progress = new LazyProgress<>(automaton, buffer, number, timeMs);
    List<Edge<T>> edges = automaton.edges().get(partial.position());
    long open = partial.open();
    long took = 0;
    for (int i = 0; i < edges.size(); i++) {
      long bit = 1L << i;
      if ((open & bit) == 0) {
        continue;
      }
      Edge<T> edge = edges.get(i);
      if ((took & edge.guards()) != 0
          || timeMs - partial.lastMs() > edge.gapMs()
          || isForbidden(edge, partial.fresh(), value, progress)) {
        open &= ~bit;
      } else if (edge.to() == Automaton.END) {
        if (edge.endsAtNextRecord()) {
          complete.add(progress.path());
          open &= ~bit;
        }
      } else if (automaton.positions().get(edge.to()).fits(value, progress)) {
        took |= bit;
        List<Integer> counts = counts(partial.counts(), edge);
        born.add(born(edge.to(), counts, partial.start(), partial.startMs(), timeMs, number));
        if (automaton.exits().get(edge.to()).isComplete(counts)) {
          complete.add(progress.path().plus(edge.to(), record, value, timeMs));
        }
        open = edge.join() == Join.FOLLOWED_BY_ANY ? open : open & ~bit;
      } else if (edge.join() == Join.NEXT) {
        open &= ~bit;
      }
    }
    if (open != partial.open() || partial.fresh()) {
      long deadline = deadline(edges, open, partial.startMs(), partial.lastMs());
      entry.setValue(partial.waitingAt(open, deadline));
    }
  }

  private boolean isForbidden(Edge<T> edge, boolean fresh, T value, Progress<T> progress) {
    for (Condition<T> stop : edge.stops()) {
      if (stop.test(value, progress)) {
        return true;
      }
    }
    for (Not<T> not : edge.nots()) {
      if ((fresh || !not.nextOnly()) && not.fits(value, progress)) {
        return true;
      }
    }
    return false;
  }

  private void start(
      T value, long timeMs, long record, List<Born> born, List<MatchPath<T>> complete) {
    LazyProgress<T> progress = new LazyProgress<>(automaton, buffer, MatchNode.NONE, timeMs);
    List<Integer> none = Collections.nCopies(automaton.loops(), 0);
    long took = 0;
    for (int i = 0; i < automaton.starts().size(); i++) {
      Edge<T> edge = automaton.starts().get(i);
      Position<T> position = automaton.positions().get(edge.to());
      if ((took & edge.guards()) == 0 && position.fits(value, progress)) {
        took |= 1L << i;
        List<Integer> counts = counts(none, edge);
        born.add(born(edge.to(), counts, record, timeMs, timeMs, MatchNode.NONE));
        if (automaton.exits().get(edge.to()).isComplete(counts)) {
          complete.add(progress.path().plus(edge.to(), record, value, timeMs));
        }
      }
    }
  }

  private Born born(
      int position, List<Integer> counts, long start, long startMs, long timeMs, long parent) {
    List<Edge<T>> edges = automaton.edges().get(position);
    long open = 0;
    boolean fresh = false;
    for (int i = 0; i < edges.size(); i++) {
      if (edges.get(i).isOpen(counts)) {
        open |= 1L << i;
        fresh |= edges.get(i).asksForTheNextRecord();
      }
    }
    long deadline = deadline(edges, open, startMs, timeMs);
    PartialMatch partial =
        new PartialMatch(
            automaton.fingerprint(),
            position,
            counts,
            open,
            fresh,
            start,
            startMs,
            timeMs,
            deadline);
    return new Born(partial, parent);
  }

  private long deadline(List<Edge<T>> edges, long open, long startMs, long lastMs) {
    long gap = -1;
    for (int i = 0; i < edges.size(); i++) {
      gap = (open & 1L << i) == 0 ? gap : Math.max(gap, edges.get(i).gapMs());
    }
    return Math.min(sum(startMs, automaton.withinMs()), sum(lastMs, Math.max(gap, 0)));
  }

  private static long sum(long timeMs, long lengthMs) {
    return timeMs > Long.MAX_VALUE - lengthMs ? Long.MAX_VALUE : timeMs + lengthMs;
  }

  private static <T> List<Integer> counts(List<Integer> before, Edge<T> edge) {
    if (before.isEmpty()) {
      return before;
    }
    List<Integer> counts = new ArrayList<>(before);
    Loop repeated = edge.repeated();
    if (repeated != null) {
      counts.set(repeated.index(), Math.min(counts.get(repeated.index()) + 1, repeated.ceiling()));
    }
    for (Loop loop : edge.entered()) {
      counts.set(loop.index(), 1);
    }
    return List.copyOf(counts);
  }

  /** Tells matches that became complete together, in order, but for those that others spoil. */
  private Spoils tell(List<MatchPath<T>> complete, long endMs) {
    Spoils spoils = new Spoils(automaton.skip());
    List<MatchPath<T>> ordered = new ArrayList<>(complete);
    ordered.sort(MatchPath.ORDER);
    MatchPath<T> before = null;
    for (MatchPath<T> path : ordered) {
      // Loops within loops can reach the same match in several ways.
      boolean isNew = before == null || MatchPath.ORDER.compare(before, path) != 0;
      before = path;
      if (isNew && !spoils.has(path.start())) {
        findings.onMatch(path.match(endMs));
        spoils.add(path);
      }
    }
    return spoils;
  }

  private void remove(long number) {
    if (live.remove(number) != null) {
      buffer.remove(number);
    }
  }

  private void removeSpoilt(Spoils spoils) {
    for (Map.Entry<Long, PartialMatch> entry : List.copyOf(live.entrySet())) {
      PartialMatch partial = entry.getValue();
      if (partial.open() == 0 || spoils.has(partial.start())) {
        remove(entry.getKey());
      }
    }
  }
}
