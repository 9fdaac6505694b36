package io.millrace.functions.pattern;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a pattern means, by trying everything: it walks the pattern as it is written, unrolls its
 * loops, tries each later record for each step, and asks of each gap between two records whether
 * the rules allow it. It knows all records beforehand and remembers nothing.
 */
final class Oracle {
  private static final int BEFORE = -1;

  /** A record, in a step. */
  record Spot(String step, int record) {}

  /** What is still to come: a place in a sequence, or the end of a round of a loop. */
  private record Todo(List<Element<Letter>> sequence, int at, Rounds rounds, Todo rest) {}

  /** How often a loop has been gone round; {@code loop} tells its runs apart. */
  private record Rounds(Element<Letter> element, int done, Object loop) {}

  /** A way on: the step that is next, or the end of the pattern (no step). */
  private record Way(
      Element<Letter> step,
      Join join,
      long gapMs,
      List<Element<Letter>> nots,
      List<Way> preferred,
      Todo rest) {}

  /** A match, and the moment at which it is known. */
  record Found(List<Spot> spots, long atMs, boolean byTime, int byRecord) {}

  private final Pattern<Letter> pattern;
  private final List<Letter> letters;
  private final List<String> stepOrder = new ArrayList<>();
  private final List<Found> found = new ArrayList<>();
  private final Set<List<Spot>> timedOut = new LinkedHashSet<>();

  Oracle(Pattern<Letter> pattern, List<Letter> inOrder) {
    this.pattern = pattern;
    this.letters = inOrder;
    listSteps(pattern);
    follow(List.of(), new Todo(pattern.elements(), 0, null, null));
  }

  private void listSteps(Pattern<Letter> sequence) {
    for (Element<Letter> element : sequence.elements()) {
      if (element.isGroup()) {
        element.alternatives().forEach(this::listSteps);
      } else {
        stepOrder.add(element.name());
      }
    }
  }

  /** The matches, in the order in which they are known, without those that others spoil. */
  List<String> matches() {
    Comparator<Found> order =
        Comparator.comparingLong(Found::atMs)
            .thenComparing(Found::byTime)
            .thenComparingInt(Found::byRecord)
            .thenComparing(this::compareSpots);
    List<Found> told = new ArrayList<>();
    Set<List<Spot>> seen = new HashSet<>();
    for (Found one : found.stream().sorted(order).toList()) {
      if (seen.add(one.spots()) && told.stream().noneMatch(other -> spoils(other, one))) {
        told.add(one);
      }
    }
    return told.stream().map(one -> text(one.spots())).toList();
  }

  /** Partial matches whose time was over, if nothing is skipped; in no order. */
  Set<String> timedOut() {
    Set<String> texts = new HashSet<>();
    timedOut.forEach(spots -> texts.add(text(spots)));
    return texts;
  }

  private String text(List<Spot> spots) {
    return String.join(
        " ", spots.stream().map(s -> s.step() + ":" + letters.get(s.record()).name()).toList());
  }

  private int compareSpots(Found one, Found other) {
    int common = Math.min(one.spots().size(), other.spots().size());
    for (int i = 0; i < common; i++) {
      if (one.spots().get(i).record() != other.spots().get(i).record()) {
        return one.spots().get(i).record() - other.spots().get(i).record();
      }
    }
    for (int i = 0; i < common; i++) {
      int first = stepOrder.indexOf(one.spots().get(i).step());
      int second = stepOrder.indexOf(other.spots().get(i).step());
      if (first != second) {
        return first - second;
      }
    }
    return one.spots().size() - other.spots().size();
  }

  private boolean spoils(Found told, Found other) {
    int start = other.spots().get(0).record();
    List<Integer> ofStep =
        told.spots().stream()
            .filter(spot -> spot.step().equals(pattern.skip().step()))
            .map(Spot::record)
            .toList();
    return switch (pattern.skip().kind()) {
      case NONE -> false;
      case TO_NEXT -> start == told.spots().get(0).record();
      case PAST_LAST -> start <= told.spots().get(told.spots().size() - 1).record();
      case TO_FIRST -> !ofStep.isEmpty() && start < ofStep.get(0);
      case TO_LAST -> !ofStep.isEmpty() && start < ofStep.get(ofStep.size() - 1);
    };
  }

