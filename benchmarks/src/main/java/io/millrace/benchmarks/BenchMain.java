package io.millrace.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code millrace bench}. */
@Command(
    name = "bench",
    description = "Measures this machine: end-to-end benchmarks, durability on unless said.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ThroughputBench.class,
      LatencyBench.class,
      RecoveryBench.class,
      NexmarkBench.class,
      StateBench.class,
      JmhBench.class
    })
public final class BenchMain {
  private BenchMain() {}

  /** Runs the benchmark that is named first. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new BenchMain()).execute(arguments));
  }
}
