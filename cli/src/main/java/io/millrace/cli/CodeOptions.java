package io.millrace.cli;

import io.millrace.cli.run.Binding;
import io.millrace.cli.run.SingleFunction;
import io.millrace.cluster.code.ApplicationJar;
import io.millrace.cluster.code.LoadedApplication;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which code a verb works with: an application of a jar, or one function of it. */
final class CodeOptions {
  @Parameters(paramLabel = "JAR", description = "The jar with the application.")
  private Path jar;

  @Option(
      names = "--app",
      paramLabel = "NAME",
      description = "Which application of the jar, if it holds several.")
  private String app;

  @Option(
      names = "--function",
      paramLabel = "CLASS",
      description = "This one function instead of an application.")
  private String function;

  @Option(
      names = "--in",
      paramLabel = "TOPIC=URI",
      description = "With --function: what feeds a topic (file:, dir:); without =URI, publishers.")
  private List<String> in = List.of();

  @Option(
      names = "--out",
      paramLabel = "TOPIC=URI",
      description = "With --function: where a topic is written (file:, dir:, stdout).")
  private List<String> out = List.of();

  /**
   * Checks what picocli cannot.
   *
   * @throws WrongUsageException if options contradict each other
   */
  void check() {
    if (function == null && !(in.isEmpty() && out.isEmpty())) {
      throw new WrongUsageException("--in and --out go with --function CLASS");
    }
    if (function != null && app != null) {
      throw new WrongUsageException("--app and --function exclude each other; choose one");
    }
  }

  ApplicationJar openJar() {
    return ApplicationJar.open(jar);
  }

  LoadedApplication load(ApplicationJar opened) {
    return function == null
        ? LoadedApplication.of(opened, app)
        : SingleFunction.of(
            opened,
            function,
            in.stream().map(text -> Binding.parse("--in", text)).toList(),
            out.stream().map(text -> Binding.parse("--out", text)).toList());
  }
}