  private void follow(List<Spot> spots, Todo todo) {
    List<Way> ways = new ArrayList<>();
    collect(todo, List.of(), List.of(), ways);
    boolean complete = false;
    boolean ending = false;
    for (Way way : ways) {
      if (way.step() == null) {
        complete |= way.nots().isEmpty();
        ending |= end(spots, way, todo);
        continue;
      }
      for (int j = last(spots) + 1; j < letters.size(); j++) {
        if (isAllowed(spots, todo, way, j)) {
          List<Spot> more = new ArrayList<>(spots);
          more.add(new Spot(way.step().name(), j));
          follow(more, way.rest());
        }
      }
    }
    if (!spots.isEmpty() && !complete && !ending && deadline(spots) != Long.MAX_VALUE) {
      if (ways.stream().anyMatch(way -> isOpenAtDeadline(spots, todo, way))) {
        timedOut.add(spots);
      }
    }
  }

  /** Adds the ways on from a place. */
  private void collect(Todo todo, List<Element<Letter>> nots, List<Way> preferred, List<Way> ways) {
    if (todo == null) {
      ways.add(new Way(null, Join.FOLLOWED_BY_ANY, Long.MAX_VALUE, nots, preferred, null));
      return;
    }
    if (todo.rounds() != null) {
      Element<Letter> loop = todo.rounds().element();
      List<Way> again = new ArrayList<>();
      if (todo.rounds().done() < loop.repeat().max()) {
        Rounds more = new Rounds(loop, todo.rounds().done() + 1, todo.rounds().loop());
        again = into(loop, more, loop.inner(), loop.repeatWithinMs(), todo.rest());
        again = again.stream().map(way -> with(way, nots, preferred)).toList();
        ways.addAll(again);
      }
      if (todo.rounds().done() >= loop.repeat().min()) {
        List<Way> before = loop.repeat().greedy() ? joined(preferred, again) : preferred;
        collect(todo.rest(), nots, before, ways);
      }
      return;
    }
    if (todo.at() == todo.sequence().size()) {
      collect(todo.rest(), nots, preferred, ways);
      return;
    }
    Element<Letter> element = todo.sequence().get(todo.at());
    Todo rest = new Todo(todo.sequence(), todo.at() + 1, null, todo.rest());
    if (element.join().isNot()) {
      collect(rest, joined(nots, List.of(element)), preferred, ways);
      return;
    }
    Rounds first = new Rounds(element, 1, new Object());
    List<Way> in =
        into(element, first, element.join(), Long.MAX_VALUE, rest).stream()
            .map(way -> with(way, nots, preferred))
            .toList();
    ways.addAll(in);
    if (element.repeat().optional()) {
      collect(rest, nots, element.repeat().greedy() ? joined(preferred, in) : preferred, ways);
    }
  }

  /** The ways into a round of an element. */
  private List<Way> into(Element<Letter> element, Rounds rounds, Join join, long gapMs, Todo rest) {
    Todo after = element.isLoop() ? new Todo(null, 0, rounds, rest) : rest;
    if (!element.isGroup()) {
      return List.of(new Way(element, join, gapMs, List.of(), List.of(), after));
    }
    List<Way> ways = new ArrayList<>();
    for (Pattern<Letter> alternative : element.alternatives()) {
      List<Way> inside = new ArrayList<>();
      collect(new Todo(alternative.elements(), 0, null, after), List.of(), List.of(), inside);
      inside.forEach(way -> ways.add(entered(way, join, gapMs)));
    }
    return ways;
  }

  /** The group decides how its first record is joined, and so for all that could come instead. */
  private static Way entered(Way way, Join join, long gapMs) {
    List<Way> preferred = way.preferred().stream().map(w -> entered(w, join, gapMs)).toList();
    return new Way(way.step(), join, gapMs, way.nots(), preferred, way.rest());
  }

  private static Way with(Way way, List<Element<Letter>> nots, List<Way> preferred) {
    return new Way(
        way.step(),
        way.join(),
        way.gapMs(),
        joined(nots, way.nots()),
        joined(preferred, way.preferred().stream().map(w -> with(w, nots, List.of())).toList()),
        way.rest());
  }

  private static <E> List<E> joined(List<E> one, List<E> other) {
    List<E> both = new ArrayList<>(one);
    both.addAll(other);
    return both;
  }

  private static int last(List<Spot> spots) {
    return spots.isEmpty() ? BEFORE : spots.get(spots.size() - 1).record();
  }

  private long time(int record) {
    return letters.get(record).timeMs();
  }

  private long deadline(List<Spot> spots) {
    return Math.min(
        sum(time(spots.get(0).record()), pattern.withinMs()),
        sum(time(last(spots)), pattern.gapMs()));
  }

