package io.millrace.functions.pattern;

import io.millrace.functions.pattern.Automaton.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The records of a partial or complete match, first to last.
 *
 * @param automaton of the pattern that it matches
 * @param places by position and record
 */
record MatchPath<T>(Automaton<T> automaton, List<Place<T>> places) {

  /** A record in its position. */
  record Place<T>(int position, long record, T value, long timeMs) {}

  /** The earlier record at the first difference comes first. */
  static final Comparator<MatchPath<?>> ORDER = MatchPath::compare;

  private static int compare(MatchPath<?> one, MatchPath<?> other) {
    int common = Math.min(one.places.size(), other.places.size());
    for (int i = 0; i < common; i++) {
      int byRecord = Long.compare(one.places.get(i).record(), other.places.get(i).record());
      if (byRecord != 0) {
        return byRecord;
      }
    }
    for (int i = 0; i < common; i++) {
      int byStep = Integer.compare(one.places.get(i).position(), other.places.get(i).position());
      if (byStep != 0) {
        return byStep;
      }
    }
    return Integer.compare(one.places.size(), other.places.size());
  }

  static <T> MatchPath<T> of(Automaton<T> automaton, MatchBuffer<T> buffer, long node) {
    List<Place<T>> places = new ArrayList<>();
    buffer
        .path(node)
        .forEach(
            (number, at) -> {
              long record = MatchNode.record(number);
              places.add(new Place<>(at.position(), record, buffer.record(record), at.timeMs()));
            });
    return new MatchPath<>(automaton, List.copyOf(places));
  }

  MatchPath<T> plus(int position, long record, T value, long timeMs) {
    return new MatchPath<>(
        automaton, Fragment.plus(places, new Place<>(position, record, value, timeMs)));
  }

  long start() {
    return places.get(0).record();
  }

  long startMs() {
    return places.get(0).timeMs();
  }

  long last() {
    return places.get(places.size() - 1).record();
  }

  long lastMs() {
    return places.get(places.size() - 1).timeMs();
  }

  /** The records of a step, in order. */
  List<Place<T>> of(String step) {
    return places.stream().filter(place -> name(place).equals(step)).toList();
  }

  private String name(Place<T> place) {
    Position<T> position = automaton.positions().get(place.position());
    return position.name();
  }

  private List<Taken<T>> taken() {
    return places.stream()
        .map(place -> new Taken<>(name(place), place.value(), place.timeMs()))
        .toList();
  }

  Match<T> match(long endMs) {
    return new Match<>(automaton.rule(), automaton.version(), taken(), startMs(), endMs);
  }

  Unfinished<T> unfinished(Unfinished.Reason reason, long endMs) {
    return new Unfinished<>(
        reason, automaton.rule(), automaton.version(), taken(), startMs(), endMs);
  }
}
