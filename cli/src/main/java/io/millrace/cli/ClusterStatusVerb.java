package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.text.Console;
import io.millrace.cli.text.Style;
import io.millrace.cli.text.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code millrace cluster status}. */
@Command(name = "status", description = "Shows a cluster's coordinator, workers and applications.")
final class ClusterStatusVerb implements Runnable {
  @ParentCommand private ClusterVerb parent;
  @Mixin private ClusterOptions cluster;

  @Override
  public void run() {
    JsonNode status = cluster.client().get("/cluster");
    Console console = parent.main().console();
    if (parent.main().wantsJson()) {
      console.print(status.toString());
      return;
    }
    JsonNode coordinator = status.path("coordinator");
    console.print(
        console.paint(Style.HEADING, status.path("cluster").asText())
            + "  coordinator pid "
            + coordinator.path("pid").asText()
            + " on "
            + coordinator.path("host").asText()
            + ", term "
            + coordinator.path("term").asText()
            + ", HTTP API at "
            + coordinator.path("api").asText());
    console.print("");
    console.print(workers(status).format(console));
    if (!status.path("applications").isEmpty()) {
      console.print("");
      console.print(ClusterApps.table(status.path("applications")).format(console));
    }
  }

  private static Table workers(JsonNode status) {
    Table table =
        new Table(
            "WORKER", "PHASE", "HOST", "#PID", "#INCARNATION", "#OWNS", "#FOLLOWS", "LAST CAUSE");
    for (JsonNode worker : status.path("workers")) {
      table.row(
          worker.path("id").asText(),
          worker.path("drain").isTextual()
              ? worker.path("phase").asText() + ", " + worker.path("drain").asText()
              : worker.path("phase").asText(),
          ClusterApps.orDash(worker.path("host")),
          ClusterApps.orDash(worker.path("pid")),
          ClusterApps.orDash(worker.path("incarnation")),
          worker.path("owns").asText("0"),
          worker.path("follows").asText("0"),
          ClusterApps.orDash(worker.path("cause")));
    }
    return table;
  }
}
