package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code millrace scale}: more workers or fewer for an application of a cluster. */
@Command(
    name = "scale",
    description = {
      "Spreads an application over more workers, or fewer.",
      "Partitions move one after the other while data flows; 'describe' shows how far it is."
    })
final class ScaleVerb implements Runnable {
  @ParentCommand private Main main;
  @Mixin private ClusterOptions cluster;

  @Parameters(paramLabel = "APP", description = "The application.")
  private String name;

  @Option(names = "--workers", paramLabel = "N", required = true, description = "How many workers.")
  private Integer workers;

  @Override
  public void run() {
    checkWorkers(workers);
    JsonNode answer =
        cluster
            .client()
            .post(new Query(ClusterApps.path(name) + "/scale").with("workers", workers).toString());
    main.console()
        .print(
            main.wantsJson()
                ? answer.toString()
                : name + " moves to " + Counted.of(workers, "worker"));
  }

  static void checkWorkers(Integer workers) {
    if (workers != null && workers < 1) {
      throw new WrongUsageException("workers out of range: --workers " + workers + "; at least 1");
    }
  }
}
