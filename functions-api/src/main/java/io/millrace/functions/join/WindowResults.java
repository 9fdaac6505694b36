package io.millrace.functions.join;

import io.millrace.functions.stream.Output;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Makes results of what both streams have in a window. */
interface WindowResults<L, R, O> {

  /** Emits the results of one window. */
  void emit(WindowGroup<L, R> group, Output<O> output);

  /** Emits at the last event time within the window. */
  private static <O> void emit(Output<O> output, O result, WindowGroup<?, ?> group) {
    if (result != null) {
      output.emit(result, group.endMs() - 1);
    }
  }

  /** One result per window. */
  record Grouped<L, R, O>(Function<? super WindowGroup<L, R>, ? extends O> function)
      implements WindowResults<L, R, O> {
    public Grouped {
      Objects.requireNonNull(function, "function");
    }

    @Override
    public void emit(WindowGroup<L, R> group, Output<O> output) {
      WindowResults.emit(output, function.apply(group), group);
    }
  }

  /** One result per pair, and per record without a partner if the join is an outer one. */
  record Pairs<L, R, O>(BiFunction<? super L, ? super R, ? extends O> joiner, JoinType type)
      implements WindowResults<L, R, O> {
    public Pairs {
      Objects.requireNonNull(joiner, "joiner");
      Objects.requireNonNull(type, "type");
    }

    @Override
    public void emit(WindowGroup<L, R> group, Output<O> output) {
      for (L left : group.lefts()) {
        for (R right : group.rights()) {
          WindowResults.emit(output, joiner.apply(left, right), group);
        }
      }
      if (group.rights().isEmpty() && type.keepsLeft()) {
        for (L left : group.lefts()) {
          WindowResults.emit(output, joiner.apply(left, null), group);
        }
      }
      if (group.lefts().isEmpty() && type.keepsRight()) {
        for (R right : group.rights()) {
          WindowResults.emit(output, joiner.apply(null, right), group);
        }
      }
    }
  }
}
