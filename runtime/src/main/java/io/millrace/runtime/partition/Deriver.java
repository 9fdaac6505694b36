package io.millrace.runtime.partition;

import io.millrace.functions.stream.Output;
import io.millrace.runtime.plan.DerivationPlan;
import io.millrace.runtime.plan.TopicPlan;
import java.util.Arrays;

/**
 * Makes the records that are derived from a topic's, in the thread of whoever puts records there:
 * each owner has a deriver of its own.
 */
public final class Deriver {

  /** Takes derived records; those derived from these in turn are the taker's to ask for. */
  @FunctionalInterface
  public interface Target {
    /**
     * Takes a record.
     *
     * @param value for a derivation with a combiner, what is to be combined
     */
    void put(DerivationPlan by, Object value, long eventTimeMs);
  }

  private final Target target;
  private Output<Object>[] steps;

  /** A deriver whose records go to {@code target}. */
  @SuppressWarnings("unchecked")
  public Deriver(Target target) {
    this.target = target;
    this.steps = (Output<Object>[]) new Output<?>[4];
  }

  /** Derives from one record of {@code from}. */
  public void derive(TopicPlan from, Object value, long eventTimeMs) {
    for (DerivationPlan derivation : from.derivations()) {
      step(derivation).emit(value, eventTimeMs);
    }
  }

  private Output<Object> step(DerivationPlan derivation) {
    int index = derivation.index();
    if (index >= steps.length) {
      steps = Arrays.copyOf(steps, Math.max(2 * steps.length, index + 1));
    }
    if (steps[index] == null) {
      steps[index] =
          derivation.spec().step().before((value, ms) -> target.put(derivation, value, ms));
    }
    return steps[index];
  }
}
