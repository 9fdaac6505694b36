package io.millrace.systemtests.simulation;

import io.millrace.connector.files.JsonValues;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/**
 * The command {@code millrace simulate}: runs many seeds, in as many threads as there are cores.
 */
public final class SimulationMain {
  private static final String USAGE =
      "usage: millrace simulate [--runs N] [--seed S] [--mutant NAME] [--threads T] [-o FORMAT]\n"
          + "  --runs N       how many seeds to run (1000)\n"
          + "  --seed S       the first of them (0)\n"
          + "  --mutant NAME  break one rule, to see that the checks notice: "
          + List.of(Mutant.values())
          + "\n"
          + "  --threads T    how many run at once (one per core)\n"
          + "  -o FORMAT      text, or json: one object on standard output, progress on standard"
          + " error (text)\n"
          + "Exit code: 0 all runs held, 1 one failed, 2 wrong usage.";
  private static final long PROGRESS_NS = 10_000_000_000L;

  private final long runs;
  private final long firstSeed;
  private final Mutant mutant;
  private final PrintStream out;
  private final PrintStream progress;
  private final boolean json;
  private final Tally total = new Tally();
  private final AtomicLong next;
  private final AtomicReference<SimulationFailure> failure = new AtomicReference<>();
  private final long startNs = System.nanoTime();
  private final AtomicLong progressNs = new AtomicLong(startNs);

  private SimulationMain(
      long runs,
      long firstSeed,
      Mutant mutant,
      boolean json,
      PrintStream out,
      PrintStream progress) {
    this.runs = runs;
    this.firstSeed = firstSeed;
    this.mutant = mutant;
    this.json = json;
    this.out = out;
    this.progress = progress;
    this.next = new AtomicLong(firstSeed);
  }

  /** Runs seeds as the arguments say; see {@code --help}. */
  public static void main(String[] args) {
    System.exit(run(args, System.out, System.err));
  }

  static int run(String[] args, PrintStream out, PrintStream err) {
    long runs = 1_000;
    long seed = 0;
    int threads = Runtime.getRuntime().availableProcessors();
    Mutant mutant = Mutant.NONE;
    boolean json = false;
    try {
      for (int i = 0; i < args.length; i++) {
        String[] option = args[i].split("=", 2);
        if (option[0].equals("--help") || option[0].equals("-h")) {
          out.println(USAGE);
          return 0;
        }
        String value = option.length == 2 ? option[1] : i + 1 < args.length ? args[++i] : "";
        switch (option[0]) {
          case "--runs" -> runs = Long.parseLong(value);
          case "--seed" -> seed = Long.parseLong(value);
          case "--threads" -> threads = Integer.parseInt(value);
          case "--mutant" -> mutant = Mutant.valueOf(value);
          case "-o", "--output" -> json = isJson(value);
          default -> throw new IllegalArgumentException("unknown option: " + option[0]);
        }
      }
      if (runs < 1 || threads < 1) {
        throw new IllegalArgumentException("runs and threads: at least 1");
      }
    } catch (IllegalArgumentException e) {
      err.println("millrace simulate: " + e.getMessage());
      err.println(USAGE);
      return 2;
    }
    return new SimulationMain(runs, seed, mutant, json, out, json ? err : out).run(threads);
  }

  private static boolean isJson(String format) {
    if (!format.equals("json") && !format.equals("text")) {
      throw new IllegalArgumentException("unknown format: -o " + format + "; text or json");
    }
    return format.equals("json");
  }

  /**
   * Runs {@code runs} seeds from {@code firstSeed} on and prints how it goes.
   *
   * @return 0 if all held, 1 if one failed: its seed was printed
   */
  public static int run(long runs, long firstSeed, PrintStream out) {
    return new SimulationMain(runs, firstSeed, Mutant.NONE, false, out, out)
        .run(Runtime.getRuntime().availableProcessors());
  }

  private int run(int threads) {
    List<Thread> others = new ArrayList<>();
    for (int i = 1; i < threads; i++) {
      Thread thread = new Thread(this::runSeeds, "simulation-" + i);
      thread.setDaemon(true);
      thread.start();
      others.add(thread);
    }
    runSeeds();
    for (Thread thread : others) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return 1;
      }
    }
    SimulationFailure failed = failure.get();
    if (failed != null) {
      progress.println("FAILED " + failed.getMessage());
      failed.getCause().printStackTrace(progress);
    }
    if (json) {
      out.println(JsonValues.toJson(summary(failed)));
      return failed == null ? 0 : 1;
    }
    out.printf(
        "%s; %s; %.1f s%n",
        failed == null ? "all runs held" : "stopped at a failed run",
        total,
        (System.nanoTime() - startNs) / 1e9);
    return failed == null ? 0 : 1;
  }

  private Map<String, Object> summary(SimulationFailure failed) {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("held", failed == null);
    summary.put("firstSeed", firstSeed);
    summary.put("mutant", mutant == Mutant.NONE ? null : mutant.name());
    summary.put("failure", failed == null ? null : failed.getMessage());
    summary.put("seconds", Math.round((System.nanoTime() - startNs) / 1e6) / 1e3);
    total.counts().forEach((name, count) -> summary.put(camelCase(name), count));
    return summary;
  }

  private static String camelCase(String name) {
    return Pattern.compile(" (.)")
        .matcher(name)
        .replaceAll(found -> found.group(1).toUpperCase(Locale.ROOT));
  }

  private void runSeeds() {
    for (long seed = next.getAndIncrement();
        seed < firstSeed + runs && failure.get() == null;
        seed = next.getAndIncrement()) {
      try {
        total.add(Simulation.run(seed, mutant));
      } catch (SimulationFailure e) {
        failure.compareAndSet(null, e);
      }
      progress();
    }
  }

  private void progress() {
    long last = progressNs.get();
    long nowNs = System.nanoTime();
    if (nowNs - last > PROGRESS_NS && progressNs.compareAndSet(last, nowNs)) {
      double seconds = (nowNs - startNs) / 1e9;
      progress.printf(
          "%,d of %,d runs, %.0f runs/s, %.0f s left%n",
          total.runs(),
          runs,
          total.runs() / seconds,
          (runs - total.runs()) * seconds / Math.max(1, total.runs()));
    }
  }
}
