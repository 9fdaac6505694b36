package io.millrace.benchmarks;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.openjdk.jmh.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/** The benchmarks of parts. */
@Command(
    name = "jmh",
    description =
        "Parts: codec, frames, journal, state. Takes JMH's own arguments, for example"
            + " 'StateBenchmark -prof gc'; -h lists them.")
final class JmhBench implements Callable<Integer> {
  @Parameters(arity = "0..*", hidden = true)
  private List<String> names = List.of();

  @Unmatched private List<String> options = List.of();

  @Override
  public Integer call() throws Exception {
    Main.main(Stream.concat(names.stream(), options.stream()).toArray(String[]::new));
    return 0;
  }
}
