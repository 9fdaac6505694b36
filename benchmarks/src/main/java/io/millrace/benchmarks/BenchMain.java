package io.millrace.benchmarks;

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
          JmhBench.class);

  private BenchMain() {}

  /** Runs the benchmark that is named first: 0 done, 1 failed, 2 wrong usage. */
  public static void main(String[] arguments) {
    CommandLine line = Main.commandLine(new BenchMain(), BENCHMARKS, arguments);
    line.setExecutionExceptionHandler(BenchMain::complain);
    System.exit(line.execute(arguments));
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
