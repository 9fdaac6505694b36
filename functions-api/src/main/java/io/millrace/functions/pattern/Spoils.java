package io.millrace.functions.pattern;

import io.millrace.functions.pattern.MatchPath.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the matches that were told at one moment spoil: matches that began with certain records. */
final class Spoils {
  private final Skip skip;
  private final Set<Long> starts = new HashSet<>();
  private long below = Long.MIN_VALUE;

  Spoils(Skip skip) {
    this.skip = skip;
  }

  /** Adds what a match spoils. */
  void add(MatchPath<?> match) {
    switch (skip.kind()) {
      case NONE -> {}
      case TO_NEXT -> starts.add(match.start());
      case PAST_LAST -> below = Math.max(below, match.last() + 1);
      case TO_FIRST -> addUpTo(match, false);
      case TO_LAST -> addUpTo(match, true);
    }
  }

  private <T> void addUpTo(MatchPath<T> match, boolean last) {
    List<Place<T>> places = match.of(skip.step());
    if (!places.isEmpty()) {
      below = Math.max(below, places.get(last ? places.size() - 1 : 0).record());
    } else if (skip.orFail()) {
      throw new IllegalStateException(
          "skip to a step that took no record: step="
              + skip.step()
              + "; make the step obligatory, or skip without failingIfMissing()");
    }
  }

  /** Whether what began with this record is dropped. */
  boolean has(long start) {
    return start < below || starts.contains(start);
  }
}
