package io.millrace.benchmarks;

import io.millrace.cli.Main;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code millrace bench}. */
@Command(
    name = "bench",
    description = "Measures this machine: end-to-end benchmarks, durability on unless said.",
    mixinStandardHelpOptions = true)
public final class BenchMain {
  private static final List<Class<?>> BENCHMARKS =
      List.of(
          ThroughputBench.class,
          LatencyBench.class,
          RecoveryBench.class,
          NexmarkBench.class,
          StateBench.class,
          TransportBench.class,
          JmhBench.class);

  private BenchMain() {}

  /** Runs the benchmark that is named first. */
  public static void main(String[] arguments) {
    System.exit(commandLine(arguments).execute(arguments));
  }

  static CommandLine commandLine(String... arguments) {
    return Main.commandLine(new BenchMain(), BENCHMARKS, arguments)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }
}
