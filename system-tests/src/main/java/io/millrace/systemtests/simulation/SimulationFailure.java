package io.millrace.systemtests.simulation;

/** A run in which something did not hold. Its message names the seed and how to repeat it. */
public final class SimulationFailure extends AssertionError {
  private static final long serialVersionUID = 1;

  SimulationFailure(long seed, Mutant mutant, Throwable cause, String world) {
    super(
        "seed="
            + seed
            + (mutant == Mutant.NONE ? "" : ", mutant=" + mutant)
            + ": "
            + (cause instanceof AssertionError ? cause.getMessage() : cause)
            + "; repeat it with: bin/millrace simulate --runs 1 --seed "
            + seed
            + "\n"
            + world,
        cause);
  }
}
