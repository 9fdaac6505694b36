package io.millrace.benchmarks;

import io.millrace.benchmarks.cluster.ClusterBench;
import io.millrace.benchmarks.cluster.OutageBench;
import io.millrace.cli.Main;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

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
          ClusterBench.class,
          OutageBench.class,
          JmhBench.class);

  private BenchMain() {}

  /** Runs the benchmark that is named first: 0 done, 1 failed, 2 wrong usage. */
  public static void main(String[] arguments) {
    System.exit(commandLine(arguments).execute(arguments));
  }

  static CommandLine commandLine(String... arguments) {
    return Main.commandLine(new BenchMain(), BENCHMARKS, arguments)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(BenchMain::complain);
  }

  /** A value that is out of range needs no stack trace. */
  private static int complain(Exception failure, CommandLine line, ParseResult parsed)
      throws Exception {
    if (!(failure instanceof IllegalArgumentException)) {
      throw failure;
    }
    line.getErr().println("error: " + failure.getMessage());
    return line.getCommandSpec().exitCodeOnInvalidInput();
  }
}
