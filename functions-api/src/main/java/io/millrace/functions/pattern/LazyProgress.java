package io.millrace.functions.pattern;

import io.millrace.functions.pattern.MatchPath.Place;
import java.util.List;

/** Reads a partial match from the buffer only if a condition asks for it. */
final class LazyProgress<T> implements Progress<T> {
  private final Automaton<T> automaton;
  private final MatchBuffer<T> buffer;
  private final long node;
  private final long timeMs;
  private MatchPath<T> path;

  LazyProgress(Automaton<T> automaton, MatchBuffer<T> buffer, long node, long timeMs) {
    this.automaton = automaton;
    this.buffer = buffer;
    this.node = node;
    this.timeMs = timeMs;
  }

  MatchPath<T> path() {
    if (path == null) {
      path = MatchPath.of(automaton, buffer, node);
    }
    return path;
  }

  @Override
  public List<T> all(String step) {
    if (!automaton.steps().contains(step)) {
      throw new IllegalArgumentException(
          "no such step: step=" + step + "; steps=" + automaton.steps());
    }
    return path().of(step).stream().map(Place::value).toList();
  }

  @Override
  public long timeMs() {
    return timeMs;
  }
}
