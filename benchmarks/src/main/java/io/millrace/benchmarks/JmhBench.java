package io.millrace.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** The benchmarks of parts. */
@Command(
    name = "jmh",
    description =
        "Parts: codec, frames, journal, state. Takes JMH's own arguments, for example"
            + " 'StateBenchmark -prof gc'; -h lists them.")
final class JmhBench implements Callable<Integer> {
  @Unmatched private final List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    Main.main(arguments.toArray(String[]::new));
    return 0;
  }
}
