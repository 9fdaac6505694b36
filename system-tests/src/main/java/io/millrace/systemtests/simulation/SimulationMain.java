package io.millrace.systemtests.simulation;

import java.io.PrintStream;

/** Runs many seeds and says how it went. */
public final class SimulationMain {
  private SimulationMain() {}

  public static void main(String[] args) {
    long runs = Long.parseLong(args[0]);
    long first = Long.parseLong(args[1]);
    Mutant mutant = args.length > 2 ? Mutant.valueOf(args[2]) : Mutant.NONE;
    System.exit(run(runs, first, mutant, System.out));
  }

  static int run(long runs, long first, Mutant mutant, PrintStream out) {
    Tally total = new Tally();
    long began = System.nanoTime();
    int failed = 0;
    for (long seed = first; seed < first + runs; seed++) {
      try {
        total.add(Simulation.run(seed, mutant));
      } catch (SimulationFailure e) {
        out.println(runs == 1 ? e.getMessage() : e.getMessage().lines().findFirst().orElse(""));
        failed++; if (Boolean.getBoolean("trace")) e.getCause().printStackTrace(out);
        if (failed > 400) break;
      }
    }
    out.println(total + " failed=" + failed + " seconds=" + (System.nanoTime() - began) / 1e9);
    return failed == 0 ? 0 : 1;
  }
}