  private static long sum(long time, long length) {
    return length == Long.MAX_VALUE ? Long.MAX_VALUE : time + length;
  }

  /** Whether the rules allow that {@code way} takes record {@code j} after {@code spots}. */
  private boolean isAllowed(List<Spot> spots, Todo from, Way way, int j) {
    Progress<Letter> progress = progress(spots, j);
    Letter letter = letters.get(j);
    if (!fits(way.step(), letter, progress)
        || loops(way.rest()).stream().anyMatch(loop -> ends(loop, letter, progress))) {
      return false;
    }
    if (spots.isEmpty()) {
      return way.preferred().stream().noneMatch(other -> isAllowed(spots, from, other, j));
    }
    int i = last(spots);
    if (time(j) > deadline(spots)
        || time(j) > sum(time(i), way.gapMs())
        || (way.join() == Join.NEXT && j > i + 1)) {
      return false;
    }
    for (int r = i + 1; r <= j; r++) {
      if (isBroken(spots, from, way, r)) {
        return false;
      }
      if (r < j && way.join() == Join.FOLLOWED_BY && isAllowed(spots, from, way, r)) {
        return false;
      }
    }
    return true;
  }

  /** Whether record {@code r} makes it impossible to go this way, be it taken or passed over. */
  private boolean isBroken(List<Spot> spots, Todo from, Way way, int r) {
    Progress<Letter> progress = progress(spots, r);
    Letter letter = letters.get(r);
    List<Rounds> around = loops(from);
    for (Rounds loop : loops(way.rest())) {
      if (around.stream().anyMatch(other -> other.loop() == loop.loop())
          && ends(loop, letter, progress)) {
        return true;
      }
    }
    for (Element<Letter> not : way.nots()) {
      boolean asked = not.join() == Join.NOT_FOLLOWED_BY || r == last(spots) + 1;
      if (asked && fits(not, letter, progress)) {
        return true;
      }
    }
    return way.preferred().stream().anyMatch(other -> isAllowed(spots, from, other, r));
  }

  private static boolean fits(Element<Letter> element, Letter letter, Progress<Letter> progress) {
    return element.condition() == null || element.condition().test(letter, progress);
  }

  private static boolean ends(Rounds loop, Letter letter, Progress<Letter> progress) {
    return loop.element().until() != null && loop.element().until().test(letter, progress);
  }

  /** The loops that one is inside of. */
  private static List<Rounds> loops(Todo todo) {
    List<Rounds> loops = new ArrayList<>();
    for (Todo at = todo; at != null; at = at.rest()) {
      if (at.rounds() != null) {
        loops.add(at.rounds());
      }
    }
    return loops;
  }

  /** Ends the pattern here, if it may. Whether something that must not come was waited for. */
  private boolean end(List<Spot> spots, Way way, Todo from) {
    if (spots.isEmpty()) {
      return false;
    }
    int i = last(spots);
    if (way.nots().isEmpty()) {
      found.add(new Found(spots, time(i), false, i));
      return false;
    }
    long deadline = deadline(spots);
    boolean nextOnly = way.nots().stream().allMatch(not -> not.join() == Join.NOT_NEXT);
    for (int r = i + 1; r < letters.size() && time(r) <= deadline; r++) {
      if (isBroken(spots, from, way, r)) {
        return false;
      }
      if (nextOnly) {
        found.add(new Found(spots, time(r), false, r));
        return false;
      }
    }
    if (deadline == Long.MAX_VALUE) {
      return false;
    }
    found.add(new Found(spots, deadline, true, 0));
    return true;
  }

  private boolean isOpenAtDeadline(List<Spot> spots, Todo from, Way way) {
    int i = last(spots);
    for (int r = i + 1; r < letters.size() && time(r) <= deadline(spots); r++) {
      boolean closed =
          way.step() == null
              || way.join() == Join.NEXT
              || isBroken(spots, from, way, r)
              || (way.join() == Join.FOLLOWED_BY && isAllowed(spots, from, way, r));
      if (closed) {
        return false;
      }
    }
    return way.step() != null;
  }

  private Progress<Letter> progress(List<Spot> spots, int record) {
    return new Progress<>() {
      @Override
      public List<Letter> all(String step) {
        return spots.stream()
            .filter(spot -> spot.step().equals(step))
            .map(spot -> letters.get(spot.record()))
            .toList();
      }

      @Override
      public long timeMs() {
        return time(record);
      }
    };
  }
}
