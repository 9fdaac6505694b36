package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.text.Quantity;
import io.millrace.cli.text.Table;
import io.millrace.connector.files.JsonValues;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code millrace apps}: which applications run there. */
@Command(
    name = "apps",
    description = "Lists the applications of a cluster, or the one that runs at an address.")
final class AppsVerb implements Runnable {
  @ParentCommand private Main main;
  @Mixin private ClientOptions api;

  @Mixin private ClusterOptions cluster;

  @Override
  public void run() {
    if (cluster.areMeant(api)) {
      JsonNode apps = cluster.client().get("/apps");
      main.console()
          .print(
              main.wantsJson() ? apps.toString() : ClusterApps.table(apps).format(main.console()));
      return;
    }
    JsonNode status = api.client().get("/status");
    if (main.wantsJson()) {
      main.console().print(JsonValues.toJson(List.of(status)));
      return;
    }
    Table table = new Table("APPLICATION", "PHASE", "UP", "#PARTITIONS", "#RECORDS", "#LAG");
    table.row(
        status.path("application").asText(),
        status.path("phase").asText(),
        Quantity.seconds(status.path("uptimeSeconds").asDouble()),
        status.path("partitions").asText(),
        Quantity.count(status.path("counters").path("records_in").asLong()),
        Quantity.count(status.path("lag").asLong()));
    main.console().print(table.format(main.console()));
  }
}
