package io.millrace.cli;

import io.millrace.cli.offline.OfflineData;
import io.millrace.cli.offline.Verification;
import io.millrace.cli.offline.Verification.Verdict;
import io.millrace.cli.text.Console;
import io.millrace.cli.text.Quantity;
import io.millrace.cli.text.Style;
import io.millrace.cli.text.Table;
import io.millrace.cluster.code.ApplicationJar;
import io.millrace.connector.files.JsonValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code millrace verify}: does an application do the same twice? */
@Command(
    name = "verify",
    description = {
      "Folds the journals of an application that does not run, twice each, and compares what came"
          + " of it.",
      "A difference (exit code 1) means that a function looks at something besides its record, its"
          + " state and its Context."
    })
final class VerifyVerb implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private OfflineOptions options;

  @Option(names = "--partition", paramLabel = "P", description = "Only this partition.")
  private Integer partition;

  @Override
  public Integer call() {
    List<Verdict> verdicts = new ArrayList<>();
    try (ApplicationJar jar = options.openJar();
        OfflineData data = options.open(jar)) {
      int first = partition == null ? 0 : partition;
      int last = partition == null ? data.metadata().partitions() - 1 : partition;
      for (int p = first; p <= last; p++) {
        verdicts.add(verify(data, p));
      }
    } finally {
      main.console().clearProgress();
    }
    boolean same = verdicts.stream().allMatch(Verdict::same);
    if (main.wantsJson()) {
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("same", same);
      answer.put("partitions", verdicts);
      main.console().print(JsonValues.toJson(answer));
    } else {
      print(verdicts, same);
    }
    return same ? 0 : 1;
  }

  private Verdict verify(OfflineData data, int number) {
    long both = 2 * data.journal(number).endOffset();
    return Verification.of(
        data,
        number,
        offsets -> {
          if (main.console().isErrTerminal()) {
            main.console()
                .progress(
                    "partition "
                        + number
                        + ": "
                        + Quantity.count(offsets)
                        + " of "
                        + Quantity.count(both)
                        + " offsets");
          }
        });
  }

  private void print(List<Verdict> verdicts, boolean same) {
    Console console = main.console();
    Table table =
        new Table("#PARTITION", "#FROM", "#UNTIL", "#RECORDS", "#EMITTED", "DIGEST", "RESULT");
    for (Verdict verdict : verdicts) {
      table.row(
          verdict.partition(),
          Quantity.count(verdict.from()),
          Quantity.count(verdict.until()),
          Quantity.count(verdict.records()),
          Quantity.count(verdict.emitted()),
          verdict.digest(),
          verdict.same() ? "same" : "DIFFERENT");
    }
    console.print(table.format(console));
    console.print("");
    if (same) {
      console.print(console.paint(Style.GOOD, "Both folds of each journal came to the same."));
      return;
    }
    for (Verdict verdict : verdicts) {
      verdict
          .differences()
          .forEach(what -> console.print("partition " + verdict.partition() + ": " + what));
    }
    console.print(
        console.paint(Style.ERROR, "Two folds of one journal differ:")
            + " a function is not deterministic. Look for System.currentTimeMillis, Math.random,"
            + " static or instance fields that change, and HashMap iteration over enums or objects;"
            + " Context has time and random numbers, declared state is for all that is kept.");
  }
}
