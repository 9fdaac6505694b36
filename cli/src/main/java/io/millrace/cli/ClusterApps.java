package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.client.ApiClient;
import io.millrace.cli.text.Quantity;
import io.millrace.cli.text.Table;
import java.util.ArrayList;
import java.util.List;

/** Applications of a cluster, as its coordinator tells them. */
final class ClusterApps {
  private ClusterApps() {}

  /** A row for each. */
  static Table table(JsonNode applications) {
    Table table =
        new Table(
            "APPLICATION", "PHASE", "#VERSION", "DURABILITY", "#PARTITIONS", "#WORKERS", "#LAG");
    for (JsonNode application : applications) {
      table.row(
          application.path("application").asText(),
          application.path("phase").asText(),
          orDash(application.path("version")),
          application.path("durability").asText(),
          application.path("partitionCount").asText(),
          orDash(application.path("workerCount")),
          Quantity.count(application.path("lag").asLong()));
    }
    return table;
  }

  /** The value, or null, which tables show as a dash. */
  static String orDash(JsonNode value) {
    return value.isMissingNode() || value.isNull() ? null : value.asText();
  }

  /** The path of an application. */
  static String path(String name) {
    return "/apps/" + ApiClient.encoded(name);
  }

  /**
   * The name that was given, or that of the only application.
   *
   * @throws WrongUsageException if there are several, or none
   */
  static String name(ApiClient client, String given) {
    if (given != null) {
      return given;
    }
    List<String> names = new ArrayList<>();
    client.get("/apps").forEach(application -> names.add(application.path("application").asText()));
    if (names.size() != 1) {
      throw new WrongUsageException(
          names.isEmpty()
              ? "no application in the cluster; deploy one with 'millrace deploy JAR'"
              : "which application? The cluster has " + names);
    }
    return names.get(0);
  }
}
