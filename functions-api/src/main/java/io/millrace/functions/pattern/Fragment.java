package io.millrace.functions.pattern;

import io.millrace.functions.pattern.Automaton.Loop;
import io.millrace.functions.pattern.Automaton.Not;
import java.util.ArrayList;
import java.util.List;

/**
 * A compiled part of a pattern: how one gets into it and out of it.
 *
 * @param exits without the one for a part that may be left out as a whole
 * @param canBeNothing whether all of it may be left out
 */
record Fragment<T>(List<Port<T>> entries, List<Port<T>> exits, boolean canBeNothing) {

  /**
   * A greedy choice: to go round once more, or to go in instead of leaving it out.
   *
   * @param element which one, by number
   * @param round the loop whose next round it is in, or null: the same element met again in the
   *     next round of a loop around it is another choice
   */
  record Choice(int element, boolean again, Loop round) {}

  /**
   * One end of an edge to be.
   *
   * @param position {@link #NOWHERE} before the first step
   * @param loops that are left or entered here
   * @param nots what must not come on this side
   * @param taken greedy choices that go by this end
   * @param passed greedy choices that are declined by going by this end
   */
  record Port<T>(
      int position, List<Loop> loops, List<Not<T>> nots, List<Choice> taken, List<Choice> passed) {
    static final int NOWHERE = -1;

    static <T> Port<T> at(int position) {
      return new Port<>(position, List.of(), List.of(), List.of(), List.of());
    }

    Port<T> through(Loop loop) {
      return new Port<>(position, plus(loops, loop), nots, taken, passed);
    }

    Port<T> without(Not<T> not) {
      return new Port<>(position, loops, plus(nots, not), taken, passed);
    }

    Port<T> taking(Choice choice) {
      return new Port<>(position, loops, nots, plus(taken, choice), passed);
    }

    Port<T> passing(Choice choice) {
      return new Port<>(position, loops, nots, taken, plus(passed, choice));
    }

    /** This entry, with what was left out before it. */
    Port<T> after(Port<T> before) {
      return new Port<>(
          position, loops, concat(before.nots, nots), taken, concat(before.passed, passed));
    }

    /** This entry, met in the next round of a loop. */
    Port<T> inRoundOf(Loop loop) {
      return new Port<>(position, loops, nots, inRound(taken, loop), inRound(passed, loop));
    }

    private static List<Choice> inRound(List<Choice> choices, Loop loop) {
      return choices.stream().map(c -> new Choice(c.element(), c.again(), loop)).toList();
    }
  }

  static <E> List<E> plus(List<E> list, E more) {
    return concat(list, List.of(more));
  }

  static <E> List<E> concat(List<E> list, List<E> more) {
    List<E> both = new ArrayList<>(list);
    both.addAll(more);
    return List.copyOf(both);
  }
}
